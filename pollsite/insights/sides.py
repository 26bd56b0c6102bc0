"""The best argument of each side, chosen by the others: which answers are sides, and whom their readers agree on.

A side is one answer of a question with one answer, or one half of a scale; "not sure" and the middle are none. An
argument is as good as the side that likes it least finds it: the smallest of the sides' Wilson bounds (see
discussion/ranking.py). However many of one side praise it, they cannot lift it above what another side thinks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pollsite.articles.types import Kind
from pollsite.discussion import ranking
from pollsite.polls.types import Choice, PollDefinition

FEWEST_RATERS = 5
"""The k of everything that splits readers by their votes."""
FEWEST_OF_VOTERS = 0.1
"""Of all who took a side: a smaller side need not be asked about the arguments of the others, or nothing would be found."""
RUNNERS_UP = 2
"""So many others are kept for when the best one goes out of sight."""
STEPS = (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
"""What a number is told as: "at least so many". Two editions of an exact one would tell who has marked in between."""


class Outcome(StrEnum):
    """What came of looking for a side's best argument."""

    FOUND = "found"
    NONE = "none"
    """Nobody of that side shows their vote beside an argument."""
    FEW = "few"
    """Too few readers of some side have marked any of them."""
    UNCONVINCING = "unconvincing"
    """Enough have, but some side finds none of them good."""


@dataclass(frozen=True, slots=True)
class Side:
    """Answers that stand together; `positions` are theirs, in the publisher's order."""

    positions: tuple[int, ...]

    @property
    def mask(self) -> int:
        """A ballot is on this side if it has one of these bits, see Ballot.choices."""
        return sum(1 << position for position in self.positions)


@dataclass(frozen=True, slots=True)
class Marks:
    """How many of one side's readers found an argument good, and weak."""

    good: int = 0
    weak: int = 0

    @property
    def raters(self) -> int:
        """How many marked it at all."""
        return self.good + self.weak


NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Argument:
    """A comment whose author stands on one side: its marks by side, and by how many it was found good in all."""

    comment_id: int
    good: int
    marks: Mapping[int, Marks]


@dataclass(frozen=True, slots=True)
class Best:
    """An argument that may be shown: at least `others` readers of other sides found it good; 0 where that is not told."""

    comment_id: int
    others: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is kept of one side: the best arguments, best first, or why there is none."""

    outcome: Outcome
    best: tuple[Best, ...] = ()


def sides_of(poll: PollDefinition) -> tuple[Side, ...]:
    """The sides of the question, in the publisher's order; () for one that allows several answers."""
    answers = [choice for choice in poll.choices if not choice.not_sure]
    if poll.kind is Kind.MULTIPLE or len(answers) < 2:
        return ()
    if poll.kind is Kind.SINGLE:
        return tuple(Side((choice.position,)) for choice in answers)
    half = len(answers) // 2
    return _together(answers[:half]), _together(answers[-half:])


def side_in(sides: Sequence[Side], choices: int) -> int | None:
    """On which of the sides a ballot with these choices is; None for none of them."""
    return next((place for place, side in enumerate(sides) if side.mask & choices), None)


def asked_about(own: int, voters: Sequence[int]) -> tuple[int, ...]:
    """Which sides' readers must have marked the arguments of the side `own`; `voters` by side.

    It itself, the largest other one, and every other that is not too small.
    """
    others = [place for place in range(len(voters)) if place != own]
    largest = max(others, key=lambda place: voters[place])
    few = max(FEWEST_RATERS, FEWEST_OF_VOTERS * sum(voters))
    return tuple(place for place in range(len(voters)) if place in (own, largest) or voters[place] >= few)


def choose(own: int, arguments: Sequence[Argument], voters: Sequence[int]) -> Chosen:
    """The best of these arguments of the side `own`, as the sides that are asked find them."""
    asked = asked_about(own, voters)
    weighed = [one for one in arguments if all(_marks(one, side).raters >= FEWEST_RATERS for side in asked)]
    if not weighed:
        return Chosen(Outcome.FEW if arguments else Outcome.NONE)
    scored = [(min(_bound(_marks(one, side)) for side in asked), one) for one in weighed]
    ranked = sorted((-score, one.comment_id, one) for score, one in scored if score > 0)
    best = tuple(Best(one.comment_id, _told(one, own)) for *_, one in ranked[: 1 + RUNNERS_UP])
    return Chosen(Outcome.FOUND if best else Outcome.UNCONVINCING, best)


def _together(answers: Sequence[Choice]) -> Side:
    return Side(tuple(choice.position for choice in answers))


def _marks(argument: Argument, side: int) -> Marks:
    return argument.marks.get(side, NO_MARKS)


def _bound(marks: Marks) -> int:
    """In billionths."""
    return ranking.best(marks.good, marks.weak)


def _told(argument: Argument, own: int) -> int:
    """Readers of other sides who found it good, as a step; 0 where those that are left over could be a small group.

    How many found it good in all stands beside every comment, so that anybody can subtract.
    """
    others = sum(marks.good for side, marks in argument.marks.items() if side != own)
    if argument.good - others < FEWEST_RATERS:
        return 0
    return max((step for step in STEPS if step <= others), default=0)
