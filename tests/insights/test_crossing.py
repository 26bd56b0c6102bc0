"""Two questions set against each other: the counts, and that nobody can work out a small group from them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest

from pollsite.articles.types import Kind
from pollsite.insights.answers import Answers
from pollsite.insights.crossing import pair_figures
from tests.samples import make_poll

K = 2
NONE = 0
Masks = tuple[int, ...]
Kinds = Sequence[tuple[int, ...]]


def answers_of(asked: Kinds, readers: Sequence[Masks], *, kind: Kind = Kind.SINGLE) -> Answers:
    """`asked` is for each question the masks that can be answered; the last one is of the given kind."""
    polls = [make_poll(number=place, options=("yes",)) for place in range(1, len(asked) + 1)]
    polls = [
        replace(poll, choices=poll.choices[:1] * max(mask.bit_length() for mask in masks))
        for poll, masks in zip(polls, asked, strict=True)
    ]
    polls[-1] = replace(polls[-1], kind=kind)
    return Answers(tuple(polls), np.array(readers, dtype=np.int32).reshape(-1, len(asked)))


def data_sets(asked: Kinds, readers: int) -> Iterator[Counter[Masks]]:
    """Every way so many readers can answer the questions, or leave some out (but not all)."""
    rows = [row for row in product(*asked) if any(row)]

    def filled(place: int, left: int) -> Iterator[dict[Masks, int]]:
        if place == len(rows) - 1:
            yield {rows[place]: left}
            return
        for number in range(left + 1):
            for rest in filled(place + 1, left - number):
                yield {rows[place]: number, **rest}

    return (Counter(found) for found in filled(0, readers))


class World:
    """A data set as everybody may know it: the tallies, how many answered, and what is published of the pairs."""

    def __init__(self, asked: Kinds, readers: Counter[Masks], kind: Kind) -> None:
        answers = answers_of(asked, list(readers.elements()), kind=kind)
        options = [len(poll.choices) for poll in answers.polls]
        self.tallies = tuple(
            sum(number for row, number in readers.items() if row[question] >> option & 1)
            for question, count in enumerate(options)
            for option in range(count)
        ) + tuple(sum(n for row, n in readers.items() if row[q]) for q in range(len(options)))
        self.groups: dict[tuple[int, int, int, int], int] = {}
        for (i, rows), (j, columns) in combinations(enumerate(options), 2):
            for row, column in product(range(rows), range(columns)):
                self.groups[i, row, j, column] = sum(
                    number
                    for masks, number in readers.items()
                    if masks[i] >> row & 1 and masks[j] >> column & 1
                )
        self.totals = self._totals(readers, options)
        self.said = dict(self._said(answers))

    def _totals(self, readers: Counter[Masks], options: Sequence[int]) -> dict[Any, int]:
        return {
            (i, row, j): sum(n for masks, n in readers.items() if masks[i] >> row & 1 and masks[j])
            for i, rows in enumerate(options)
            for row in range(rows)
            for j in range(len(options))
            if i != j
        } | {
            (i, j): sum(n for masks, n in readers.items() if masks[i] and masks[j])
            for i, j in combinations(range(len(options)), 2)
        }

    def _said(self, answers: Answers) -> Iterator[tuple[Any, int]]:
        """Every number that is published."""
        for pair in pair_figures(answers, k=K, fewest=K):
            i, j = pair["rows"] - 1, pair["columns"] - 1
            numbers: dict[Any, int | None] = {(i, j): pair["both"]}
            for row, cells in enumerate(pair["cells"]):
                numbers |= {(i, row, j, column): cell for column, cell in enumerate(cells)}
            numbers |= {(i, row, j): total for row, total in enumerate(pair["row_totals"])}
            numbers |= {(j, column, i): total for column, total in enumerate(pair["column_totals"])}
            yield from ((name, number) for name, number in numbers.items() if number is not None)

    def number(self, name: Any) -> int:
        """What is true of it."""
        return self.groups[name] if len(name) == 4 else self.totals[name]

    def agrees_with(self, said: dict[Any, int]) -> bool:
        """Whether all that was published might be about this data set."""
        return all(self.number(name) == number for name, number in said.items())


LEFT_OUT = (NONE, 1, 2)
ONE_OF_TWO, ONE_OF_THREE, SOME_OF_TWO = (1, 2), (1, 2, 4), (1, 2, 3)


@pytest.mark.parametrize(
    ("asked", "readers", "kind"),
    [
        ((LEFT_OUT, LEFT_OUT), 6, Kind.SINGLE),
        ((ONE_OF_TWO, ONE_OF_TWO, ONE_OF_TWO), 7, Kind.SINGLE),
        ((ONE_OF_THREE, ONE_OF_TWO), 9, Kind.SINGLE),
        ((LEFT_OUT, SOME_OF_TWO), 6, Kind.MULTIPLE),
    ],
    ids=["left out", "three questions", "three answers", "several answers"],
)
def test_no_published_number_lets_anyone_work_out_a_small_group(
    asked: Kinds, readers: int, kind: Kind
) -> None:
    """Every data set there is: to whoever knows all tallies, and reads all tables, a small group might as well be as
    large as the tallies let it be, or k.
    """
    by_tallies: dict[tuple[int, ...], list[World]] = {}
    for data_set in data_sets(asked, readers):
        world = World(asked, data_set, kind)
        by_tallies.setdefault(world.tallies, []).append(world)
    for worlds in by_tallies.values():
        most = {name: max(world.groups[name] for world in worlds) for name in worlds[0].groups}
        for said in {tuple(world.said.items()): world.said for world in worlds}.values():
            possible = [world for world in worlds if world.agrees_with(said)]
            for name, bound in most.items():
                if any(world.groups[name] < K for world in possible):
                    assert max(world.groups[name] for world in possible) >= min(K, bound), (name, said)


def test_counts_are_of_those_who_answered_both() -> None:
    readers = [(1, 1)] * 30 + [(1, 2)] * 20 + [(2, 1)] * 10 + [(2, 2)] * 40 + [(1, 0)] * 7 + [(0, 2)] * 9
    (pair,) = pair_figures(answers_of((LEFT_OUT, LEFT_OUT), readers))
    assert pair["cells"] == [[30, 20], [10, 40]]
    assert (pair["row_totals"], pair["column_totals"], pair["both"]) == ([50, 50], [40, 60], 100)


def test_a_small_group_takes_others_with_it_that_would_tell_it() -> None:
    readers = [(1, 1)] * 30 + [(1, 2)] * 3 + [(2, 1)] * 20 + [(2, 2)] * 40
    (pair,) = pair_figures(answers_of((LEFT_OUT, LEFT_OUT), readers))
    assert pair["cells"] == [[None, None], [None, None]]
    assert pair["row_totals"] == [33, 60]


def test_a_few_who_left_a_question_out_cannot_be_told_from_the_tally() -> None:
    readers = [(1, 1)] * 30 + [(1, 2)] * 20 + [(2, 1)] * 10 + [(2, 2)] * 40 + [(1, 0)] * 3
    (pair,) = pair_figures(answers_of((LEFT_OUT, LEFT_OUT), readers))
    assert pair["row_totals"] == [None, None]


def test_answers_of_one_reader_are_counted_each() -> None:
    readers = [(1, 3)] * 30 + [(1, 1)] * 20 + [(1, 2)] * 10 + [(2, 2)] * 40 + [(2, 3)] * 10 + [(2, 1)] * 5
    (pair,) = pair_figures(answers_of((LEFT_OUT, SOME_OF_TWO), readers, kind=Kind.MULTIPLE))
    assert pair["cells"] == [[50, 40], [15, 50]]
    assert pair["row_totals"] == [60, 55]


def test_too_few_who_answered_both_are_not_set_against_each_other() -> None:
    readers = [(1, 1)] * 10 + [(2, 2)] * 9
    assert list(pair_figures(answers_of((LEFT_OUT, LEFT_OUT), readers))) == []
    assert len(list(pair_figures(answers_of((LEFT_OUT, LEFT_OUT), [*readers, (1, 2)])))) == 1
