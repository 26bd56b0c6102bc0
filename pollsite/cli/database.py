"""`pollsite database …`: the schema."""

import click

from pollsite import migrating
from pollsite.app import create_app
from pollsite.config import Settings


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
@click.argument("message")
def revise(message: str) -> None:
    """For developers: write a migration from what changed in the tables. MESSAGE says what it does."""
    path = migrating.revise(create_app(Settings.from_env()), message)
    click.echo(f"Wrote {path}: read it before it runs." if path else "The tables have not changed.")
