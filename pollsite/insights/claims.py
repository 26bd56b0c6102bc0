"""What groups of readers say, by statements they agree with far more than others do.

Which statements tell a group apart, and which all groups share, is Pol.is's published choice (see projecting.py): tests of
proportions at 90 %, sorted by the product of how likely and how much likelier the answer is; and for what all groups
share the product of the groups' own shares.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod, sqrt

from pollsite.articles.types import Kind
from pollsite.polls.types import PollDefinition

FEWEST = 5
"""So many of each group must have answered a question before it is said to be shared, or to divide them."""
SIGNIFICANT = 1.2816
"""The standard normal's quantile at 90 %."""
MOST_TYPICAL = 5
MOST_SHARED = 3
SHARED_BY = 0.75
"""Of all who answered, and in each group nearly as many: then nearly everyone agrees."""
SHARED_IN_GROUP = 2 / 3
DIVIDED_BY = 0.3
"""So far apart are the shares of two groups where a statement divides them."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody chose one of the options at `positions` of the question in that column; or chose none of them."""

    question: int
    positions: tuple[int, ...]
    chosen: bool = True

    def holds(self, choices: int) -> bool:
        """Whether a mask of choices, which is not 0, says so."""
        mask = sum(1 << position for position in self.positions)
        return bool(choices & mask) is self.chosen


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who answered the question say so."""

    chose: int
    answered: int

    @property
    def part(self) -> float:
        """From 0 to 1; 0 where nobody answered."""
        return self.chose / self.answered if self.answered else 0.0

    @property
    def likelihood(self) -> float:
        """The same, drawn towards a half where few answered."""
        return (self.chose + 1) / (self.answered + 2)


def claims_of(question: int, poll: PollDefinition) -> tuple[Claim, ...]:
    """Each answer of a question with one; the two halves of a scale; each of several answers, chosen or not."""
    options = [choice.position for choice in poll.choices if not choice.not_sure]
    if poll.kind is Kind.SCALE:
        half = len(options) // 2
        return (Claim(question, tuple(options[:half])), Claim(question, tuple(options[-half:])))
    ways = (True, False) if poll.kind is Kind.MULTIPLE else (True,)
    return tuple(Claim(question, (position,), chosen) for position in options for chosen in ways)


def typical(shares: Sequence[Sequence[Share]], group: int) -> list[int]:
    """The claims that tell a group apart, by their places, the most telling first; `shares` by claim and group."""
    found = []
    for place, by_group in enumerate(shares):
        own, others = by_group[group], _together(by_group, but=group)
        sure, likelier = _sure(own), _likelier(own, others)
        if sure > SIGNIFICANT and likelier > SIGNIFICANT and own.part > 0.5:
            ratio = own.likelihood / others.likelihood
            found.append((-round(ratio * likelier * own.likelihood * sure, 9), place))
    return [place for _, place in sorted(found)][:MOST_TYPICAL]


def shared(shares: Sequence[Sequence[Share]], overall: Sequence[Share]) -> list[int]:
    """The claims that nearly everyone agrees with, whatever their group; the most shared first."""
    found = [
        (-round(prod(share.likelihood for share in (by_group or [whole])), 9), place)
        for place, (by_group, whole) in enumerate(zip(shares, overall, strict=True))
        if whole.part >= SHARED_BY and _sure(whole) > SIGNIFICANT
        if all(share.answered >= FEWEST and share.part >= SHARED_IN_GROUP for share in (*by_group, whole))
    ]
    return [place for _, place in sorted(found)][:MOST_SHARED]


def dividing(
    claims: Sequence[Claim], shares: Sequence[Sequence[Share]], overall: Sequence[Share]
) -> list[int]:
    """The claims that divide most, one a question: between groups, or all readers into halves where there are no groups."""
    far = [
        (-round(_apart(by_group, whole), 9), place)
        for place, (by_group, whole) in enumerate(zip(shares, overall, strict=True))
        if claims[place].chosen and _apart(by_group, whole) >= DIVIDED_BY
    ]
    first: dict[int, int] = {}
    for _, place in sorted(far):
        first.setdefault(claims[place].question, place)
    return list(first.values())[:MOST_SHARED]


def _apart(by_group: Sequence[Share], whole: Share) -> float:
    """The greatest distance of two groups' shares; without groups the smaller of both sides of all readers."""
    if not by_group:
        return min(whole.part, 1 - whole.part) if whole.answered else 0.0
    parts = [share.part for share in by_group]
    return max(parts) - min(parts) if min(share.answered for share in by_group) >= FEWEST else 0.0


def _together(by_group: Sequence[Share], *, but: int) -> Share:
    others = [share for place, share in enumerate(by_group) if place != but]
    return Share(sum(share.chose for share in others), sum(share.answered for share in others))


def _sure(share: Share) -> float:
    """Pol.is's test of one proportion: standard deviations above a half."""
    number = share.answered + 1
    return 2 * sqrt(number) * ((share.chose + 1) / number - 0.5)


def _likelier(own: Share, others: Share) -> float:
    """Pol.is's test of two proportions: standard deviations by which one's own is above that of the others."""
    number, beside = own.answered + 1, others.answered + 1
    pooled = (own.chose + others.chose + 2) / (number + beside)
    if not 0 < pooled < 1:
        return 0.0
    apart = (own.chose + 1) / number - (others.chose + 1) / beside
    return apart / sqrt(pooled * (1 - pooled) * (1 / number + 1 / beside))
