"""`pollsite tallies …`: hold the stored tallies against the ballots."""

import click

from pollsite.app import create_app
from pollsite.config import Settings
from pollsite.db import db, transaction
from pollsite.migrating import upgrade
from pollsite.polls.verifying import Mismatch, Verification, verify_tallies
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
    with app.app_context():
        found, left = _repaired() if repair else _looked_at()
    for wrong in found.mismatches:
        click.echo(f"{wrong.name}: stored {wrong.stored}, recount {wrong.recount}")
    verdict = _verdict(repaired=len(found.mismatches) - len(left), left=len(left))
    click.echo(f"{found.wordings} wordings, {found.ballots:,} ballots: {verdict}.")
    if left:
        raise click.exceptions.Exit(1)


def _looked_at() -> tuple[Verification, tuple[Mismatch, ...]]:
    """What a recount finds, and that nothing was repaired. Reads only: nobody's vote waits for it."""
    found = verify_tallies(db.session())
    return found, found.mismatches


def _repaired() -> tuple[Verification, tuple[Mismatch, ...]]:
    """What a recount found, and what is left after the repair."""
    with transaction() as session:
        return verify_tallies(session, repair=True), verify_tallies(session).mismatches


def _verdict(*, repaired: int, left: int) -> str:
    """What came of it. A ballot that contradicts its own history is left for a person to look at."""
    if not repaired and not left:
        return "every number equals its recount"
    parts = (
        counted(repaired, "number repaired", "numbers repaired") if repaired else "",
        counted(left, "number differs", "numbers differ") if left else "",
    )
    return ", ".join(filter(None, parts))
