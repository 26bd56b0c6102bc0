"""The pure rules, by tables of cases: ranking, places, holds, edits without a trace, visits, changed minds."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.discussion.changing import earlier_choices
from pollsite.discussion.editing import is_silent
from pollsite.discussion.holding import hold_reason
from pollsite.discussion.limits import MAX_DEPTH
from pollsite.discussion.newness import Visiting, after_look, seen_until
from pollsite.discussion.placing import Place, ancestors, first_place, place_below
from pollsite.discussion.ranking import best, wilson_bound
from pollsite.discussion.types import HoldReason, Openness
from tests.samples import DURING

MINUTE = timedelta(minutes=1)
MARKS = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("good", "weak", "bound"),
    [
        (1, 0, 0.3784), (2, 0, 0.5491), (5, 0, 0.7527), (10, 0, 0.8589), (10, 1, 0.7395), (1, 1, 0.1643),
        (40, 20, 0.5852), (100, 40, 0.6631), (0, 1, 0), (0, 0, 0), (0, 500, 0),
    ],
)  # fmt: skip
def test_the_bound_is_wilsons(good: int, weak: int, bound: float) -> None:
    assert round(wilson_bound(good, weak), 4) == bound
    assert best(good, weak) == pytest.approx(bound * 1e9, abs=1e5)


@given(MARKS, MARKS)
def test_a_good_point_lifts_and_a_weak_one_sinks(good: int, weak: int) -> None:
    assert 0 <= best(good, weak) <= 10**9
    assert best(good + 1, weak) >= best(good, weak) >= best(good, weak + 1)


def test_a_reply_stands_below_what_it_answers() -> None:
    root = first_place(7)
    assert root == Place(7, "00000007", 0)
    reply = place_below(root, 0x1F)
    assert reply == Place(7, "000000070000001f", 1)
    assert ancestors(reply.path) == (7,)
    assert ancestors(root.path) == ()


def test_past_the_greatest_depth_replies_stand_side_by_side() -> None:
    place = first_place(1)
    for number in range(2, 13):
        place = place_below(place, number)
    assert place.depth == MAX_DEPTH
    assert ancestors(place.path) == tuple(range(1, MAX_DEPTH + 1))
    assert len(place.path) <= 80


@given(st.lists(st.integers(0, 30), max_size=40))
def test_paths_in_order_are_the_thread_in_reading_order(answers: list[int]) -> None:
    places = {1: first_place(1)}
    below: dict[int, list[int]] = {1: []}
    for number, to in enumerate(answers, start=2):
        parent = 1 + to % (number - 1)
        places[number], below[number] = place_below(places[parent], number), []
        above = ancestors(places[number].path)[-1]
        below[above].append(number)

    def read(number: int) -> list[int]:
        return [number, *(one for reply in below[number] for one in read(reply))]

    assert sorted(places, key=lambda number: places[number].path) == read(1)


@pytest.mark.parametrize(
    ("is_guest", "openness", "reason"),
    [
        (False, Openness.OPEN, None),
        (True, Openness.OPEN, HoldReason.GUEST),
        (False, Openness.HOLDING, HoldReason.EVERYTHING),
        (True, Openness.HOLDING, HoldReason.GUEST),
    ],
)
def test_who_is_held(is_guest: bool, openness: Openness, reason: HoldReason | None) -> None:
    assert hold_reason(is_guest=is_guest, openness=openness) is reason


@pytest.mark.parametrize(
    ("published", "minutes", "is_answered", "silent"),
    [
        (True, 0, False, True),
        (True, 15, False, True),
        (True, 15.1, False, False),
        (True, 1, True, False),
        (False, 600, False, True),
    ],
)
def test_when_an_edit_leaves_no_trace(
    published: bool, minutes: float, is_answered: bool, silent: bool
) -> None:
    at = DURING + timedelta(minutes=minutes)
    assert is_silent(published_at=DURING if published else None, is_answered=is_answered, at=at) is silent


@pytest.mark.parametrize(
    ("history", "earlier"),
    [
        ([], None),
        ([1], None),
        ([1, 2], 1),
        ([1, 2, 4], 2),
        ([1, 2, 1], 2),
        ([1, 0], None),
        ([1, 0, 1], None),
        ([1, 0, 2], 1),
        ([1, 2, 0, 2], 1),
        ([0], None),
    ],
)
def test_what_a_mind_was_changed_from(history: list[int], earlier: int | None) -> None:
    assert earlier_choices(history) == earlier


def test_a_reload_does_not_unmark_what_is_new_and_a_return_does() -> None:
    first = after_look(None, until=DURING, at=DURING)
    assert seen_until(None, at=DURING) is None
    reloaded = after_look(first, until=DURING + 5 * MINUTE, at=DURING + 5 * MINUTE)
    assert seen_until(reloaded, at=DURING + 10 * MINUTE) == DURING
    assert seen_until(reloaded, at=DURING + 34 * MINUTE) == DURING
    assert seen_until(reloaded, at=DURING + 35 * MINUTE) == DURING + 5 * MINUTE
    returned = after_look(reloaded, until=DURING + 35 * MINUTE, at=DURING + 35 * MINUTE)
    assert returned == Visiting(DURING + 5 * MINUTE, DURING + 35 * MINUTE, DURING + 35 * MINUTE)
    assert seen_until(returned, at=DURING + 36 * MINUTE) == DURING + 5 * MINUTE


def test_a_page_from_the_future_or_the_past_spoils_nothing() -> None:
    first = after_look(None, until=DURING + 600 * MINUTE, at=DURING)
    assert first == Visiting(DURING, DURING, DURING)
    stale = after_look(first, until=DURING - 600 * MINUTE, at=DURING + MINUTE)
    assert stale == Visiting(DURING, DURING, DURING + MINUTE)
