"""Who looks at an article's figures, and what they may see: handed to every section of "What the votes say"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pollsite.polls.types import NO_STANDING, PollDefinition, PollState, Standing
from pollsite.polls.visibility import results_visible


@dataclass(frozen=True, slots=True)
class Kept:
    """A figure as it was last worked out: its JSON `body`, made from `readers` readers' ballots at `computed_at`."""

    body: Mapping[str, Any]
    readers: int
    computed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """An article's questions in their order, where the reader stands in them (by wording id), the figures that are
    kept (by kind), and what the address asks for.
    """

    slug: str
    polls: tuple[PollState, ...]
    standings: Mapping[int, Standing]
    kept: Mapping[str, Kept]
    asked: Mapping[str, str]
    at: datetime

    def standing(self, poll: PollDefinition) -> Standing:
        """Where the reader stands in that question."""
        return self.standings.get(poll.wording_id, NO_STANDING)

    def seen(self) -> tuple[PollState, ...]:
        """The questions whose results this reader may see: figures about any other are not shown to them."""
        return tuple(
            state
            for state in self.polls
            if results_visible(state.definition, self.standing(state.definition), at=self.at)
        )
