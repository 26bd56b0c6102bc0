"""Which numbers may be published of answers set against a question of which one reader may give several.

Everybody knows the poll's tallies, so how many gave any answer that goes with others (the *base*: all who answered, but
for those with an answer that stands alone); and that each of these gave at least one such answer, and no more than the
poll's maximum. So of each row of readers these are known together:

- who answered is the base and those with an answer that stands alone: a two-way table like any other, in which the base
  can be no smaller than what its answers need, and no larger than their sum;
- each answer that goes with others was given by no more than the base, and all of them with `slack` (the maximum times
  the base, less their sum) are a two-way table too. Any such numbers are those of some ballots: hand the answers out in
  turn (D. Gale, "A theorem on flows in networks", Pacific Journal of Mathematics 7, 1957).

In the first table the answers stay as they are, in the second one the base: both leave a world that might be. A group is
small as well if it is who gave other answers but not this one. Where a row is so narrow that neither helps, all of it is
withheld with all of another row, so that its readers might be any of both.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pollsite.insights.withholding import (
    ENDLESS,
    Cell,
    Table,
    Wish,
    open_wishes,
    protect,
    small_cells,
)


@dataclass(frozen=True, slots=True)
class SeveralCounts:
    """Rows of readers against the answers of a question; the last row left out what makes the rows.

    `counts[row]` by option, and last who did not answer; `base[row]` gave one of the `free` options, of which each takes
    at most `most`; the other options stand alone.
    """

    counts: Sequence[Sequence[int]]
    base: Sequence[int]
    free: Sequence[int]
    most: int

    @property
    def alone(self) -> list[int]:
        """The columns of who gave no free option: by answer, and last who gave none."""
        return [column for column in range(len(self.counts[0])) if column not in self.free]

    @property
    def last(self) -> int:
        """The last row."""
        return len(self.counts) - 1

    def sums(self, row: int) -> int:
        """How many are in the row; of the last one, how many of them answered."""
        alone = sum(self.counts[row][column] for column in self.alone)
        return self.base[row] + alone - (self.counts[row][-1] if row == self.last else 0)


def several_withheld(table: SeveralCounts, *, k: int, also: Collection[Cell] = ()) -> set[Cell]:
    """The cells (row, column) not to be published: `also`, the small ones, and what protects them."""
    together: set[int] = set()
    while True:
        narrow: set[int] = set()
        whole = {(row, column) for row in together for column in range(len(table.counts[0]))}
        withheld = {*also, *whole} - {(table.last, len(table.counts[0]) - 1)}
        narrow |= _protect_base(table, k, withheld, together)
        narrow |= _protect_free(table, k, withheld, together)
        narrow -= {table.last}
        if narrow <= together:
            return withheld
        together = _with_others(table, together | narrow, k)


def _protect_base(table: SeveralCounts, k: int, withheld: set[Cell], together: set[int]) -> set[int]:
    """Protect who gave an answer that stands alone, and the base; rows of which it cannot be done."""
    alone = table.alone
    cells = [
        [base, *(row[column] for column in alone)] for base, row in zip(table.base, table.counts, strict=True)
    ]
    dear = sum(map(sum, cells))
    end = len(alone)

    def price(cell: Cell) -> int | None:
        """The base is not printed, but would be known. See crossing.py for who left a question out."""
        i, j = cell
        beside = (i == table.last) + (j == end)
        return None if beside == 2 else 1 + (cells[i][j] if j else 0) + dear * beside

    gave = [[row[column] for column in table.free] for row in table.counts]
    least = [[max((*row, -(-sum(row) // table.most)))] + [0] * end for row in gave]
    most = [[sum(row)] + [ENDLESS] * end for row in gave]
    small = small_cells(cells, k)
    hidden = small | {(i, alone.index(j) + 1) for i, j in withheld if j in alone}
    hidden |= {(row, 0) for row in together}
    wishes = {
        wish: by
        for wish, by in open_wishes(cells, k=k, small=small, price=price).items()
        if wish[0][0] not in together
    }
    unmet = protect(Table(cells, least, most), wishes, hidden, price)
    withheld |= {(i, alone[j - 1]) for i, j in hidden if j}
    return {i for i, _ in unmet}


def _protect_free(table: SeveralCounts, k: int, withheld: set[Cell], together: set[int]) -> set[int]:
    """Protect who gave an answer that goes with others, and who gave others but not that; rows of which it cannot be
    done.
    """
    free, end = table.free, len(table.free)
    gave = [[row[column] for column in free] for row in table.counts]
    cells = [[*row, table.most * base - sum(row)] for row, base in zip(gave, table.base, strict=True)]
    most = [[base] * end + [(table.most - 1) * base] for base in table.base]
    dear = sum(map(sum, gave))

    def price(cell: Cell) -> int | None:
        """Nobody prints the slack."""
        i, j = cell
        return 0 if j == end else 1 + cells[i][j] + dear * (i == table.last)

    wishes = _free_wishes(table, gave, k)
    hidden = {cell for cell, _ in wishes} | {(row, end) for row in range(len(cells))}
    hidden |= {(i, free.index(j)) for i, j in withheld if j in free}
    wished = {wish: by for wish, by in wishes.items() if wish[0][0] not in together}
    unmet = protect(Table(cells, [[0] * (end + 1)] * len(cells), most), wished, hidden, price)
    withheld |= {(i, free[j]) for i, j in hidden if j < end}
    return {i for i, _ in unmet}


def _free_wishes(table: SeveralCounts, gave: Sequence[Sequence[int]], k: int) -> dict[Wish, int]:
    """By how much small groups are to be possibly larger, as in withholding.small_cells: those who gave an answer, and
    those of the base who did not.
    """
    wishes: dict[Wish, int] = {}
    few = 0 < table.sums(table.last) < k
    for j in range(len(table.free)):
        column = [row[j] for row in gave]
        rest = [base - count for base, count in zip(table.base, column, strict=True)]
        for counts, grows in ((column, True), (rest, False)):
            for i, count in enumerate(counts):
                is_group = table.sums(i) and sum(counts) and (i < table.last or count or few)
                if count < k and is_group:
                    wishes[(i, j), grows] = min(k, table.sums(i), sum(counts)) - count
    return wishes


def _with_others(table: SeveralCounts, rows: set[int], k: int) -> set[int]:
    """Those rows and as many others, the largest first, that any of them might hold a group of k, or as many as it may."""
    together = set(rows)
    others = sorted(
        set(range(len(table.counts))) - rows, key=lambda row: (row == table.last, -table.sums(row))
    )
    for other in others:
        if len(together) > 1 and _is_enough(table, together, k):
            break
        together.add(other)
    return together


def _is_enough(table: SeveralCounts, rows: set[int], k: int) -> bool:
    wanted = min(k, max(table.sums(row) for row in rows))
    columns = [[row[column] for row in table.counts] for column in range(len(table.counts[0]) - 1)]
    columns += [
        [base - row[column] for base, row in zip(table.base, table.counts, strict=True)]
        for column in table.free
    ]
    return all(sum(counts[row] for row in rows) >= min(wanted, sum(counts)) for counts in columns)
