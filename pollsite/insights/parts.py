"""A figure's parts: the tables that it publishes, each of which is replaced or stands by itself.

Whoever has two editions of a table takes one from the other. So each is about the readers who are in it, and has an
edition of its own: it stands while the article is given another question, or another poll closes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

Body = Mapping[str, Any]
_PUBLIC = {"none", "few"}
"""Outcomes of sides.Outcome between which only arguments decide, which everybody sees."""
MAP_ANSWERS = 7
"""So many questions, or all, must a reader have answered to be on the map."""


class Among(StrEnum):
    """Of whom a table is made: who voted; who had answered before reading as well; or whoever marked arguments, too."""

    VOTERS = "voters"
    BEFORE = "before"
    MARKERS = "markers"


@dataclass(frozen=True, slots=True)
class Part:
    """A table about who of `among` has answered at least `least` of the wordings; `name` is the same in each edition."""

    name: str
    wordings: tuple[int, ...]
    least: int
    body: Any
    among: Among = Among.VOTERS


@dataclass(frozen=True, slots=True)
class Cut:
    """How a kind of figure falls into parts: `parts` are those that a body publishes, and `joined` is the new body with
    those of the old one that stand. `grows`: a new body may hold something though all of the old one stands.
    """

    parts: Callable[[Body], tuple[Part, ...]]
    joined: Callable[[Body, Sequence[Part]], dict[str, Any]]
    grows: bool = False
    keeps_wordings: bool = True

    def present(self, part: Part, questions: Sequence[int]) -> Part:
        """The same table as it would be made of these questions."""
        if self.keeps_wordings:
            return part
        return replace(part, wordings=tuple(questions), least=min(MAP_ANSWERS, len(questions)))


def _pairs(body: Body) -> tuple[Part, ...]:
    found = []
    for pair in body["pairs"]:
        wordings = tuple(sorted((pair["rows"], pair["columns"])))
        found.append(Part(" ".join(map(str, wordings)), wordings, 2, pair))
    return tuple(found)


def _joined_pairs(fresh: Body, standing: Sequence[Part]) -> dict[str, Any]:
    names = {part.name for part in standing}
    own = [part.body for part in _pairs(fresh) if part.name not in names]
    pairs = [*own, *(part.body for part in standing)]
    return {**fresh, "pairs": sorted(pairs, key=lambda pair: (pair["rows"], pair["columns"]))}


def _map(body: Body) -> tuple[Part, ...]:
    if "claims" not in body:
        return ()
    return (Part("map", tuple(body["questions"]), body["least"], body),)


def _whole(fresh: Body, standing: Sequence[Part]) -> dict[str, Any]:
    return dict(standing[0].body if standing else fresh)


def _shift(body: Body) -> tuple[Part, ...]:
    if not body:
        return ()
    return (Part(str(body["wording"]), (body["wording"],), 1, body, Among.BEFORE),)


def _joined_shift(fresh: Body, standing: Sequence[Part]) -> dict[str, Any]:
    """Another question that is asked twice has nothing to do with what was kept."""
    same = [part for part in standing if fresh.get("wording") in (None, part.body["wording"])]
    return _whole(fresh, same)


def _sides(body: Body) -> tuple[Part, ...]:
    return tuple(
        Part(wording, (int(wording),), 1, sides, Among.MARKERS) for wording, sides in sorted(body.items())
    )


def _joined_sides(fresh: Body, standing: Sequence[Part]) -> dict[str, Any]:
    """Whether there are arguments at all is known to everybody, and told at once."""
    joined = dict(fresh)
    for part in standing:
        new = fresh.get(part.name, part.body)
        joined[part.name] = [
            now if {then["outcome"], now["outcome"]} <= _PUBLIC else then
            for then, now in zip(part.body, new, strict=True)
        ]
    return joined


PAIRS = Cut(_pairs, _joined_pairs, grows=True)
MAP = Cut(_map, _whole, keeps_wordings=False)
SHIFT_CUT = Cut(_shift, _joined_shift, grows=True)
SIDES = Cut(_sides, _joined_sides, grows=True)
