"""Two questions set against each other, either way round, from what is kept of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from pollsite.articles.types import Kind
from pollsite.polls.rounding import percentages
from pollsite.polls.types import Choice, PollDefinition

FEWEST_TO_COMPARE = 20
"""Rows of fewer readers are in the table, but in no sentence."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a row gave that answer, and their whole percent of the row; None where it is withheld."""

    choice: Choice
    count: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """Those who gave one answer: `total` of them answered the other question as well; None where that is withheld."""

    choice: Choice
    total: int | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Contrast:
    """An answer that one row gives more often than another; `points` is the difference in percent."""

    choice: Choice
    most: Row
    least: Row
    points: int

    def cell(self, row: Row) -> Cell:
        """The answer in that row."""
        return next(cell for cell in row.cells if cell.choice == self.choice)


@dataclass(frozen=True, slots=True)
class Pair:
    """What those who gave each answer to `of` say to `by`; `both` readers answered both."""

    of: PollDefinition
    by: PollDefinition
    both: int
    rows: tuple[Row, ...]
    contrast: Contrast | None

    @property
    def compared(self) -> list[Row]:
        """The rows that sentences speak of."""
        return _compared(self.rows)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is withheld that might turn round what a comparison says."""
        known = all(row.total is not None for row in self.rows if not row.choice.not_sure)
        return known and all(cell.count is not None for row in self.compared for cell in row.cells)

    def differs_by(self, points: int) -> bool:
        """Whether any answer, “Not sure” among them, is given so much more often in one row than in another."""
        columns = zip(*(row.cells for row in self.compared), strict=True)
        percents = [[cell.percent for cell in column if cell.percent is not None] for column in columns]
        return any(max(shown) - min(shown) >= points for shown in percents if shown)


def pairs_of(body: Mapping[str, Any], polls: Sequence[PollDefinition]) -> list[Pair]:
    """Every pair that is kept of those questions, both ways round, in their order."""
    kept = {(pair["rows"], pair["columns"]): pair for pair in body["pairs"]}
    found = []
    for of, by in permutations(polls, 2):
        if (of.wording_id, by.wording_id) in kept:
            pair = kept[of.wording_id, by.wording_id]
            found.append(_pair(of, by, pair["both"], pair["cells"], pair["row_totals"]))
        elif (by.wording_id, of.wording_id) in kept:
            pair = kept[by.wording_id, of.wording_id]
            turned = list(zip(*pair["cells"], strict=True))
            found.append(_pair(of, by, pair["both"], turned, pair["column_totals"]))
    return found


def _pair(
    of: PollDefinition,
    by: PollDefinition,
    both: int,
    counts: Sequence[Sequence[int | None]],
    totals: Sequence[int | None],
) -> Pair:
    rows = tuple(
        Row(choice, total, _cells(by, row, total))
        for choice, row, total in zip(of.choices, counts, totals, strict=True)
    )
    contrasts = sorted(_contrasts(by, rows), key=lambda contrast: -contrast.points)
    return Pair(of, by, both, rows, contrasts[0] if contrasts else None)


def _cells(by: PollDefinition, counts: Sequence[int | None], total: int | None) -> tuple[Cell, ...]:
    """Percents of the row; they add to 100 if only one answer may be given and none is withheld. Else each is rounded
    half up, as a reader checks it against the two numbers beside it.
    """
    percents: Sequence[int | None] = (None,) * len(counts)
    if total is not None:
        kind = Kind.MULTIPLE if None in counts else by.kind
        percents = percentages([count or 0 for count in counts], voters=total, kind=kind)
    return tuple(
        Cell(choice, count, percent if count is not None else None)
        for choice, count, percent in zip(by.choices, counts, percents, strict=True)
    )


def _compared(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if not row.choice.not_sure and (row.total or 0) >= FEWEST_TO_COMPARE]


def _contrasts(by: PollDefinition, rows: Sequence[Row]) -> Iterator[Contrast]:
    """For each answer the row that gives it most often, against the one that gives it least often. "Not sure" is none
    of them.
    """
    compared = _compared(rows)
    for choice in by.choices:
        shares = [
            (cell.percent, row)
            for row in compared
            for cell in row.cells
            if cell.choice == choice and cell.percent is not None
        ]
        if len(shares) < 2 or choice.not_sure:
            continue
        most = max(shares, key=lambda share: share[0])
        least = min(reversed(shares), key=lambda share: share[0])
        yield Contrast(choice, most[1], least[1], most[0] - least[0])
