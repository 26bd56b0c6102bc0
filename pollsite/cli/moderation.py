"""`pollsite moderation …`: hold the log against what is stored, and say how long the queue is."""

import click
from flask import Flask

from pollsite.app import create_app
from pollsite.cli.recounts import recount
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db
from pollsite.migrating import upgrade
from pollsite.moderation.gauging import waiting_by_kind
from pollsite.moderation.queue_words import wait_in_words
from pollsite.moderation.replaying import verify_moderation
from pollsite.polls.words import counted


@click.group()
def moderation() -> None:
    """Look after the queue and the log of moderation."""


@moderation.command()
def verify() -> None:
    """Play the log from the beginning and compare; exit code 1 if anything stored differs. Nothing is changed."""
    with _ready().app_context():
        recount(
            verify_moderation,
            repair=False,
            subject=lambda found: (
                f"{counted(found.steps, 'step', 'steps')}, {counted(found.cases, 'case', 'cases')}"
            ),
        )


@moderation.command()
def queue() -> None:
    """Say how many cases wait, by kind, and for how long the oldest has."""
    with _ready().app_context():
        waiting = waiting_by_kind(db.session().connection())
    at = now()
    for kind in waiting:
        click.echo(
            f"{kind.kind.value}: {kind.number:,}, the oldest for {wait_in_words(kind.oldest_at, at=at)}"
        )
    total = sum(kind.number for kind in waiting)
    oldest = wait_in_words(min((kind.oldest_at for kind in waiting), default=None), at=at)
    click.echo(
        f"{counted(total, 'case waits', 'cases wait')}, the oldest for {oldest}."
        if total
        else "No case waits."
    )


def _ready() -> Flask:
    app = create_app(Settings.from_env())
    upgrade(app)
    return app
