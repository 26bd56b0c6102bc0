"""How the site as a whole stands: what waits for a moderator, what waits for the mail server."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, ExceptionContext, event, func, select

from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.mail import REFUSED, WAITING
from pollsite.moderation.gauging import Waiting, waiting_by_kind


@dataclass(frozen=True, slots=True)
class SiteGauges:
    """The open cases by kind, and how many comments are held."""

    waiting: tuple[Waiting, ...]
    held: int


def look_at_site(engine: Engine) -> SiteGauges:
    """Ask the database: two statements, each by index."""
    with engine.connect() as connection:
        return SiteGauges(waiting_by_kind(connection), int(connection.scalar(_HELD) or 0))


def letters(outbox: Path) -> tuple[int, int]:
    """How many letters wait in the outbox, and how many a mail server refused for good."""
    names = [path.suffix for path in outbox.iterdir()] if outbox.is_dir() else []
    return names.count(WAITING), names.count(REFUSED)


def age_s(since: datetime, *, at: datetime) -> float:
    """Seconds from then to now, never less than none."""
    return max(0.0, (at - since).total_seconds())


def count_errors(engine: Engine, tell: Callable[[str], None]) -> None:
    """Tell of every exception of the database's driver by the name of its class."""

    @event.listens_for(engine, "handle_error")
    def _on_error(context: ExceptionContext) -> None:
        tell(type(context.original_exception).__name__)


def pool_use(engine: Engine) -> tuple[float, float]:
    """Connections lent out at this moment, and how many the pool keeps; (0, 0) where it does not count."""
    pool: Any = engine.pool
    return (float(pool.checkedout()), float(pool.size())) if hasattr(pool, "checkedout") else (0.0, 0.0)


_HELD = select(func.count(Comment.id)).where(Comment.status == Status.HELD)
