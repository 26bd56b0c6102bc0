"""`pollsite insights …`: work out what the votes say."""

import logging
import os
from contextlib import suppress
from itertools import groupby

import click
from sqlalchemy import Engine

from pollsite.cli.errors import CommandError
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.insights.refreshing import Outcome, Refreshed, refresh
from pollsite.logs.setup import configure_from_environment
from pollsite.operations.alone import FIGURES, alone
from pollsite.operations.opening import opened

TURN = "insights.turn"
LESS_URGENT = 10
"""By so much the work in the background gives way to whatever else the machine does; see nice(1)."""


@click.group()
def insights() -> None:
    """Work out what the votes say."""


@insights.command(name="refresh")
@click.argument("slug", required=False)
@click.option(
    "--in-background", is_flag=True, help="Give way to readers; end without a word if somebody is at it."
)
def refresh_(slug: str | None, in_background: bool) -> None:
    """Work out the figures about votes that have changed, of all articles or of SLUG, and say what was done.

    `serve` does it by itself. A figure stays as it is until five readers' votes have changed.
    """
    configure_from_environment(level=logging.WARNING)
    if in_background:
        with suppress(OSError):  # where the system lets nobody choose, it is as urgent as the rest
            os.nice(LESS_URGENT)
    settings = Settings.from_env()
    with (
        opened(settings.database_url) as engine,
        alone(engine, settings.instance_path / TURN, lock=FIGURES) as is_alone,
    ):
        if is_alone:
            _refresh(engine, slug)
        elif not in_background:
            raise CommandError("Somebody is working the figures out now: try again when they have.")


def _refresh(engine: Engine, slug: str | None) -> None:
    told = list(refresh(engine, at=now(), slugs={slug} if slug else ()))
    if slug and not told:
        raise CommandError(
            f"There are no questions in an article {slug!r}; `articles list` names the articles."
        )
    for article, figures in groupby(told, key=lambda figure: figure.slug):
        click.echo(f"{article}:\n" + "\n".join(map(_line, figures)))
    if any(figure.outcome is Outcome.FAILED for figure in told):
        raise click.exceptions.Exit(1)


def _line(figure: Refreshed) -> str:
    return f"  {figure.kind:<10} {figure.outcome.value}"
