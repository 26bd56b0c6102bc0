"""What has just happened, told in the same transaction to whoever the site was put together with; see app.py.

Who tells does not know who listens: a step that is undone was never told of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine

_LISTENERS = "pollsite_listeners"


class Happening(StrEnum):
    """What is told of."""

    COMMENT_PUBLISHED = "comment.published"
    """Everybody can read it from now on."""
    COMMENT_REMOVED = "comment.removed"
    """And no more: `detail` is its status now."""
    CASE_OPENED = "case.opened"
    """Something waits for a moderator: `detail` says why."""


@dataclass(frozen=True, slots=True)
class Happened:
    """It, and to which comment or case, by number."""

    what: Happening
    subject_id: int
    at: datetime
    detail: str = ""


Listener = Callable[[Connection, Happened], None]
"""Writes with that connection, and nothing else: it neither commits nor fails for reasons of its own."""


def listen(engine: Engine, listener: Listener) -> None:
    """Let the listener hear, from now on, of all that happens in this engine's database."""
    known = engine.get_execution_options().get(_LISTENERS, ())
    engine.update_execution_options(**{_LISTENERS: (*known, listener)})


def tell(connection: Connection, happened: Happened) -> None:
    """Tell every listener."""
    for listener in connection.get_execution_options().get(_LISTENERS, ()):
        listener(connection, happened)
