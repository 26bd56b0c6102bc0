"""Which numbers of a table may be published: none from which a small one could be worked out.

A table is cells, the sums of its rows and columns, and the sum of all. Whatever is smaller than `k` is withheld, be it
a cell or a sum (primary suppression). Then others are withheld (complementary suppression), the smallest that will do
and cells before sums, until each withheld small number might as well be larger by `k` for anybody who reads
everything that is published, adds and subtracts.

How far a number might move is the greatest flow through its place in the network of rows and columns; what else to
withhold is the cheapest way along which it may (the network heuristic of L. H. Cox, “Network Models for Complementary
Cell Suppression”, Journal of the American Statistical Association 90, 1995).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Place = tuple[int, int]
"""Row and column of a number; the row after the last holds the columns' sums, the column after the last the rows'."""


@dataclass(frozen=True, slots=True)
class Published:
    """A table as it may be shown: None where a number is withheld."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class _Arc:
    """One number as a pipe from one node to another; `value` flows in it."""

    place: Place
    tail: int
    head: int
    value: int
    cost: int


@dataclass(frozen=True, slots=True)
class _Step:
    """An arc walked along, or against: `room` is by how much it lets the flow change."""

    arc: _Arc
    to: int
    room: int


def suppress(
    cells: Sequence[Sequence[int]],
    *,
    k: int,
    also: Collection[Place] = (),
    unsaid: Collection[Place] = (),
    known: Collection[Place] = (),
) -> Published:
    """What of the table may be published. `cells` are counts, row by row, each row as long as the first.

    `also` names numbers to be treated as small for a reason of their own; `unsaid` those that are published nowhere,
    here or elsewhere, so that fewer others have to be withheld; `known` those that everybody knows from elsewhere: they
    are shown, and hide no other. Raises ValueError for a negative count or a k below 1.
    """
    if k < 1 or any(count < 0 for row in cells for count in row):
        raise ValueError("counts are not negative, and k is at least 1")
    arcs = _network(cells)
    ours = {place: arc for place, arc in arcs.items() if place not in known}
    small = [arc for arc in ours.values() if arc.value < k or arc.place in also]
    withheld = {arc.place for arc in small}.union(unsaid)
    for arc in small:
        _protect(arc, ours, withheld, k=k)
    return _published(cells, arcs, withheld)


def _network(cells: Sequence[Sequence[int]]) -> dict[Place, _Arc]:
    """Rows and columns are nodes; two more stand before the rows and behind the columns. What flows in, flows out."""
    height, width = len(cells), len(cells[0]) if cells else 0
    start, end = height + width, height + width + 1
    rows = [sum(row) for row in cells]
    columns = [sum(row[place] for row in cells) for place in range(width)]
    dear = 1 + sum(rows)
    arcs = [
        _Arc((i, j), i, height + j, count, count + 1)
        for i, row in enumerate(cells)
        for j, count in enumerate(row)
    ]
    arcs += [_Arc((i, width), start, i, count, count + dear) for i, count in enumerate(rows)]
    arcs += [_Arc((height, j), height + j, end, count, count + dear) for j, count in enumerate(columns)]
    arcs.append(_Arc((height, width), end, start, sum(rows), sum(rows) + dear))
    return {arc.place: arc for arc in arcs}


def _protect(small: _Arc, arcs: dict[Place, _Arc], withheld: set[Place], *, k: int) -> None:
    """Withhold more, each time what costs least, until the small number might be larger by k."""
    while True:
        room, flows = _widest(small, arcs, withheld, most=k)
        way = _cheapest_way(small, arcs, withheld, flows, most=k) if room < k else []
        if not way:
            return
        withheld.update(step.arc.place for step in way)


def _widest(
    small: _Arc, arcs: dict[Place, _Arc], withheld: set[Place], *, most: int
) -> tuple[int, dict[Place, int]]:
    """The greatest flow from the arc's head back to its tail through what is withheld, itself apart, up to `most`;
    and by how much each number changes with it.
    """
    open_arcs = {place: arcs[place] for place in withheld}
    flows: dict[Place, int] = {}
    found = 0
    while found < most:
        way = _cheapest_way(small, open_arcs, withheld, flows, most=most)
        if not way:
            break
        through = min(most - found, *(step.room for step in way))
        for step in way:
            by = through if step.to == step.arc.head else -through
            flows[step.arc.place] = flows.get(step.arc.place, 0) + by
        found += through
    return found, flows


def _cheapest_way(
    small: _Arc, arcs: dict[Place, _Arc], withheld: set[Place], flows: dict[Place, int], *, most: int
) -> list[_Step]:
    """The way from the arc's head to its tail that costs least to withhold; [] if there is none."""
    came: dict[int, _Step | None] = {}
    waiting: list[tuple[int, int, int, _Step | None]] = [(0, 0, small.head, None)]
    pushed = 0
    while waiting:
        cost, _, node, by = heappop(waiting)
        if node in came:
            continue
        came[node] = by
        for step in _steps(node, arcs, flows, most=most):
            if step.arc.place != small.place:
                pushed += 1
                price = 0 if step.arc.place in withheld else step.arc.cost
                heappush(waiting, (cost + price, pushed, step.to, step))
    return _walked(came, small.tail)


def _steps(node: int, arcs: dict[Place, _Arc], flows: dict[Place, int], *, most: int) -> list[_Step]:
    """Ways out of a node: along an arc any number may be larger, against it only as far as to nothing."""
    along = [_Step(arc, arc.head, most) for arc in arcs.values() if arc.tail == node]
    against = [
        _Step(arc, arc.tail, arc.value + flows.get(arc.place, 0)) for arc in arcs.values() if arc.head == node
    ]
    return along + [step for step in against if step.room > 0]


def _walked(came: dict[int, _Step | None], end: int) -> list[_Step]:
    """The steps that led to `end`."""
    way: list[_Step] = []
    step = came.get(end)
    while step is not None:
        way.append(step)
        step = came[step.arc.tail if step.to == step.arc.head else step.arc.head]
    return way


def _published(
    cells: Sequence[Sequence[int]], arcs: dict[Place, _Arc], withheld: Collection[Place]
) -> Published:
    height, width = len(cells), len(cells[0]) if cells else 0

    def shown(row: int, column: int) -> int | None:
        return None if (row, column) in withheld else arcs[row, column].value

    return Published(
        cells=tuple(tuple(shown(i, j) for j in range(width)) for i in range(height)),
        rows=tuple(shown(i, width) for i in range(height)),
        columns=tuple(shown(height, j) for j in range(width)),
        total=shown(height, width),
    )
