"""`pollsite tallies …`: hold the stored tallies against the ballots."""

import click

from pollsite.app import create_app
from pollsite.config import Settings
from pollsite.db import transaction
from pollsite.migrating import upgrade
from pollsite.polls.verifying import verify_tallies
from pollsite.polls.words import counted


@click.group()
def tallies() -> None:
    """Recount the votes."""


@tallies.command()
@click.option(
    "--repair", is_flag=True, help="Set wrong counters to their recount; ballots are never touched."
)
def verify(repair: bool) -> None:
    """Recount every poll from its ballots; exit code 1 if any stored number differs."""
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context(), transaction() as session:
        found = verify_tallies(session, repair=repair)
        left = verify_tallies(session).mismatches if repair else found.mismatches
    for wrong in found.mismatches:
        click.echo(f"{wrong.name}: stored {wrong.stored}, recount {wrong.recount}")
    verdict = _verdict(repaired=len(found.mismatches) - len(left), left=len(left))
    click.echo(f"{found.wordings} wordings, {found.ballots:,} ballots: {verdict}.")
    if left:
        raise click.exceptions.Exit(1)


def _verdict(*, repaired: int, left: int) -> str:
    """What came of it. A ballot that contradicts its own history is left for a person to look at."""
    if not repaired and not left:
        return "every number equals its recount"
    parts = (
        counted(repaired, "number repaired", "numbers repaired") if repaired else "",
        counted(left, "number differs", "numbers differ") if left else "",
    )
    return ", ".join(filter(None, parts))
