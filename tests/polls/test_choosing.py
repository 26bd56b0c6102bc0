"""From what a form sent to a mask of choices, or a refusal in words."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.articles.types import Kind
from pollsite.polls.choosing import mask_of, positions_in
from pollsite.polls.errors import (
    ExclusiveCombined,
    NoOptionChosen,
    PollError,
    TooManyOptions,
    UnknownOption,
)
from pollsite.polls.types import PollDefinition
from tests.samples import make_poll

ONE = make_poll(options=("yes", "no", "rarely"))
SCALE = make_poll(kind=Kind.SCALE, options=tuple("abcde"))
TWO = make_poll(kind=Kind.MULTIPLE, options=("a", "b", "c", "none"), exclusive=("none",), max_choices=2)


@pytest.mark.parametrize(
    ("poll", "keys", "mask"),
    [
        (ONE, ["yes"], 0b0001),
        (ONE, ["rarely"], 0b0100),
        (ONE, ["not-sure"], 0b1000),
        (ONE, ["no", "no"], 0b0010),
        (SCALE, ["e"], 0b010000),
        (TWO, ["a"], 0b00001),
        (TWO, ["c", "a"], 0b00101),
        (TWO, ["a", "b", "a"], 0b00011),
        (TWO, ["none"], 0b01000),
        (TWO, ["not-sure"], 0b10000),
    ],
)
def test_chosen_keys_become_a_mask_of_positions(poll: PollDefinition, keys: list[str], mask: int) -> None:
    assert mask_of(poll, keys) == mask


REFUSALS: Sequence[tuple[object, list[str], type[PollError], str]] = [
    (ONE, [], NoOptionChosen, "Nothing was chosen"),
    (TWO, [], NoOptionChosen, "Nothing was chosen"),
    (ONE, ["maybe"], UnknownOption, "does not belong"),
    (ONE, [""], UnknownOption, "does not belong"),
    (ONE, ["YES"], UnknownOption, "does not belong"),
    (ONE, ["yes", "maybe"], UnknownOption, "does not belong"),
    (TWO, ["a", "a\0"], UnknownOption, "does not belong"),
    (ONE, ["yes", "no"], TooManyOptions, "You chose 2; this question takes at most one answer"),
    (ONE, ["yes", "not-sure"], TooManyOptions, "at most one answer"),
    (TWO, ["a", "b", "c"], TooManyOptions, "You chose 3; this question takes at most 2 answers"),
    (TWO, ["a", "none"], ExclusiveCombined, "“None” cannot be combined"),
    (TWO, ["not-sure", "a"], ExclusiveCombined, "“Not sure” cannot be combined"),
    (TWO, ["none", "not-sure"], ExclusiveCombined, "cannot be combined"),
    (TWO, ["a", "b", "none"], ExclusiveCombined, "cannot be combined"),
]


@pytest.mark.parametrize(("poll", "keys", "refusal", "words"), REFUSALS)
def test_every_other_choice_is_refused_in_words(
    poll: PollDefinition, keys: list[str], refusal: type[PollError], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        mask_of(poll, keys)


@given(keys=st.lists(st.sampled_from(["a", "b", "c", "none", "not-sure", "other"]), max_size=6))
def test_whatever_is_sent_is_a_ballot_within_the_rules_or_a_refusal(keys: list[str]) -> None:
    try:
        mask = mask_of(TWO, keys)
    except PollError:
        return
    chosen = [TWO.choices[position] for position in positions_in(mask)]
    assert {choice.key for choice in chosen} == set(keys)
    assert 1 <= len(chosen) <= 2
    assert len(chosen) == 1 or not any(choice.exclusive for choice in chosen)


@given(positions=st.sets(st.integers(0, 30)))
def test_a_mask_gives_its_positions_back_ascending(positions: set[int]) -> None:
    assert positions_in(sum(1 << position for position in positions)) == tuple(sorted(positions))
