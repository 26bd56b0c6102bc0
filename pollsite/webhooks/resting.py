"""How long a message rests after each attempt that failed, and when it is given up."""

from datetime import datetime, timedelta

RESTS = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""After the first attempt, the second, and so on; the last repeats. Each is longer than an attempt may take."""
GIVE_UP_AFTER = timedelta(days=3)
"""Since it happened."""


def next_try(*, since: datetime, tries: int, at: datetime) -> datetime:
    """When to try again after the attempt number `tries`, made at `at`; once more, last, when it is to be given up."""
    rested = at + RESTS[min(tries, len(RESTS)) - 1]
    last = since + GIVE_UP_AFTER
    return min(rested, last) if at < last else rested


def is_given_up(*, since: datetime, at: datetime) -> bool:
    """Whether an attempt that failed at `at` was the last one."""
    return at >= since + GIVE_UP_AFTER
