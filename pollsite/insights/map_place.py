"""Where a reader stands on the map that is kept, worked out of their own answers as they are now, without NumPy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, dist, hypot, radians, sin, sqrt
from typing import Any

from pollsite.insights.statements import statements_of
from pollsite.polls.types import PollDefinition

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the map, None where it is asked no more, and a reader's choices in it, 0 for none."""

    poll: PollDefinition | None
    choices: int


def place_of(axes: Mapping[str, Any], answers: Sequence[Answered]) -> Point:
    """Their point, as projecting.project() would have it; `answers` stand in the map's order."""
    x = y = 0.0
    place = answered = 0
    for answer, number in zip(answers, axes["statements"], strict=True):
        statements = statements_of(answer.poll) if answer.poll and answer.choices else ()
        if len(statements) == number:
            answered += number
            for offset, statement in enumerate(statements):
                apart = statement.value(answer.choices) - axes["middle"][place + offset]
                x += apart * axes["directions"][0][place + offset]
                y += apart * axes["directions"][1][place + offset]
        place += number
    stretched = sqrt(place / max(answered, 1))
    return x * stretched, y * stretched


def is_within(place: Point, centre: Sequence[float], area: Mapping[str, Any]) -> bool:
    """Whether it lies in the ellipse that is drawn of a group."""
    x, y = place[0] - centre[0], place[1] - centre[1]
    turn = radians(area["degrees"])
    along, aside = x * cos(turn) + y * sin(turn), y * cos(turn) - x * sin(turn)
    long, short = (max(axis, 1e-9) for axis in area["axes"])
    return hypot(along / long, aside / short) <= 1


def nearest_group(place: Point, centres: Sequence[Sequence[float]]) -> int:
    """The number of the group whose centre is nearest; the first of several."""
    return min(range(len(centres)), key=lambda group: (round(dist(place, centres[group]), 9), group))
