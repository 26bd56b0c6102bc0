"""`pollsite tallies …`: hold the stored tallies against the ballots."""

import click

from pollsite.app import create_app
from pollsite.cli.recounts import recount
from pollsite.config import Settings
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
    with app.app_context():
        recount(
            verify_tallies,
            repair=repair,
            subject=lambda found: f"{found.wordings} wordings, {found.ballots:,} ballots",
        )
