"""`pollsite accounts …`: who has an account, what each may do, and which sessions end."""

from collections.abc import Callable
from typing import Any

import click

from pollsite.accounts.queries import FoundAccount, account_lines, find_account
from pollsite.accounts.services import confirm_account, end_sessions, set_role
from pollsite.accounts.types import Role
from pollsite.app import create_app
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db, transaction
from pollsite.migrating import upgrade

ROLES = click.Choice([role.value for role in Role if role is not Role.MEMBER])


@click.group()
def accounts() -> None:
    """List accounts and change what they may do. NAME is a mail address, or a display name as members see it."""


@accounts.command(name="list")
def list_() -> None:
    """List every account: name, mail address, role, and whether the address is confirmed."""
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context():
        lines = account_lines(db.session())
    for line in lines:
        waits = "" if line.confirmed else "  (not confirmed)"
        click.echo(f"{line.name}  {line.email}  {line.role}  since {line.created_at:%Y-%m-%d}{waits}")
    if not lines:
        click.echo("Nobody has an account yet. `pollsite serve` prints a link that makes the first admin.")


@accounts.command()
@click.argument("name")
@click.argument("role", type=ROLES)
def promote(name: str, role: str) -> None:
    """Let NAME do what ROLE may: moderator, editor or admin."""
    found = _change(name, lambda session, number: set_role(session, account_id=number, role=Role(role)))
    click.echo(f"{found.name} ({found.email}) may now do what {_with_article(role)} may.")


@accounts.command()
@click.argument("name")
def demote(name: str) -> None:
    """Let NAME do what every member may, and no more."""
    found = _change(name, lambda session, number: set_role(session, account_id=number, role=Role.MEMBER))
    click.echo(f"{found.name} ({found.email}) may now do what every member may.")


@accounts.command(name="end-sessions")
@click.argument("name")
def end_sessions_(name: str) -> None:
    """Sign NAME out everywhere."""
    found = _change(name, lambda session, number: end_sessions(session, account_id=number))
    click.echo(f"{found.name} ({found.email}) is signed out on every device.")


@accounts.command()
@click.argument("name")
def confirm(name: str) -> None:
    """Take NAME's mail address for confirmed, without an email."""
    found = _change(name, lambda session, number: confirm_account(session, account_id=number, at=now()))
    click.echo(f"{found.name} ({found.email}) is confirmed.")


def _change(name: str, act: Callable[[Any, int], object]) -> FoundAccount:
    """Do it to the account called so, in a transaction. Raises click's error in a sentence if there is none."""
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context(), transaction() as session:
        found = find_account(session, name)
        if found is None:
            raise click.ClickException(f"There is no account called {name}; see pollsite accounts list.")
        act(session, found.account_id)
    return found


def _with_article(role: str) -> str:
    return f"an {role}" if role[0] in "ae" else f"a {role}"
