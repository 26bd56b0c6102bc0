"""What a recount says on the command line: every difference, and what came of it."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import click

from pollsite.db import db, transaction
from pollsite.polls.words import counted


class Difference(Protocol):
    """Something stored that differs from its recount; `name` says where."""

    @property
    def name(self) -> str:
        """Where it stands."""

    @property
    def stored(self) -> object:
        """What was found there."""

    @property
    def recount(self) -> object:
        """What should be there."""


class Findings(Protocol):
    """What a recount found."""

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Everything that differs."""


Found = TypeVar("Found", bound=Findings)


def recount(verify: Callable[..., Found], *, repair: bool, subject: Callable[[Found], str]) -> None:
    """Say what `verify(session, repair=…)` finds and what is left; exits with 1 if anything is.

    Without `repair` it reads only: nobody's act waits for it. What contradicts itself is left for a person to look
    at. `subject` says what was looked at. Within an application context.
    """
    if repair:
        with transaction() as session:
            found = verify(session, repair=True)
            left = len(verify(session).differences)
    else:
        found = verify(db.session())
        left = len(found.differences)
    for wrong in found.differences:
        click.echo(f"{wrong.name}: stored {wrong.stored}, recount {wrong.recount}")
    click.echo(f"{subject(found)}: {_verdict(repaired=len(found.differences) - left, left=left)}.")
    if left:
        raise click.exceptions.Exit(1)


def _verdict(*, repaired: int, left: int) -> str:
    if not repaired and not left:
        return "every number equals its recount"
    parts = (
        counted(repaired, "number repaired", "numbers repaired") if repaired else "",
        counted(left, "number differs", "numbers differ") if left else "",
    )
    return ", ".join(filter(None, parts))
