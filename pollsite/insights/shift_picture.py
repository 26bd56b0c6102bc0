"""A flow picture: answers before reading on the left, after it on the right, and bands as high as readers are many.

Lengths are units of the picture, which is WIDTH of them wide; the page makes it as wide as it has room.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pollsite.polls.types import Choice

WIDTH, NODE, GAP, LABEL = 360, 12, 8, 17
DRAWN = 190
"""So high are all bands together."""
LETTERS = 24
"""As much of an answer's label as a side has room for; the table has it whole."""


@dataclass(frozen=True, slots=True)
class Node:
    """An answer on one side: its label's line, and its bar."""

    choice: Choice
    label: str
    x: float
    y: float
    height: float

    @property
    def label_y(self) -> float:
        """Where the label's line stands, above the bar."""
        return round(self.y - 5, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """Readers who went from one answer to another: an SVG path. `stayed`: both are the same answer."""

    path: str
    start: Choice
    stayed: bool


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """What is drawn; no bands where every number is withheld."""

    height: int
    before: tuple[Node, ...]
    after: tuple[Node, ...]
    bands: tuple[Band, ...]


Drawn = tuple[Choice, Sequence[int | None]]


def draw_flows(*, rows: Sequence[Drawn], columns: Sequence[Choice]) -> FlowPicture:
    """The picture of a table with withheld numbers; what is withheld is not drawn, and takes no height."""
    cells = [[count or 0 for count in counts] for _, counts in rows]
    total = max(1, sum(map(sum, cells)))
    scale = DRAWN / total
    left = _side([choice for choice, _ in rows], [sum(row) * scale for row in cells], x=0)
    right = _side(
        columns, [sum(row[place] for row in cells) * scale for place in range(len(columns))], x=WIDTH - NODE
    )
    height = max((node.y + node.height for node in (*left.values(), *right.values())), default=0)
    bands = _bands([choice for choice, _ in rows], columns, cells, left, right, scale=scale)
    return FlowPicture(round(height + 1), tuple(left.values()), tuple(right.values()), bands)


def _side(choices: Sequence[Choice], heights: Sequence[float], *, x: float) -> dict[int, Node]:
    """The bars of one side from above, by position of their answer."""
    nodes: dict[int, Node] = {}
    y = 0.0
    for choice, height in zip(choices, heights, strict=True):
        if height:
            y += LABEL
            nodes[choice.position] = Node(choice, shortened(choice.label), x, round(y, 1), round(height, 1))
            y += height + GAP
    return nodes


def _bands(
    starts: Sequence[Choice],
    ends: Sequence[Choice],
    cells: Sequence[Sequence[int]],
    left: dict[int, Node],
    right: dict[int, Node],
    *,
    scale: float,
) -> tuple[Band, ...]:
    used_left, used_right = dict.fromkeys(left, 0.0), dict.fromkeys(right, 0.0)
    bands = []
    for start, row in zip(starts, cells, strict=True):
        for end, count in zip(ends, row, strict=True):
            if count:
                one, other, height = start.position, end.position, count * scale
                path = _path(left[one].y + used_left[one], right[other].y + used_right[other], height)
                used_left[one] += height
                used_right[other] += height
                bands.append(Band(path, start, one == other))
    return tuple(bands)


def _path(y: float, to: float, height: float) -> str:
    """A band that leaves the left bar at `y` and reaches the right one at `to`."""
    start, end, bend = NODE, WIDTH - NODE, WIDTH / 2
    return (
        f"M{start} {y:.1f}C{bend:.0f} {y:.1f} {bend:.0f} {to:.1f} {end} {to:.1f}V{to + height:.1f}"
        f"C{bend:.0f} {to + height:.1f} {bend:.0f} {y + height:.1f} {start} {y + height:.1f}Z"
    )


def shortened(label: str) -> str:
    """As much of a label as there is room for."""
    return label if len(label) <= LETTERS else label[: LETTERS - 1].rstrip() + "…"
