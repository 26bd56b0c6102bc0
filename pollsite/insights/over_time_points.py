"""A tally's history in few points: by hour while a poll is young, by days later, and no point for a few readers alone.

Between two points at least FEWEST readers' ballots have changed, so that no two can be set against each other to see
what one reader did.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple

from pollsite.polls.choosing import positions_in

FEWEST = 5
MAX_POINTS = 60
YOUNG = timedelta(days=2)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Step(NamedTuple):
    """A reader's ballot became `choices` (a mask, 0: withdrawn)."""

    reader: Hashable
    choices: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """The tally as it stood just before `at`: ballots by option, and how many voted."""

    at: datetime
    counts: tuple[int, ...]
    voters: int


@dataclass
class _Count:
    """A tally that moves step by step."""

    counts: list[int]
    standing: dict[Hashable, int] = field(default_factory=dict)
    changed: set[Hashable] = field(default_factory=set)
    voters: int = 0

    def take(self, step: Step) -> None:
        reader, choices, _ = step
        before = self.standing.get(reader, 0)
        self.voters += bool(choices) - bool(before)
        for position in positions_in(before ^ choices):
            self.counts[position] += 1 if choices >> position & 1 else -1
        self.standing[reader] = choices
        self.changed.add(reader)

    def point(self, at: datetime) -> Point:
        self.changed.clear()
        return Point(at, tuple(self.counts), self.voters)


def points_of(steps: Iterable[Step], *, options: int, first: datetime, until: datetime) -> tuple[Point, ...]:
    """At most MAX_POINTS, the last one as the steps leave the tally; () while fewer than FEWEST readers have voted.

    `steps` come in their order, the first at `first`, and none after `until`.
    """
    width = width_of(first, until)
    count, points = _Count([0] * options), list[Point]()
    ends = end_of(first, width)
    for step in steps:
        if step.at >= ends:
            if len(count.changed) >= FEWEST:
                points.append(count.point(ends))
            ends = end_of(step.at, width)
        count.take(step)
    if count.changed and len(count.changed) < FEWEST and points:
        points.pop()
    if count.changed:
        points.append(count.point(min(ends, until)))
    return tuple(points) if points and points[-1].voters >= FEWEST else ()


def width_of(first: datetime, until: datetime) -> timedelta:
    """An hour, a day, or so many days that there are not too many points."""
    if until - first <= YOUNG:
        return HOUR
    days = (until - first) / DAY
    return DAY * max(1, ceil(days / (MAX_POINTS - 2)))


def end_of(instant: datetime, width: timedelta) -> datetime:
    """The end of the stretch of that width that an instant lies in; days begin at midnight, UTC."""
    return EPOCH + ((instant - EPOCH) // width + 1) * width
