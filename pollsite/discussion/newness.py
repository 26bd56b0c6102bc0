"""What is new to a member: published since their last visit, which a reload does not end."""

from dataclasses import dataclass
from datetime import datetime

from pollsite.discussion.limits import VISIT_GAP


@dataclass(frozen=True, slots=True)
class Visiting:
    """What is kept of a member's visits to one discussion; see models.Visit."""

    seen_until: datetime
    latest_until: datetime
    latest_at: datetime


def seen_until(known: Visiting | None, *, at: datetime) -> datetime | None:
    """What was published after this is new to somebody who looks at that moment; None: nothing is."""
    if known is None:
        return None
    return known.latest_until if _is_over(known, at=at) else known.seen_until


def after_look(known: Visiting | None, *, until: datetime, at: datetime) -> Visiting:
    """What to keep after a look at a page that was made at `until`; who comes for the first time has seen it all."""
    until = min(until, at)
    if known is None:
        return Visiting(until, until, at)
    begun = known.latest_until if _is_over(known, at=at) else known.seen_until
    return Visiting(begun, max(known.latest_until, until), max(known.latest_at, at))


def _is_over(visit: Visiting, *, at: datetime) -> bool:
    return at - visit.latest_at >= VISIT_GAP
