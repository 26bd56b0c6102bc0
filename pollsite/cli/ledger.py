"""`pollsite ledger …`: hold the public ledgers against the ballots and the tallies."""

from functools import partial

import click

from pollsite.app import create_app
from pollsite.cli.recounts import recount
from pollsite.config import Settings
from pollsite.migrating import upgrade
from pollsite.polls.ledger_verifying import verify_ledgers


@click.group()
def ledger() -> None:
    """The public ledgers of votes."""


@ledger.command()
@click.argument("slug", default="")
def verify(slug: str) -> None:
    """Play every poll's ledger, or those of the article SLUG; exit code 1 if a row, a tally or a ballot differs."""
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context():
        recount(
            partial(verify_ledgers, slug=slug),
            repair=False,
            subject=lambda found: f"{found.ledgers} ledgers, {found.rows:,} rows",
        )
