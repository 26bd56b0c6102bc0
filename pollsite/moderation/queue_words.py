"""What the queue says: its filters, how long something waits, how urgent it is."""

from datetime import datetime, timedelta

from pollsite.moderation.listing import Filter
from pollsite.moderation.priority import HIGH, LOW, URGENT, USUAL
from pollsite.moderation.types import CaseKind

FILTERS = (
    (Filter.ALL, "All"),
    (Filter.FLAGGED, "Flagged"),
    (Filter.HELD, "Held"),
    (Filter.APPEALS, "Appeals"),
    (Filter.NAMES, "Names"),
    (Filter.MINE, "Decided by me"),
)
"""In the order of the page."""

KIND_WORDS = {
    CaseKind.FLAGGED: "Flagged",
    CaseKind.HELD: "Held",
    CaseKind.NAME: "Name",
    CaseKind.APPEAL: "Appeal",
    CaseKind.SECOND_LOOK: "Flagged",
    CaseKind.FOUND: "Comment",
}
PRIORITY_WORDS = {URGENT: "urgent", HIGH: "high", USUAL: "", LOW: ""}
"""What stands beside a case that goes before the others; nothing beside the usual ones."""


def wait_in_words(since: datetime | None, *, at: datetime) -> str:
    """ "3 min", "5 h 20 min", "2 days 4 h"; "" where nothing waits."""
    if since is None:
        return ""
    minutes = max(0, (at - since) // timedelta(minutes=1))
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, left = divmod(hours, 24)
    return f"{days} day{'s' if days != 1 else ''}" + (f" {left} h" if left else "")
