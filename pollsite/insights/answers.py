"""Every counted ballot of an article's questions as one table: a row per reader, a column per question."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pollsite.polls.types import PollDefinition


@dataclass(frozen=True, slots=True)
class Answers:
    """What readers chose in the questions as they are worded now.

    `masks[reader, question]` is a mask of choices (bit i: the option at position i), 0 for no answer; who answered nothing
    is in no row. Rows are sorted by their masks, so that equal ballots give equal tables and no row has a name.
    """

    polls: tuple[PollDefinition, ...]
    masks: NDArray[np.int32]

    @property
    def readers(self) -> int:
        """How many answered at least one question."""
        return int(self.masks.shape[0])

    def chose(self, question: int, position: int) -> NDArray[np.bool_]:
        """By reader: whether they chose that option of the question in that column."""
        chosen: NDArray[np.bool_] = (self.masks[:, question] >> position) & 1 == 1
        return chosen
