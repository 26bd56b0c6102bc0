"""Any two questions set against each other: how many gave which answer to both. For the background alone.

Everybody knows the polls' tallies, so they count among what is published; a table is protected together with those who
answered only one of its two questions. In a question with several answers each answer is set apart: chosen, not chosen.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from pollsite.articles.types import Kind
from pollsite.insights.answers import Answers
from pollsite.insights.crossing_view import FEWEST_BOTH
from pollsite.insights.withholding import Cell, withheld_cells

K = 5
"""No group smaller than this can be worked out."""

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Facet:
    """A question, or one answer of it, as a place for each reader: one of `width` answers, or `width` for none.

    `options` are the positions of the options that the first places stand for; one more is for every other answer.
    """

    options: tuple[int, ...]
    width: int
    places: Places


@dataclass(frozen=True, slots=True)
class Crossed:
    """The counts of two facets, with who answered only one of the two in the last row and the last column; and which
    of them are withheld.
    """

    rows: Facet
    columns: Facet
    counts: tuple[tuple[int, ...], ...]
    withheld: frozenset[Cell]

    def shown(self, row: int, column: int) -> int | None:
        """The count, or None if it is withheld."""
        return None if (row, column) in self.withheld else self.counts[row][column]


def crossing_figure(session: Session, article_id: int, answers: Answers, at: datetime) -> dict[str, Any]:
    """Every pair of questions of which anything may be said: {"pairs": [{…}, …]}, see `pair_figure`."""
    return {"pairs": list(pair_figures(answers))}


def pair_figures(answers: Answers, *, k: int = K, fewest: int = FEWEST_BOTH) -> Iterator[dict[str, Any]]:
    """The pairs that at least `fewest` readers answered both of, each with what of it may be published."""
    facets = [facets_of(answers, question) for question in range(len(answers.polls))]
    for rows, columns in combinations(range(len(answers.polls)), 2):
        both = int(np.count_nonzero((answers.masks[:, rows] != 0) & (answers.masks[:, columns] != 0)))
        if both >= fewest:
            wordings = {
                "rows": answers.polls[rows].wording_id,
                "columns": answers.polls[columns].wording_id,
            }
            yield wordings | {"both": both} | pair_figure(facets[rows], facets[columns], k=k)


def facets_of(answers: Answers, question: int) -> tuple[Facet, ...]:
    """The question as one facet; a question with several answers as one facet for each of them."""
    poll, masks = answers.polls[question], answers.masks[:, question].astype(np.int64)
    width = len(poll.choices)
    if poll.kind is not Kind.MULTIPLE:
        places = np.full(len(masks), width, dtype=np.int64)
        for position in range(width):
            places[masks == 1 << position] = position
        return (Facet(tuple(range(width)), width, places),)
    return tuple(
        Facet((position,), 2, np.where(masks == 0, 2, 1 - ((masks >> position) & 1)))
        for position in range(width)
    )


def pair_figure(rows: tuple[Facet, ...], columns: tuple[Facet, ...], *, k: int) -> dict[str, Any]:
    """`cells` by option of the one and of the other question; `row_totals` and `column_totals`: of those who chose the
    option, how many answered the other question. None is a number that is withheld.
    """
    tables = _protected(rows, columns, k=k)
    return {
        "cells": [
            [table.shown(row, column) for table in across for column in range(len(table.columns.options))]
            for across in tables
            for row in range(len(across[0].rows.options))
        ],
        "row_totals": [
            _answered_both(across[0], row) for across in tables for row in range(len(across[0].rows.options))
        ],
        "column_totals": [
            _answered_both(_turned(table), column)
            for table in tables[0]
            for column in range(len(table.columns.options))
        ],
    }


def _protected(rows: tuple[Facet, ...], columns: tuple[Facet, ...], *, k: int) -> list[list[Crossed]]:
    """Every facet of the one question with every one of the other. How many answered only one of the two stands in
    many tables, and what is withheld in one of them is withheld in all.
    """
    only_rows: set[Cell] = set()
    only_columns: set[Cell] = set()
    while True:
        tables = [
            [
                _crossed(row, column, k=k, also=_also(row, column, i, j, only_rows, only_columns))
                for j, column in enumerate(columns)
            ]
            for i, row in enumerate(rows)
        ]
        found_rows = {(i, r) for i, across in enumerate(tables) for table in across for r in _only(table)}
        found_columns = {
            (j, c) for across in tables for j, table in enumerate(across) for c in _only(_turned(table))
        }
        if found_rows <= only_rows and found_columns <= only_columns:
            return tables
        only_rows |= found_rows
        only_columns |= found_columns


def _also(row: Facet, column: Facet, i: int, j: int, rows: set[Cell], columns: set[Cell]) -> set[Cell]:
    """In the table of those facets: how many answered only one of the two, where that is withheld in another table."""
    return {(place, column.width) for facet, place in rows if facet == i} | {
        (row.width, place) for facet, place in columns if facet == j
    }


def _only(table: Crossed) -> list[int]:
    """The rows for which it is withheld how many did not answer the other question."""
    return [row for row, column in table.withheld if column == table.columns.width]


def _crossed(rows: Facet, columns: Facet, *, k: int, also: set[Cell]) -> Crossed:
    width = columns.width + 1
    joint = np.bincount(rows.places * width + columns.places, minlength=(rows.width + 1) * width)
    counts = tuple(tuple(int(count) for count in row) for row in joint.reshape(-1, width))
    dear = int(joint.sum())

    def price(cell: Cell) -> int | None:
        """Who answered neither is nobody's business, and known; who answered only one is told if it can be."""
        beside = (cell[0] == rows.width) + (cell[1] == columns.width)
        return None if beside == 2 else 1 + counts[cell[0]][cell[1]] + dear * beside

    withheld = withheld_cells(
        counts, k=k, small=_small(counts, k), price=price, also=also | _small(counts, k)
    )
    return Crossed(rows, columns, counts, withheld)


def _small(counts: tuple[tuple[int, ...], ...], k: int) -> set[Cell]:
    """Small groups: also one of nobody, for then nobody of the one answer gave the other. Nothing is told by an answer
    that nobody chose; nor where nobody of an answer left the other question out, unless a few of the others did.
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


def _answered_both(table: Crossed, row: int) -> int | None:
    """Of those in the row, how many answered the other question."""
    if (row, table.columns.width) in table.withheld:
        return None
    return sum(table.counts[row][: table.columns.width])


def _turned(table: Crossed) -> Crossed:
    """Rows for columns."""
    return Crossed(
        table.columns,
        table.rows,
        tuple(zip(*table.counts, strict=True)),
        frozenset((column, row) for row, column in table.withheld),
    )
