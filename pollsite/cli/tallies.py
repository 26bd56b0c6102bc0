"""`pollsite tallies …`: hold the stored tallies against the ballots."""

import click

from pollsite.app import create_app
from pollsite.config import Settings
from pollsite.db import transaction
from pollsite.migrating import upgrade
from pollsite.polls.verifying import verify_tallies


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
    for wrong in found.mismatches:
        click.echo(f"{wrong.name}: stored {wrong.stored}, recount {wrong.recount}")
    verdict = "repaired" if repair else "differ"
    tail = (
        f"{len(found.mismatches)} numbers {verdict}"
        if found.mismatches
        else "every number equals its recount"
    )
    click.echo(f"{found.wordings} wordings, {found.ballots:,} ballots: {tail}.")
    if found.mismatches and not repair:
        raise click.exceptions.Exit(1)
