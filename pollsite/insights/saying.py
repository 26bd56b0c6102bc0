"""Statements of the map as they may be shown to one reader: none about a question whose results they may not see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pollsite.insights.claims import Claim
from pollsite.insights.looking import Looking
from pollsite.insights.map_place import Answered
from pollsite.polls.rounding import percent_of
from pollsite.polls.types import PollDefinition, PollState


@dataclass(frozen=True, slots=True)
class Told:
    """How many of a group say so, by number and percent of those who answered; or None, and about how many in words."""

    chose: int | None
    of: int | None
    word: str

    @property
    def percent(self) -> int | None:
        """Of those of the group who answered, rounded half up."""
        if self.chose is None or not self.of:
            return None
        return percent_of(self.chose, self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement: the answers it is about, chosen or not, by group how many say so, and whether the reader does (None:
    they gave no answer). `told` is the one group's it is said of.
    """

    poll: PollDefinition
    labels: tuple[str, ...]
    chosen: bool
    by_group: tuple[Told, ...]
    told: Told
    own: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiced:
    """A statement about all who answered, by the poll's own tally as it is now."""

    poll: PollDefinition
    labels: tuple[str, ...]
    chosen: bool
    count: int
    voters: int

    @property
    def percent(self) -> int:
        """Of all who answered, rounded half up."""
        return percent_of(self.count, self.voters)


def said_of(
    looking: Looking,
    body: Mapping[str, Any],
    places: Sequence[int],
    answers: Sequence[Answered],
    *,
    group: int,
) -> tuple[Said, ...]:
    """Those of the claims at these places that may be shown, about that group."""
    seen = _seen(looking)
    return tuple(
        _said(body["claims"][place], seen[wording_id].definition, answers, group)
        for place in places
        if (wording_id := body["questions"][body["claims"][place]["question"]]) in seen
    )


def voiced(looking: Looking, body: Mapping[str, Any], places: Sequence[int]) -> tuple[Voiced, ...]:
    """The same about all readers."""
    seen = _seen(looking)
    return tuple(
        _voiced(body["claims"][place], seen[wording_id])
        for place in places
        if (wording_id := body["questions"][body["claims"][place]["question"]]) in seen
    )


def _seen(looking: Looking) -> dict[int, PollState]:
    return {state.definition.wording_id: state for state in looking.seen()}


def _said(kept: Mapping[str, Any], poll: PollDefinition, answers: Sequence[Answered], group: int) -> Said:
    claim = _claim(kept)
    choices = answers[claim.question].choices
    by_group = tuple(Told(share["chose"], share["of"], share["word"]) for share in kept["shares"])
    return Said(
        poll=poll,
        labels=_labels(claim, poll),
        chosen=claim.chosen,
        by_group=by_group,
        told=by_group[group],
        own=claim.holds(choices) if choices else None,
    )


def _voiced(kept: Mapping[str, Any], state: PollState) -> Voiced:
    claim, tally = _claim(kept), state.tally
    count = sum(tally.counts[position] for position in claim.positions)
    return Voiced(
        poll=state.definition,
        labels=_labels(claim, state.definition),
        chosen=claim.chosen,
        count=count if claim.chosen else tally.voters - count,
        voters=tally.voters,
    )


def _claim(kept: Mapping[str, Any]) -> Claim:
    return Claim(kept["question"], tuple(kept["positions"]), kept["chosen"])


def _labels(claim: Claim, poll: PollDefinition) -> tuple[str, ...]:
    return tuple(poll.choices[position].label for position in claim.positions)
