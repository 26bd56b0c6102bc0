"""Any two questions set against each other: how many gave which answer to both. For the background alone.

Everybody knows the polls' tallies, so they count among what is published; a table is protected together with those who
answered only one of its two questions. See crossing_several.py for questions of which one reader may give several answers.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from pollsite.insights.answers import Answers
from pollsite.insights.crossing_asked import Facet, Several, Side, gave, side_of
from pollsite.insights.crossing_several import SeveralCounts, several_withheld
from pollsite.insights.crossing_view import FEWEST_BOTH
from pollsite.insights.withholding import Cell, Counts, small_cells, withheld_cells

K = 5
"""No group smaller than this can be worked out."""


def crossing_figure(session: Session, article_id: int, answers: Answers, at: datetime) -> dict[str, Any]:
    """Every pair of questions of which anything may be said: {"pairs": [{…}, …]}, see `pair_figure`."""
    return {"pairs": list(pair_figures(answers))}


def pair_figures(answers: Answers, *, k: int = K, fewest: int = FEWEST_BOTH) -> Iterator[dict[str, Any]]:
    """The pairs that at least `fewest` readers answered both of, each with what of it may be published."""
    sides = [side_of(answers, question) for question in range(len(answers.polls))]
    for rows, columns in combinations(range(len(answers.polls)), 2):
        both = int(np.count_nonzero((answers.masks[:, rows] != 0) & (answers.masks[:, columns] != 0)))
        if both >= fewest:
            wordings = {
                "rows": answers.polls[rows].wording_id,
                "columns": answers.polls[columns].wording_id,
            }
            yield wordings | {"both": both} | pair_figure(sides[rows], sides[columns], k=k)


def pair_figure(row: Side, column: Side, *, k: int) -> dict[str, Any]:
    """`cells` by option of the one and of the other question; `row_totals` and `column_totals`: of those who chose the
    option, how many answered the other question. None is a number that is withheld.
    """
    counts = (gave(row).T @ gave(column)).tolist()
    withheld = _withheld(row, column, counts, k=k)

    def shown(cell: Cell, count: int) -> int | None:
        return None if cell in withheld else count

    row_sums, column_sums = gave(row).sum(axis=0).tolist(), gave(column).sum(axis=0).tolist()
    return {
        "cells": [[shown((i, j), counts[i][j]) for j in range(column.width)] for i in range(row.width)],
        "row_totals": [
            shown((i, column.width), row_sums[i] - counts[i][column.width]) for i in range(row.width)
        ],
        "column_totals": [
            shown((row.width, j), column_sums[j] - counts[row.width][j]) for j in range(column.width)
        ],
    }


def _withheld(rows: Side, columns: Side, counts: Counts, *, k: int) -> set[Cell]:
    """Where both questions have several answers, each is protected from what is known of the other."""
    if isinstance(rows, Facet) and isinstance(columns, Facet):
        return {*_of_one_each(counts, k=k)}
    withheld: set[Cell] = set()
    while True:
        before = len(withheld)
        if isinstance(columns, Several):
            withheld |= _of_several(rows, columns, k=k, also=withheld)
        if isinstance(rows, Several):
            withheld |= _turned(_of_several(columns, rows, k=k, also=_turned(withheld)))
        if len(withheld) == before:
            return withheld


def _of_one_each(counts: Counts, *, k: int) -> frozenset[Cell]:
    dear = sum(map(sum, counts))
    last_row, last_column = len(counts) - 1, len(counts[0]) - 1

    def price(cell: Cell) -> int | None:
        """Who answered neither is nobody's business, and known; who answered only one is told if it can be."""
        beside = (cell[0] == last_row) + (cell[1] == last_column)
        return None if beside == 2 else 1 + counts[cell[0]][cell[1]] + dear * beside

    return withheld_cells(counts, k=k, small=small_cells(counts, k), price=price)


def _of_several(rows: Side, columns: Several, *, k: int, also: set[Cell]) -> set[Cell]:
    """A number may stand in the tables of several facets: what is withheld in one of them is withheld in all."""
    withheld = set(also)
    facets = rows.facets if isinstance(rows, Several) else (rows,)
    while True:
        before = len(withheld)
        for facet in facets:
            names = (*facet.options, rows.width)
            here = {(i, j) for i, name in enumerate(names) for at, j in withheld if at == name}
            found = several_withheld(_counts(facet, columns), k=k, also=here)
            withheld |= {(name, j) for i, j in found if (name := names[i]) is not None}
        if len(withheld) == before or len(facets) == 1:
            return withheld


def _counts(rows: Facet, columns: Several) -> SeveralCounts:
    given = gave(rows)
    has_free = (gave(columns)[:, list(columns.free)] != 0).any(axis=1)
    return SeveralCounts(
        counts=(given.T @ gave(columns)).tolist(),
        base=(given.T @ has_free.astype(np.int64)).tolist(),
        free=columns.free,
        most=columns.most,
    )


def _turned(cells: set[Cell]) -> set[Cell]:
    """Rows for columns."""
    return {(column, row) for row, column in cells}
