"""A question as one side of a table: which of its answers each reader gave."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pollsite.articles.types import Kind
from pollsite.insights.answers import Answers

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facet:
    """A question, or one answer of it, as a place for each reader: one of `width` answers, or `width` for none.

    `options` are the positions of the options that places stand for, or None for a place that is no option's own.
    """

    options: tuple[int | None, ...]
    width: int
    places: Places


@dataclass(frozen=True, slots=True)
class Several:
    """A question of which one reader may give several answers, by reader a mask of them. `free` are the positions of
    options that go with others, of which one reader can give at most `most`.
    """

    width: int
    free: tuple[int, ...]
    most: int
    masks: Places

    @property
    def facets(self) -> tuple[Facet, ...]:
        """One for each free option: who gave it, who gave only others that are free, and who gave each other answer."""
        alone = [position for position in range(self.width) if position not in self.free]
        return tuple(self._facet(position, alone) for position in self.free)

    def _facet(self, free: int, alone: list[int]) -> Facet:
        places = np.where((self.masks >> free) & 1, 0, 1)
        for place, position in enumerate(alone, start=2):
            places[self.masks == 1 << position] = place
        places[self.masks == 0] = len(alone) + 2
        return Facet((free, None, *alone), len(alone) + 2, places)


Side = Facet | Several


def side_of(answers: Answers, question: int) -> Side:
    """The question as a side of a table."""
    poll, masks = answers.polls[question], answers.masks[:, question].astype(np.int64)
    width = len(poll.choices)
    if poll.kind is Kind.MULTIPLE:
        free = tuple(each.position for each in poll.choices if not (each.exclusive or each.not_sure))
        return Several(width, free, max(1, min(poll.max_choices, len(free))), masks)
    places = np.full(len(masks), width, dtype=np.int64)
    for position in range(width):
        places[masks == 1 << position] = position
    return Facet(tuple(range(width)), width, places)


def gave(side: Side) -> NDArray[np.int64]:
    """By reader and answer 1 for those who gave it; the last column is for none."""
    if isinstance(side, Facet):
        return np.eye(side.width + 1, dtype=np.int64)[side.places]
    chosen = (side.masks[:, None] >> np.arange(side.width)) & 1
    return np.hstack([chosen, (side.masks == 0)[:, None]]).astype(np.int64)
