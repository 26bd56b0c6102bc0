"""How many changed their mind at least, worked out from nothing but the published numbers of a flow table."""

from collections.abc import Sequence

Numbers = Sequence[int | None]


def fewest_changed(
    *,
    cells: Sequence[Numbers],
    stays: Sequence[int | None],
    before: Numbers,
    after: Numbers,
    both: int | None,
) -> int:
    """The least number of readers off the diagonal; None is withheld.

    `stays[i]` is the column in which row `i` stays the same, None where there is none; `before` and `after` are the sums of
    rows and columns, and `both` of all. A withheld stayer is none more than its row, its column and the whole have left.
    """
    columns = list(zip(*cells, strict=True))
    by_rows = sum(_off(row, stay, whole) for row, stay, whole in zip(cells, stays, before, strict=True))
    stayed = {column: row for row, column in enumerate(stays) if column is not None}
    by_columns = sum(
        _off(column, stayed.get(place), whole)
        for place, (column, whole) in enumerate(zip(columns, after, strict=True))
    )
    if both is None:
        return max(by_rows, by_columns)
    known = sum(count or 0 for row in cells for count in row)
    same = [(row, column) for row, column in enumerate(stays) if column is not None]
    told = sum(cells[row][column] or 0 for row, column in same)
    open_ = sum(
        min(_left(cells[row], before[row], both - known), _left(columns[column], after[column], both - known))
        for row, column in same
        if cells[row][column] is None
    )
    return max(by_rows, by_columns, both - told - min(both - known, open_))


def _off(line: Numbers, stay: int | None, whole: int | None) -> int:
    """Of one row or column, how many are off the diagonal at least."""
    moved = sum(count or 0 for place, count in enumerate(line) if place != stay)
    same = line[stay] if stay is not None else 0
    return moved if whole is None or same is None else whole - same


def _left(line: Numbers, whole: int | None, otherwise: int) -> int:
    """How many of a line's readers are in no cell that is shown."""
    return otherwise if whole is None else whole - sum(count or 0 for count in line)
