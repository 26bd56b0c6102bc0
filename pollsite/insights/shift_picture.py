"""A flow picture: answers before reading on the left, after it on the right, and bands as high as readers are many.

Heights are pixels; across, the picture is WIDTH units wide, which the page stretches over the room it has. What is withheld
is drawn as such wherever a published sum tells how much it is, so that no bar contradicts the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pollsite.polls.types import Choice

WIDTH, NODE, GAP, LABEL = 360, 12, 9, 20
DRAWN = 230
"""So high are all readers together."""
LETTERS = 21
"""As much of an answer's label as a side has room for; the table has it whole."""

Numbers = Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Node:
    """An answer on one side, None for those withheld: its label's line, its bar, and how much of the bar's foot nothing is
    known of but that it is there.
    """

    choice: Choice | None
    label: str
    x: float
    y: float
    height: float
    unknown: float

    @property
    def label_y(self) -> float:
        """Where the label's line stands, above the bar."""
        return round(self.y - 6, 1)

    @property
    def unknown_y(self) -> float:
        """Where the bar's unknown foot begins."""
        return round(self.y + self.height - self.unknown, 1)


@dataclass(frozen=True, slots=True)
class Band:
    """Readers who went from one answer to another: an SVG path. `stayed`: both are the same answer."""

    path: str
    start: Choice
    stayed: bool


@dataclass(frozen=True, slots=True)
class FlowPicture:
    """What is drawn; no bands where every number is withheld. `shows_withheld`: readers are drawn whose step is not told;
    `hides_sums`: some bars are lower than readers are many, for nobody may know how much.
    """

    height: int
    before: tuple[Node, ...]
    after: tuple[Node, ...]
    bands: tuple[Band, ...]
    shows_withheld: bool
    hides_sums: bool


@dataclass(frozen=True, slots=True)
class _Side:
    """One side's answers with how many readers are seen in each one's steps, and its sum where that is published."""

    choices: Sequence[Choice]
    seen: Sequence[int]
    sums: Numbers

    def drawn(self) -> list[int]:
        """How many readers each bar stands for."""
        return [seen if whole is None else whole for seen, whole in zip(self.seen, self.sums, strict=True)]


def draw_flows(
    *,
    rows: Sequence[tuple[Choice, Numbers]],
    columns: Sequence[Choice],
    before: Numbers,
    after: Numbers,
    both: int | None,
) -> FlowPicture:
    """The picture of a table: its rows' choices with their numbers, then the sums of rows, of columns, and of all; None is
    withheld.
    """
    cells = [[count or 0 for count in counts] for _, counts in rows]
    left = _Side([choice for choice, _ in rows], [sum(row) for row in cells], before)
    right = _Side(columns, [sum(row[place] for row in cells) for place in range(len(columns))], after)
    total = max(1, both or 0, sum(left.drawn()), sum(right.drawn()))
    scale = DRAWN / total
    lefts = _nodes(left, both=both, scale=scale, x=0)
    rights = _nodes(right, both=both, scale=scale, x=WIDTH - NODE)
    nodes = (*lefts, *rights)
    return FlowPicture(
        round(max((node.y + node.height for node in nodes), default=0) + 1),
        lefts,
        rights,
        _bands([choice for choice, _ in rows], columns, cells, _tops(lefts), _tops(rights), scale=scale),
        any(node.unknown for node in nodes),
        any(
            seen and whole is None
            for side in (left, right)
            for seen, whole in zip(side.seen, side.sums, strict=True)
        ),
    )


def _nodes(side: _Side, *, both: int | None, scale: float, x: float) -> tuple[Node, ...]:
    """The bars of one side from above, and below them one for the readers who are in none of them."""
    told: list[tuple[Choice | None, str, int, int]] = [
        (choice, shortened(choice.label), drawn, drawn - seen)
        for choice, drawn, seen in zip(side.choices, side.drawn(), side.seen, strict=True)
    ]
    rest = max(0, (both or 0) - sum(side.drawn()))
    nodes: list[Node] = []
    y = 0.0
    for choice, label, drawn, unknown in (*told, (None, "withheld", rest, rest)):
        if drawn:
            y += LABEL
            nodes.append(
                Node(choice, label, x, round(y, 1), round(drawn * scale, 1), round(unknown * scale, 1))
            )
            y += drawn * scale + GAP
    return tuple(nodes)


def _tops(nodes: Sequence[Node]) -> dict[int, float]:
    """Where each answer's bar begins, by the answer's position."""
    return {node.choice.position: node.y for node in nodes if node.choice}


def _bands(
    starts: Sequence[Choice],
    ends: Sequence[Choice],
    cells: Sequence[Sequence[int]],
    left: Mapping[int, float],
    right: Mapping[int, float],
    *,
    scale: float,
) -> tuple[Band, ...]:
    """From the bars' tops downwards, in the table's order."""
    used_left, used_right = dict(left), dict(right)
    bands = []
    for start, row in zip(starts, cells, strict=True):
        for end, count in zip(ends, row, strict=True):
            if count:
                one, other, height = start.position, end.position, count * scale
                bands.append(Band(_path(used_left[one], used_right[other], height), start, one == other))
                used_left[one] += height
                used_right[other] += height
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
