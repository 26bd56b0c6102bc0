"""Which answers are sides, and which argument of each is the best: the one that the harshest side likes best."""

from collections.abc import Mapping

import pytest

from pollsite.articles.types import Kind
from pollsite.insights.sides import (
    Argument,
    Best,
    Chosen,
    Marks,
    Outcome,
    Side,
    asked_about,
    choose,
    sides_of,
)
from tests.samples import make_poll

YES, NO = 0, 1
FIVE_STEPS = ("strongly-for", "for", "neither", "against", "strongly-against")


def argument(number: int, *, good: int = 1_000, **marks: tuple[int, int]) -> Argument:
    """`argument(1, yes=(good, weak), no=(good, weak))`."""
    sides = {"yes": YES, "no": NO, "rarely": 2}
    return Argument(number, good, {sides[side]: Marks(*points) for side, points in marks.items()})


@pytest.mark.parametrize(
    ("kind", "options", "sides"),
    [
        (Kind.SINGLE, ("yes", "no", "rarely"), [(0,), (1,), (2,)]),
        (Kind.SCALE, FIVE_STEPS, [(0, 1), (3, 4)]),
        (Kind.SCALE, FIVE_STEPS[:4], [(0, 1), (2, 3)]),
        (Kind.MULTIPLE, ("yes", "no"), []),
        (Kind.SINGLE, ("yes",), []),
    ],
)
def test_sides_are_answers_or_the_halves_of_a_scale(
    kind: Kind, options: tuple[str, ...], sides: list[tuple[int, ...]]
) -> None:
    assert sides_of(make_poll(kind=kind, options=options)) == tuple(map(Side, sides))


@pytest.mark.parametrize(
    ("own", "voters", "asked"),
    [
        (0, (50, 40), (0, 1)),
        (0, (1, 40), (0, 1)),
        (0, (100, 90, 22), (0, 1, 2)),
        (0, (100, 90, 20), (0, 1)),
        (2, (100, 90, 20), (0, 1, 2)),
        (0, (10, 8, 4), (0, 1)),
        (0, (0, 0), (0, 1)),
    ],
)
def test_a_side_too_small_is_asked_about_its_own_arguments_only(
    own: int, voters: tuple[int, ...], asked: tuple[int, ...]
) -> None:
    assert asked_about(own, voters) == asked


TEN_EACH = argument(7, yes=(10, 0), no=(10, 0))


@pytest.mark.parametrize(
    "brigaded",
    [
        argument(1, yes=(60, 0)),
        argument(1, no=(50, 0)),
        argument(1, yes=(50, 0), no=(4, 0)),
        argument(1, yes=(50, 0), no=(5, 0)),
        argument(1, yes=(5, 0), no=(50, 0)),
        argument(1, yes=(60, 0), no=(10, 1)),
    ],
)
def test_fifty_marks_of_one_side_do_not_lift_over_ten_of_each(brigaded: Argument) -> None:
    chosen = choose(YES, [brigaded, TEN_EACH], (100, 100))
    assert chosen.best[0].comment_id == TEN_EACH.comment_id


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        ([], Outcome.NONE),
        ([argument(1, yes=(50, 0), no=(4, 0))], Outcome.FEW),
        ([argument(1, yes=(4, 0), no=(50, 0))], Outcome.FEW),
        ([argument(1, yes=(50, 0), no=(0, 5))], Outcome.UNCONVINCING),
        ([argument(1, yes=(5, 0), no=(1, 4))], Outcome.FOUND),
    ],
)
def test_why_there_is_none_is_told_apart(arguments: list[Argument], outcome: Outcome) -> None:
    assert choose(YES, arguments, (100, 100)).outcome is outcome


def test_the_order_is_by_the_harshest_side_and_then_by_age() -> None:
    twins = [argument(number, yes=(10, 0), no=(9, 1)) for number in (4, 3)]
    low = argument(1, yes=(9, 0), no=(5, 4))
    chosen = choose(YES, [low, *twins, TEN_EACH], (100, 100))
    assert [best.comment_id for best in chosen.best] == [7, 3, 4]


@pytest.mark.parametrize(
    ("good", "marks", "told"),
    [
        (100, {"yes": (20, 0), "no": (34, 0)}, 20),
        (40, {"yes": (6, 0), "no": (34, 0)}, 20),
        (38, {"yes": (4, 1), "no": (34, 0)}, 0),
        (10, {"yes": (6, 0), "no": (4, 1)}, 0),
        (15, {"yes": (6, 0), "no": (5, 0)}, 5),
    ],
)
def test_how_many_others_agree_lets_no_small_group_be_worked_out(
    good: int, marks: Mapping[str, tuple[int, int]], told: int
) -> None:
    assert choose(YES, [argument(1, good=good, **marks)], (100, 100)) == Chosen(
        Outcome.FOUND, (Best(1, told),)
    )
