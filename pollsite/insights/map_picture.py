"""The map as a picture: an area for each group, dots where at least five readers stand, and where its reader does.

Lengths are units of the picture, which is WIDTH of them wide; the page makes it as wide as it has room.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from typing import Any

from pollsite.insights.map_place import Point

WIDTH, MARGIN = 360, 12
LOWEST, HIGHEST = 150, 300
SMALLEST, STEP = 3.0, 1.3
"""A dot's radius, and by how much it grows with each step."""
STEPS = (5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
"""A dot is told as one of "at least so many" readers, and no closer."""
LETTERS = "ABCDE"


@dataclass(frozen=True, slots=True)
class Dot:
    """At `least` so many readers who stand close together; `group` is the number of theirs."""

    x: float
    y: float
    radius: float
    group: int
    least: int

    @property
    def letter(self) -> str:
        """Of the group."""
        return LETTERS[self.group]


@dataclass(frozen=True, slots=True)
class Area:
    """Where most of a group stand: an ellipse, turned by so many degrees, with its letter in the middle."""

    letter: str
    x: float
    y: float
    long: float
    short: float
    degrees: int


@dataclass(frozen=True, slots=True)
class MapPicture:
    """What is drawn; `own` is None for who is not on the map."""

    height: int
    dots: tuple[Dot, ...]
    areas: tuple[Area, ...]
    own: tuple[float, float] | None

    @property
    def places(self) -> tuple[tuple[Dot, int, int], ...]:
        """The dots by group, each with where it stands: how far from the left, and from below, in percent of the picture."""
        placed = [
            (dot, round(100 * dot.x / WIDTH), round(100 - 100 * dot.y / self.height)) for dot in self.dots
        ]
        return tuple(sorted(placed, key=lambda place: (place[0].group, *place[1:])))

    @property
    def own_label_is_left(self) -> bool:
        """Whether there is more room on the left of the reader's own place."""
        return self.own is not None and self.own[0] > WIDTH / 2


@dataclass(frozen=True, slots=True)
class _Scale:
    """From the map's units, whose y points up, to the picture's."""

    unit: float
    left: float
    top: float
    height: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        """That point, kept within the picture."""
        across = MARGIN + (x - self.left) * self.unit
        down = MARGIN + (self.top - y) * self.unit
        return round(min(max(across, 8), WIDTH - 8), 1), round(min(max(down, 8), self.height - 8), 1)


def draw_map(body: Mapping[str, Any], own: Point | None) -> MapPicture:
    """The picture of a map that is kept."""
    scale = _scale(body)
    return MapPicture(
        scale.height,
        tuple(
            Dot(*scale.at(x, y), round(SMALLEST + STEP * step, 1), group, STEPS[step - 1])
            for x, y, group, step in body["squares"]
        ),
        tuple(_area(scale, place, group) for place, group in enumerate(body["groups"])),
        scale.at(*own) if own else None,
    )


def _scale(body: Mapping[str, Any]) -> _Scale:
    """So that every dot and every area has room."""
    places = [(square[0], square[1]) for square in body["squares"]]
    places += [corner for group in body["groups"] for corner in _corners(group)]
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    low, high = min(y for _, y in places), max(y for _, y in places)
    unit = min((WIDTH - 2 * MARGIN) / max(right - left, 0.1), (HIGHEST - 2 * MARGIN) / max(high - low, 0.1))
    height = max(LOWEST, round((high - low) * unit + 2 * MARGIN))
    return _Scale(
        unit,
        (left + right) / 2 - (WIDTH / 2 - MARGIN) / unit,
        (low + high) / 2 + (height / 2 - MARGIN) / unit,
        height,
    )


def _corners(group: Mapping[str, Any]) -> tuple[Point, Point]:
    """Of the upright rectangle around a group's area."""
    (x, y), (long, short) = group["centre"], group["area"]["axes"]
    turn = radians(group["area"]["degrees"])
    across, up = hypot(long * cos(turn), short * sin(turn)), hypot(long * sin(turn), short * cos(turn))
    return (x - across, y - up), (x + across, y + up)


def _area(scale: _Scale, place: int, group: Mapping[str, Any]) -> Area:
    x, y = scale.at(*group["centre"])
    long, short = (round(max(axis * scale.unit, 9), 1) for axis in group["area"]["axes"])
    return Area(LETTERS[place], x, y, long, short, -int(group["area"]["degrees"]))
