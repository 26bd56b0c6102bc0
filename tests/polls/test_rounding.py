"""Percentages that a reader can add up."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pollsite.articles.types import Kind
from pollsite.polls.rounding import largest_remainder, percentages

COUNTS = st.lists(st.integers(0, 2_000_000), min_size=1, max_size=13)


@pytest.mark.parametrize(
    ("counts", "percents"),
    [
        ((), ()),
        ((0,), (0,)),
        ((0, 0, 0), (0, 0, 0)),
        ((5,), (100,)),
        ((1, 1), (50, 50)),
        ((1, 1, 1), (34, 33, 33)),
        ((2, 2, 2, 0), (34, 33, 33, 0)),
        ((1, 1, 1, 1, 1, 1), (17, 17, 17, 17, 16, 16)),
        ((37, 11), (77, 23)),
        ((1, 199), (1, 99)),
        ((199, 1), (100, 0)),
        ((1, 999_999), (0, 100)),
        ((0, 3, 0), (0, 100, 0)),
        ((14, 14, 14, 58), (14, 14, 14, 58)),
        ((335, 335, 330), (34, 33, 33)),
    ],
)
def test_single_answers_are_shared_out_by_largest_remainder(
    counts: tuple[int, ...], percents: tuple[int, ...]
) -> None:
    assert percentages(counts, voters=sum(counts), kind=Kind.SINGLE) == percents


@pytest.mark.parametrize("kind", [Kind.SINGLE, Kind.SCALE])
@given(counts=COUNTS)
def test_single_answers_add_to_a_hundred(kind: Kind, counts: list[int]) -> None:
    assume(any(counts))
    assert sum(percentages(counts, voters=sum(counts), kind=kind)) == 100


@given(counts=COUNTS)
def test_no_percent_is_off_by_one_or_more(counts: list[int]) -> None:
    assume(any(counts))
    total = sum(counts)
    for count, percent in zip(counts, largest_remainder(counts), strict=True):
        assert abs(100 * count - percent * total) < total


@given(counts=COUNTS)
def test_more_votes_never_show_a_smaller_percent(counts: list[int]) -> None:
    shown = sorted(zip(counts, largest_remainder(counts), strict=True))
    assert [percent for _, percent in shown] == sorted(percent for _, percent in shown)


@given(counts=COUNTS)
def test_equal_counts_differ_by_at_most_one_percent_in_favour_of_the_earlier(counts: list[int]) -> None:
    percents = largest_remainder(counts)
    for first, earlier in enumerate(counts):
        for second in range(first + 1, len(counts)):
            if counts[second] == earlier:
                assert percents[first] - percents[second] in (0, 1)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_empty_poll_has_no_percentages(kind: Kind) -> None:
    assert percentages((0, 0, 0), voters=0, kind=kind) == (0, 0, 0)


@pytest.mark.parametrize(
    ("counts", "voters", "percents"),
    [
        ((10, 9, 0), 10, (100, 90, 0)),
        ((1, 1, 1), 3, (33, 33, 33)),
        ((1, 1, 0), 200, (1, 1, 0)),
        ((1, 199), 200, (1, 100)),
        ((2, 1), 3, (67, 33)),
    ],
)
def test_multiple_answers_are_percents_of_voters_rounded_half_up(
    counts: tuple[int, ...], voters: int, percents: tuple[int, ...]
) -> None:
    assert percentages(counts, voters=voters, kind=Kind.MULTIPLE) == percents


def test_multiple_answers_may_pass_a_hundred_together() -> None:
    assert sum(percentages((9, 8, 7), voters=10, kind=Kind.MULTIPLE)) == 240


@given(voters=st.integers(1, 1_000_000), parts=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_multiple_answers_are_each_within_half_a_percent(voters: int, parts: list[float]) -> None:
    counts = [int(voters * part) for part in parts]
    for count, percent in zip(counts, percentages(counts, voters=voters, kind=Kind.MULTIPLE), strict=True):
        assert abs(100 * count - percent * voters) * 2 <= voters
