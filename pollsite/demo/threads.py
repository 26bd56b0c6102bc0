"""How a debate grows: who answers what, so that few threads are long and most are short.

An answer goes to something recent more often than to something old, at every scale alike, and to a long thread
more often than to a short one: that gives the skew of threads as they are found on the web.
"""

import random
from dataclasses import dataclass

from pollsite.discussion.limits import MAX_DEPTH

NEW_THREAD = 0.18
CONVERSATION = 0.72
_TRIES = 6


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands, by the numbers of comments: what it answers, what it stands below, its thread's first.

    `answers` and `below` differ only past the greatest depth.
    """

    answers: int | None
    below: int | None
    root: int
    depth: int


class Growth:
    """A debate as it grows; comments are numbered from 0 in the order in which they are written."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._published: list[float | None] = []
        self.places: list[Place] = []

    def next_place(self, at: float) -> Place:
        """Where the next comment goes, written at `at` by somebody who sees what is published by then."""
        answered = None if self._chance.random() < NEW_THREAD else self._choose(at)
        place = self._place(answered)
        self.places.append(place)
        return place

    def publish(self, at: float | None) -> None:
        """Say since when the comment just placed can be read and answered: None for never."""
        self._published.append(at)

    def _choose(self, at: float) -> int | None:
        chance, written = self._chance, len(self._published)
        for _ in range(_TRIES if written else 0):
            if chance.random() < CONVERSATION:
                candidate = written - min(written, int(written ** chance.random()))
            else:
                candidate = self.places[chance.randrange(written)].root
            published = self._published[candidate]
            if published is not None and published <= at:
                return candidate
        return None

    def _place(self, answered: int | None) -> Place:
        if answered is None:
            return Place(None, None, len(self.places), 0)
        before = self.places[answered]
        if before.depth == MAX_DEPTH:
            return Place(answered, before.below, before.root, MAX_DEPTH)
        return Place(answered, answered, before.root, before.depth + 1)
