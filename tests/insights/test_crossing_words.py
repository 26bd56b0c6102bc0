"""What is said of two questions: nothing that a number which is withheld could turn round."""

from collections.abc import Sequence

import pytest

from pollsite.insights.crossing_pairs import Pair, pairs_of
from pollsite.insights.crossing_words import pair_in_words
from tests.samples import make_poll

Cells = Sequence[Sequence[int | None]]
ALIKE = "readers say much the same"
OF = make_poll(number=1, options=("used", "unused"))
BY = make_poll(number=2, options=("fine", "wrong", "rarely"))


def pair_of(cells: Cells, totals: Sequence[int | None]) -> Pair:
    """The pair, with nobody who was not sure of the first question."""
    kept = {
        "rows": 1,
        "columns": 2,
        "both": 140,
        "cells": [*cells, [0, 0, 0, 0]],
        "row_totals": [*totals, 0],
        "column_totals": [None] * 4,
    }
    return pairs_of({"pairs": [kept]}, (OF, BY))[0]


@pytest.mark.parametrize(
    ("cells", "totals"),
    [
        ([[None, None, 30, 0], [None, None, 30, 0]], (70, 70)),
        ([[30, None, 20, None], [30, None, 20, None]], (70, 70)),
        ([[30, 20, 20, 0], [15, 10, 10, 25]], (70, 60)),
        ([[26, 24, 24, 6], [30, 30, 30, 0]], (80, 90)),
    ],
    ids=[
        "two answers withheld",
        "who is not sure withheld",
        "answers differ",
        "only who is not sure differs",
    ],
)
def test_readers_are_not_said_to_say_the_same_where_they_may_not(cells: Cells, totals: Sequence[int]) -> None:
    assert ALIKE not in pair_in_words(pair_of(cells, totals))


def test_nor_where_one_row_cannot_be_compared() -> None:
    third = make_poll(number=1, options=("used", "unused", "soon"))
    row = [30, 20, 20, 0]
    kept = {"rows": 1, "columns": 2, "both": 200, "cells": [row, row, [None] * 4, [0] * 4]}
    kept |= {"row_totals": [70, 70, None, 0], "column_totals": [None] * 4}
    assert ALIKE not in pair_in_words(pairs_of({"pairs": [kept]}, (third, BY))[0])


def test_what_is_withheld_is_said() -> None:
    pair = pair_of([[None, None, 30, 0], [None, None, 30, 0]], (70, 70))
    assert pair_in_words(pair) == (
        "To “Is it a portrait?”, 43\u202f% (30 of 70) of those who answered “Used” to “Is it a portrait?” say “Rarely”, "
        "and 43\u202f% (30 of 70) of those who answered “Unused”. Some numbers are withheld, and other answers may "
        "differ more."
    )


def test_two_rows_are_set_against_each_other_also_where_they_are_equal() -> None:
    pair = pair_of([[30, 20, 20, 0], [30, 20, 20, 0]], (70, 70))
    assert ALIKE in pair_in_words(pair)
    assert pair.contrast is not None
    assert pair.contrast.most != pair.contrast.least


def test_rows_that_are_withheld_are_not_said_to_be_too_few() -> None:
    assert "too few" not in pair_in_words(pair_of([[None] * 4, [None] * 4], (70, 70)))
    assert "too few" in pair_in_words(pair_of([[6, 6, 6, 0], [6, 6, 6, 0]], (18, 18)))
