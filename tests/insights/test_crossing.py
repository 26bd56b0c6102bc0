"""Two questions set against each other: the counts, and that nobody can work out a small group from them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, permutations, product
from typing import Any

import numpy as np
import pytest

from pollsite.articles.types import Kind
from pollsite.insights.answers import Answers
from pollsite.insights.crossing import pair_figures
from pollsite.polls.types import PollDefinition
from tests.samples import make_poll

K = 2
NONE = 0
Masks = tuple[int, ...]
Kinds = Sequence[tuple[int, ...]]


def answers_of(asked: Kinds, readers: Sequence[Masks]) -> Answers:
    """`asked` is for each question the masks that can be answered: of several answers if one has two bits. An answer
    that goes with no other stands alone.
    """
    polls = tuple(poll_of(number, masks) for number, masks in enumerate(asked, start=1))
    return Answers(polls, np.array(readers, dtype=np.int32).reshape(-1, len(asked)))


def poll_of(number: int, masks: tuple[int, ...]) -> PollDefinition:
    """The question that can be answered in those ways, and in no other."""
    most = max(mask.bit_count() for mask in masks)
    options = [f"option-{place}" for place in range(max(masks).bit_length())]
    together = [mask for mask in masks if mask.bit_count() > 1]
    alone = [key for place, key in enumerate(options) if not any(mask >> place & 1 for mask in together)]
    kind = Kind.MULTIPLE if together else Kind.SINGLE
    poll = make_poll(number=number, options=options, kind=kind, exclusive=alone, max_choices=most)
    return replace(poll, choices=poll.choices[:-1])


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

    def __init__(self, asked: Kinds, readers: Counter[Masks]) -> None:
        answers = answers_of(asked, list(readers.elements()))
        options = [len(poll.choices) for poll in answers.polls]
        self.tallies = tuple(
            sum(number for row, number in readers.items() if row[question] >> option & 1)
            for question, count in enumerate(options)
            for option in range(count)
        ) + tuple(sum(n for row, n in readers.items() if row[q]) for q in range(len(options)))
        self.groups: dict[Any, int] = {}
        for (i, rows), (j, columns) in combinations(enumerate(options), 2):
            for row, column in product(range(rows), range(columns)):
                self.groups[i, row, j, column] = sum(
                    number
                    for masks, number in readers.items()
                    if masks[i] >> row & 1 and masks[j] >> column & 1
                )
        self.groups |= self._others(readers, answers)
        self.totals = self._totals(readers, options)
        self.said = dict(self._said(answers))

    def _others(self, readers: Counter[Masks], answers: Answers) -> Iterator[tuple[Any, int]]:
        """Groups of a question with several answers: who gave any that goes with others, but not this one."""
        for (i, rows), (j, columns) in permutations(enumerate(answers.polls), 2):
            free = [choice.position for choice in columns.choices if not choice.exclusive]
            if columns.kind is Kind.MULTIPLE:
                any_free = sum(1 << position for position in free)
                for row, option in product(range(len(rows.choices)), free):
                    others = [
                        number
                        for masks, number in readers.items()
                        if masks[i] >> row & 1 and masks[j] & any_free and not masks[j] >> option & 1
                    ]
                    yield (i, row, j, f"not {option}"), sum(others)

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
        return self.groups[name] if name in self.groups else self.totals[name]

    def agrees_with(self, said: dict[Any, int]) -> bool:
        """Whether all that was published might be about this data set."""
        return all(self.number(name) == number for name, number in said.items())


LEFT_OUT = (NONE, 1, 2)
ONE_OF_TWO, ONE_OF_THREE, SOME_OF_TWO = (1, 2), (1, 2, 4), (1, 2, 3)
SOME_OR_ONE_ALONE = (1, 2, 3, 4)
TWO_OF_THREE = (1, 2, 4, 3, 5, 6)
TWO_OF_FOUR = (3, 5, 6, 9, 10, 12)


@pytest.mark.parametrize(
    ("asked", "readers"),
    [
        ((LEFT_OUT, LEFT_OUT), 6),
        ((ONE_OF_TWO, ONE_OF_TWO, ONE_OF_TWO), 7),
        ((ONE_OF_THREE, ONE_OF_TWO), 9),
        ((LEFT_OUT, SOME_OF_TWO), 6),
        ((ONE_OF_TWO, SOME_OR_ONE_ALONE), 6),
    ],
    ids=[
        "left out",
        "three questions",
        "three answers",
        "several answers",
        "an answer that stands alone",
    ],
)
def test_no_published_number_lets_anyone_work_out_a_small_group(asked: Kinds, readers: int) -> None:
    """Every data set there is: to whoever knows all tallies, and reads all tables, a small group might as well be as
    large as the tallies let it be, or k.
    """
    by_tallies: dict[tuple[int, ...], list[World]] = {}
    for data_set in data_sets(asked, readers):
        world = World(asked, data_set)
        by_tallies.setdefault(world.tallies, []).append(world)
    for worlds in by_tallies.values():
        assert_that_nothing_small_is_told(worlds)


def assert_that_nothing_small_is_told(worlds: Sequence[World]) -> None:
    """Of worlds that are all there are with their tallies."""
    if worlds:
        most = {name: max(world.groups[name] for world in worlds) for name in worlds[0].groups}
        for said in {tuple(world.said.items()): world.said for world in worlds}.values():
            possible = [world for world in worlds if world.agrees_with(said)]
            for name, bound in most.items():
                if any(world.groups[name] < K for world in possible):
                    assert max(world.groups[name] for world in possible) >= min(K, bound), (name, said)


def data_sets_with(asked: Kinds, tallies: Sequence[int], rows: Sequence[int]) -> Iterator[Counter[Masks]]:
    """Every way in which so many readers of two answers, all of them, can give the answers of a second question with
    several answers so often.
    """
    masks = asked[1]

    def sums(numbers: Masks) -> Masks:
        return tuple(
            sum(number for number, mask in zip(numbers, masks, strict=True) if mask >> place & 1)
            for place in range(len(tallies))
        )

    second: dict[Masks, list[Masks]] = {}
    for numbers in ways(rows[1], len(masks)):
        second.setdefault(sums(numbers), []).append(numbers)
    for first in ways(rows[0], len(masks)):
        rest = tuple(tally - number for tally, number in zip(tallies, sums(first), strict=True))
        for other in second.get(rest, ()):
            yield Counter(dict(zip(product(asked[0], masks), first + other, strict=True)))


def ways(number: int, places: int) -> Iterator[Masks]:
    """Every way to put so many into so many places."""
    if places == 1:
        yield (number,)
        return
    for here in range(number + 1):
        for rest in ways(number - here, places - 1):
            yield (here, *rest)


@pytest.mark.parametrize(
    ("masks", "tallies", "rows"),
    [
        (SOME_OR_ONE_ALONE, (8, 7, 3), (6, 6)),
        (SOME_OR_ONE_ALONE, (7, 7, 4), (7, 7)),
        (SOME_OR_ONE_ALONE, (7, 6, 4), (6, 8)),
        (TWO_OF_THREE, (4, 7, 7), (5, 5)),
        (TWO_OF_FOUR, (3, 6, 6, 5), (5, 5)),
        (TWO_OF_FOUR, (5, 5, 5, 5), (5, 5)),
    ],
    ids=[
        "alone",
        "alone too",
        "alone in one row",
        "at most two of three",
        "two of four",
        "two of four evenly",
    ],
)
def test_nor_from_what_goes_with_what_and_how_many_answers_are_allowed(
    masks: tuple[int, ...], tallies: Sequence[int], rows: Sequence[int]
) -> None:
    """Every data set there is with these tallies."""
    asked = (ONE_OF_TWO, masks)
    assert_that_nothing_small_is_told(
        [World(asked, data_set) for data_set in data_sets_with(asked, tallies, rows)]
    )


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
    (pair,) = pair_figures(answers_of((LEFT_OUT, SOME_OF_TWO), readers))
    assert pair["cells"] == [[50, 40], [15, 50]]
    assert pair["row_totals"] == [60, 55]


def test_too_few_who_answered_both_are_not_set_against_each_other() -> None:
    readers = [(1, 1)] * 10 + [(2, 2)] * 9
    assert list(pair_figures(answers_of((LEFT_OUT, LEFT_OUT), readers))) == []
    assert len(list(pair_figures(answers_of((LEFT_OUT, LEFT_OUT), [*readers, (1, 2)])))) == 1


def several(*rows: dict[int, int], asked: tuple[int, ...]) -> dict[str, Any]:
    """The pair of a question of one answer, a row for each, with one of several, by mask how many gave it."""
    readers = [
        (1 << place, mask)
        for place, row in enumerate(rows)
        for mask, number in row.items()
        for _ in range(number)
    ]
    (pair,) = pair_figures(answers_of(((1, 2, 4)[: len(rows)], asked), readers))
    return pair


def test_who_gave_no_answer_but_another_is_a_group_too() -> None:
    """Of the thirty of the first row ten gave the one that stands alone, 18 A: two gave B alone."""
    row, other = {1: 8, 3: 10, 2: 2, 4: 10}, {1: 15, 3: 10, 2: 15, 4: 10}
    assert several(row, other, asked=SOME_OR_ONE_ALONE)["cells"] == [[None, 12, 10], [None, 25, 10]]


def test_nobody_adds_up_how_many_answers_are_left_over() -> None:
    """Thirty give at most two each, and 57 are told: three are left for A, whose number is withheld."""
    asked = tuple(mask for mask in range(1, 16) if mask.bit_count() <= 2)
    row = {3: 1, 5: 1, 9: 1, 6: 11, 10: 8, 12: 8}
    other = {3: 10, 5: 10, 9: 10, 6: 5, 10: 5, 12: 5}
    cells = several(row, other, asked=asked)["cells"]
    assert cells[0][0] is None
    assert 2 * 30 - sum(cell or 0 for cell in cells[0]) >= 5
