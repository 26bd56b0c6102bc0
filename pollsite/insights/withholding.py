"""Which cells of a two-way table may be published when everybody knows the sums of its rows and columns.

The sums are the polls' own tallies: public, and never withheld. A cell is small if it is less than k. Small cells are
withheld, and then others, the cheapest that will do, until nobody who subtracts what is published from the sums can
tell that a small cell is small: it might as well be k. Where a sum is itself below k, everybody knows that the cell
can be no more than that; then all of what the sums leave open stays open.

By how much a cell might be larger is the greatest flow along ways of withheld cells that lead from its column back to
its row, by turns through a cell that is made smaller and one that is made larger; see pollsite/suppression.py, where
the sums may be withheld as well. By how much it might be smaller is the same with smaller and larger exchanged.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Cell = tuple[int, int]
Counts = Sequence[Sequence[int]]
Price = Callable[[Cell], int | None]
Wish = tuple[Cell, bool]
"""A cell that might be another number: larger (True) or smaller."""

ENDLESS = 1 << 60


@dataclass(frozen=True, slots=True)
class Table:
    """Counts, row by row, and what everybody knows of each: it is no less than `least` and no more than `most`."""

    cells: Counts
    least: Counts
    most: Counts

    def room(self, cell: Cell, changes: Mapping[Cell, int], *, larger: bool) -> int:
        """By how much more it can change."""
        i, j = cell
        now = self.cells[i][j] + changes.get(cell, 0)
        return self.most[i][j] - now if larger else now - self.least[i][j]


def unlimited(cells: Counts) -> Table:
    """Of whose cells is known that they are counts."""
    return Table(cells, [[0] * len(row) for row in cells], [[ENDLESS] * len(row) for row in cells])


def small_cells(counts: Counts, k: int) -> set[Cell]:
    """Small groups, where the last row and column are those who left one of two questions out: also one of nobody, for
    then nobody of the one answer gave the other. Nothing is told by an answer that nobody chose; nor where nobody of an
    answer left the other question out, unless a few of the others did.
    """
    last_row, last_column = len(counts) - 1, len(counts[0]) - 1
    rows, columns = [sum(row) for row in counts], [sum(column) for column in zip(*counts, strict=True)]
    few_rows = 0 < rows[last_row] - counts[last_row][last_column] < k
    few_columns = 0 < columns[last_column] - counts[last_row][last_column] < k

    def is_group(i: int, j: int) -> bool:
        """Whether it would tell something that the group is small."""
        if not rows[i] or not columns[j] or (i, j) == (last_row, last_column):
            return False
        is_few = (i == last_row and few_rows) or (j == last_column and few_columns)
        return counts[i][j] > 0 or is_few or (i < last_row and j < last_column)

    places = ((i, j) for i in range(len(counts)) for j in range(len(counts[0])))
    return {(i, j) for i, j in places if counts[i][j] < k and is_group(i, j)}


def withheld_cells(cells: Counts, *, k: int, small: Collection[Cell], price: Price) -> frozenset[Cell]:
    """The cells not to be published: `small`, and what protects them.

    `cells` are counts, row by row. `price` says what it costs to withhold one more cell; None: that one is known.
    """
    withheld = {*small}
    protect(unlimited(cells), open_wishes(cells, k=k, small=small, price=price), withheld, price)
    return frozenset(withheld)


def open_wishes(cells: Counts, *, k: int, small: Collection[Cell], price: Price) -> dict[Wish, int]:
    """By how much each small cell is to be possibly larger: up to k, or as far as the sums let it be."""
    every = {(i, j) for i, row in enumerate(cells) for j in range(len(row)) if price((i, j)) is not None}
    table = unlimited(cells)
    return {
        (cell, True): _changed((cell, True), k - cells[cell[0]][cell[1]], table, {}, within=every)
        for cell in sorted(small)
    }


def protect(table: Table, wishes: Mapping[Wish, int], withheld: set[Cell], price: Price) -> set[Cell]:
    """Withhold more, until each cell might be another number, by as much as is wished. The cells of which that cannot be
    reached, whatever is withheld.
    """
    return {wish[0] for wish, by in wishes.items() if not _protect(wish, by, table, withheld, price)}


def _protect(wish: Wish, by: int, table: Table, withheld: set[Cell], price: Price) -> bool:
    reach = min(by, table.room(wish[0], {}, larger=wish[1]))
    while True:
        changes: dict[Cell, int] = {}
        if _changed(wish, reach, table, changes, within=withheld) >= reach:
            return reach >= by
        way = _cheapest_way(wish, table, changes, lambda each: 0 if each in withheld else price(each))
        if not way:
            return False
        withheld.update(way)


def _changed(wish: Wish, by: int, table: Table, changes: dict[Cell, int], *, within: Collection[Cell]) -> int:
    """By how much the cell can be changed, up to `by`, while only cells `within` change; how they do, in `changes`."""
    done = 0
    while done < by:
        way = _cheapest_way(wish, table, changes, lambda each: 0 if each in within else None)
        if not way:
            break
        turns = [(each, wish[1] if place % 2 else not wish[1]) for place, each in enumerate(way)]
        room = min(by - done, *(table.room(each, changes, larger=larger) for each, larger in turns))
        for each, larger in turns:
            changes[each] = changes.get(each, 0) + (room if larger else -room)
        done += room
    return done


def _cheapest_way(
    wish: Wish, table: Table, changes: Mapping[Cell, int], cost: Callable[[Cell], int | None]
) -> list[Cell]:
    """The cells of the cheapest way from the cell's column to its row, to be changed against it and with it by turns; []
    if there is none. `cost` is None for a cell that may not change.
    """
    cell, grows = wish
    height, width = len(table.cells), len(table.cells[0])
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
            if step == cell or table.room(step, changes, larger=grows != is_column) <= 0:
                continue
            price = cost(step)
            if price is not None:
                heappush(waiting, (paid + price, other if is_column else height + other, [*way, step]))
    return []
