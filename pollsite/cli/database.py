"""`pollsite database …`: the schema, and moving what is stored."""

import click

from pollsite import migrating
from pollsite.app import create_app
from pollsite.cli.operating import owners_alone, refusals_told, say, say_table
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.operations.copying import copy_database
from pollsite.operations.errors import OperationRefused
from pollsite.operations.opening import database_url, file_of

SETTING = "DATABASE_URL"


@click.group()
def database() -> None:
    """Make, check and change the database's tables."""


@database.command()
def upgrade() -> None:
    """Make the database, or bring it up to date with this version.

    `serve` does this by itself; run it first where gunicorn is started directly.
    """
    applied = migrating.upgrade(create_app(Settings.from_env()))
    click.echo(f"Applied {', '.join(applied)}." if applied else "The database is up to date.")


@database.command()
def check() -> None:
    """Say whether the database fits this version and is whole; exit code 1 when not."""
    found = migrating.problems(create_app(Settings.from_env()))
    for sentence in found:
        click.echo(sentence)
    if found:
        raise click.exceptions.Exit(1)
    click.echo("The database fits this version and is whole.")


@database.command()
@click.argument("source")
@click.argument("target")
def copy(source: str, target: str) -> None:
    """Copy a site from SOURCE into the empty TARGET: each the path of a SQLite file, or postgresql://….

    DATABASE_URL in the place of either is what that setting says: an address on the command line, and a password in it,
    can be read by everybody on the machine.

    SOURCE may be in use, and is only read. What is accepted there after the copy began is not in it: to move for good,
    stop the site first.
    """
    at = now()
    with refusals_told(), owners_alone():
        into = _address(target)
        applied = copy_database(_address(source), into, told=say_table)
    say(f"Copied what was stored at {at:%Y-%m-%d %H:%M:%S} UTC; every table equals the source.")
    if applied:
        say(f"Then applied {', '.join(applied)}.")
    say(_what_next(into))


def _address(given: str) -> str:
    if given != SETTING:
        return database_url(given)
    known = Settings.from_env().postgresql
    if not known:
        raise OperationRefused(f"{SETTING} is not set: set it, or name the database.")
    return known


def _what_next(into: str) -> str:
    file = file_of(into)
    where = (
        "set DATABASE_URL to the target's address"
        if file is None
        else f"put {file.name} into the instance folder as pollsite.sqlite3, without DATABASE_URL"
    )
    return f"To run the site on it: stop it, {where}, keep its secret (POLLSITE_SECRET_KEY, or secret_key), start it."


@database.command()
@click.argument("message")
def revise(message: str) -> None:
    """For developers: write a migration from what changed in the tables. MESSAGE says what it does."""
    path = migrating.revise(create_app(Settings.from_env()), message)
    click.echo(f"Wrote {path}: read it before it runs." if path else "The tables have not changed.")
