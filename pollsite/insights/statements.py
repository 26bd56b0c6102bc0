"""What an answer says in numbers: each option of a question is a statement one agrees with or not, a scale is one statement.

Two readers whose answers to a question are as different as can be are equally far apart in each question, however many
options it has: a distance of 2, the squares of its statements' differences added up. “Not sure” is 0 in each.
"""

from dataclasses import dataclass
from math import sqrt

from pollsite.articles.types import Kind
from pollsite.polls.choosing import positions_in
from pollsite.polls.types import PollDefinition


@dataclass(frozen=True, slots=True)
class Statement:
    """One number for each answer: `base`, and for each option that is chosen the one at its position in `values`."""

    base: float
    values: tuple[float, ...]

    def value(self, choices: int) -> float:
        """What a mask of choices, which is not 0, says."""
        return self.base + sum(self.values[position] for position in positions_in(choices))


def statements_of(poll: PollDefinition) -> tuple[Statement, ...]:
    """The question's statements: one for a scale, or for two options; else one for each option but “Not sure”."""
    options = [choice.position for choice in poll.choices if not choice.not_sure]
    if poll.kind is Kind.SCALE or (poll.kind is Kind.SINGLE and len(options) == 2):
        return (_scale(poll, options),)
    if poll.kind is Kind.MULTIPLE:
        return tuple(_one_of_several(poll, own, len(options)) for own in options)
    return tuple(_single(poll, own) for own in options)


def _scale(poll: PollDefinition, options: list[int]) -> Statement:
    """From 1, the first option, to -1, the last, in equal steps."""
    steps = max(len(options) - 1, 1)
    places = {position: 1 - 2 * place / steps for place, position in enumerate(options)}
    return Statement(0.0, tuple(places.get(choice.position, 0.0) for choice in poll.choices))


def _single(poll: PollDefinition, own: int) -> Statement:
    """Two readers who chose differently differ in two statements."""
    part = sqrt(0.5)
    return Statement(
        0.0,
        tuple(
            0.0 if choice.not_sure else part if choice.position == own else -part for choice in poll.choices
        ),
    )


def _one_of_several(poll: PollDefinition, own: int, options: int) -> Statement:
    """Chosen or not, whatever else is; "Not sure" takes the base away."""
    part = sqrt(1 / options)
    values = (part if choice.not_sure else 2 * part * (choice.position == own) for choice in poll.choices)
    return Statement(-part, tuple(values))
