"""Which cells of a two-way table may be published when everybody knows the sums of its rows and columns.

The sums are the polls' own tallies: public, and never withheld. A cell is small if it is less than k. Small cells are
withheld, and then others, the cheapest that will do, until nobody who subtracts what is published from the sums can
tell that a small cell is small: it might as well be k. Where a sum is itself below k, everybody knows that the cell
can be no more than that; then all of what the sums leave open stays open.

By how much a cell might be larger is the greatest flow along ways of withheld cells that lead from its column back to
its row, by turns through a cell that is made smaller and one that is made larger; see pollsite/suppression.py, where
the sums may be withheld as well.
"""

from collections.abc import Callable, Collection, Sequence
from heapq import heappop, heappush

Cell = tuple[int, int]
Counts = Sequence[Sequence[int]]
Price = Callable[[Cell], int | None]


def withheld_cells(
    cells: Counts, *, k: int, small: Collection[Cell], price: Price, also: Collection[Cell] = ()
) -> frozenset[Cell]:
    """The cells not to be published: `small` and `also`, and what protects the small ones.

    `cells` are counts, row by row. `price` says what it costs to withhold one more cell; None: that one is known.
    """
    withheld = {*small, *also}
    every = {(i, j) for i, row in enumerate(cells) for j in range(len(row)) if price((i, j)) is not None}
    for cell in sorted(small):
        by = _raise(cell, k - cells[cell[0]][cell[1]], cells, {}, within=every)
        _protect(cell, by, cells, withheld, price)
    return frozenset(withheld)


def _protect(cell: Cell, by: int, cells: Counts, withheld: set[Cell], price: Price) -> None:
    """Withhold more until the cell might be larger by so much."""
    while True:
        changes: dict[Cell, int] = {}
        room = _raise(cell, by, cells, changes, within=withheld)
        if room >= by:
            return
        way = _cheapest_way(cell, cells, changes, lambda each: 0 if each in withheld else price(each))
        withheld.update(way)


def _raise(cell: Cell, by: int, cells: Counts, changes: dict[Cell, int], *, within: Collection[Cell]) -> int:
    """By how much the cell can be made larger, up to `by`, while only cells `within` change; how they do, in `changes`."""
    raised = 0
    while raised < by:
        way = _cheapest_way(cell, cells, changes, lambda each: 0 if each in within else None)
        if not way:
            break
        lowered = way[::2]
        room = min(by - raised, *(cells[i][j] + changes.get((i, j), 0) for i, j in lowered))
        for place, each in enumerate(way):
            changes[each] = changes.get(each, 0) + (room if place % 2 else -room)
        raised += room
    return raised


def _cheapest_way(
    cell: Cell, cells: Counts, changes: dict[Cell, int], cost: Callable[[Cell], int | None]
) -> list[Cell]:
    """The cells of the cheapest way from the cell's column to its row, to be made smaller and larger by turns; [] if
    there is none. `cost` is None for a cell that may not change.
    """
    height, width = len(cells), len(cells[0])
    start, end = height + cell[1], cell[0]
    done: set[int] = set()
    waiting: list[tuple[int, int, list[Cell]]] = [(0, start, [])]
    while waiting:
        paid, node, way = heappop(waiting)
        if node == end:
            return way
        if node in done:
            continue
        done.add(node)
        is_column = node >= height
        for other in range(height if is_column else width):
            step = (other, node - height) if is_column else (node, other)
            if step == cell or (is_column and cells[step[0]][step[1]] + changes.get(step, 0) <= 0):
                continue
            price = cost(step)
            if price is not None:
                heappush(waiting, (paid + price, other if is_column else height + other, [*way, step]))
    return []
