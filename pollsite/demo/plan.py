"""What is asked of the demo, and the time in which its debate takes place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(days=30)
SHORTEST = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """So many comments by so many readers, the last ones at `until`, and so many of them reported. The same seed makes
    the same debate.
    """

    comments: int
    readers: int
    seed: int
    cases: int = 0
    until: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """The time from the debate's first word to its last."""

    begins: datetime
    until: datetime

    @property
    def lasts(self) -> float:
        """In seconds."""
        return (self.until - self.begins).total_seconds()

    def instant(self, seconds: float) -> datetime:
        """The moment so long after the beginning."""
        return self.begins + timedelta(seconds=seconds)

    def seconds(self, instant: datetime) -> float:
        """How long after the beginning that is."""
        return (instant - self.begins).total_seconds()


def span_of(*, published_at: datetime, until: datetime) -> Span:
    """From the article's day on, but for at least SHORTEST and at most LONGEST."""
    begins = min(max(published_at, until - LONGEST), until - SHORTEST)
    return Span(begins, until)
