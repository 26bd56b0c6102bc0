"""The order in which readers see the answers."""

import re
from collections import Counter
from itertools import permutations
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.accounts.identity import ORDER_SEEDS
from pollsite.articles.types import Kind
from pollsite.config import resource_folder
from pollsite.polls.ordering import MAX_SHUFFLED, POLL_STEP, SEED_STEP, in_reader_order, nth_permutation
from pollsite.polls.types import PollDefinition
from tests.samples import make_poll

SEEDS = st.integers(0, ORDER_SEEDS - 1)
LETTERS = tuple("abcdefghijklmno")


def keys(poll: PollDefinition, seed: int) -> list[str]:
    """The option keys as the reader with this seed sees them."""
    return [choice.key for choice in in_reader_order(poll, seed=seed)]


@given(seed=SEEDS, number=st.integers(1, 10_000), size=st.integers(2, 15))
def test_every_reader_sees_every_answer_once(seed: int, number: int, size: int) -> None:
    poll = make_poll(options=LETTERS[:size], number=number)
    assert sorted(keys(poll, seed)) == sorted([*LETTERS[:size], "not-sure"])


@given(seed=SEEDS, number=st.integers(1, 10_000))
def test_a_readers_order_never_changes(seed: int, number: int) -> None:
    assert keys(make_poll(number=number), seed) == keys(make_poll(number=number), seed)


@given(seed=SEEDS, number=st.integers(1, 10_000))
def test_answers_that_stand_alone_stay_at_the_end_in_the_publishers_order(seed: int, number: int) -> None:
    poll = make_poll(
        kind=Kind.MULTIPLE, options=("none", "a", "b", "c", "all"), exclusive=("none", "all"), number=number
    )
    assert keys(poll, seed)[-3:] == ["none", "all", "not-sure"]


@pytest.mark.parametrize("number", range(1, 20))
def test_seed_zero_is_the_publishers_order(number: int) -> None:
    assert keys(make_poll(options=tuple("abcde"), number=number), 0) == [*"abcde", "not-sure"]


@given(seed=SEEDS)
def test_a_scale_runs_from_one_end_to_the_other_for_everybody(seed: int) -> None:
    scale = make_poll(kind=Kind.SCALE, options=tuple("abcde"))
    assert keys(scale, seed) == [*"abcde", "not-sure"]


@given(seed=SEEDS)
def test_a_list_too_long_to_shuffle_keeps_its_order(seed: int) -> None:
    options = LETTERS[: MAX_SHUFFLED + 1]
    assert keys(make_poll(options=options), seed) == [*options, "not-sure"]


@pytest.mark.parametrize("size", range(2, MAX_SHUFFLED + 1))
@pytest.mark.parametrize("number", [1, 2, 57])
def test_every_answer_comes_first_for_an_equal_share_of_readers(size: int, number: int) -> None:
    poll = make_poll(options=LETTERS[:size], number=number)
    first = Counter(keys(poll, seed)[0] for seed in range(1, ORDER_SEEDS))
    share = (ORDER_SEEDS - 1) / size
    assert len(first) == size
    assert all(abs(times - share) <= 0.01 * share for times in first.values()), first


def test_readers_see_two_polls_in_unrelated_orders() -> None:
    one, other = make_poll(number=1), make_poll(number=2)
    together = Counter((keys(one, seed)[0], keys(other, seed)[0]) for seed in range(1, ORDER_SEEDS))
    assert len(together) > 3, "whoever sees an answer first in one poll sees another one first in the next"


@pytest.mark.parametrize("size", range(1, 6))
def test_the_numbered_permutations_are_all_permutations_in_order(size: int) -> None:
    choices = make_poll(options=LETTERS[:size]).choices[:-1]
    numbered = [tuple(nth_permutation(choices, index)) for index in range(factorial(size))]
    assert numbered == list(permutations(choices))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEEDS", ORDER_SEEDS),
        ("SEED_STEP", SEED_STEP),
        ("POLL_STEP", POLL_STEP),
        ("MAX_SHUFFLED", MAX_SHUFFLED),
    ],
)
def test_the_script_computes_with_the_same_numbers(name: str, value: int) -> None:
    script = (resource_folder("static") / "js" / "order.js").read_text()
    found = re.search(rf"^const {name} = ([0-9_]+);$", script, re.MULTILINE)
    assert found
    assert int(found.group(1)) == value


@given(number=st.integers(1, 40_000_000))
def test_the_script_can_compute_exactly(number: int) -> None:
    assert ORDER_SEEDS * SEED_STEP + number * POLL_STEP < 2**53
