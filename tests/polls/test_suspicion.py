"""When a first ballot is held, as a table; and that the limits leave the room they promise."""

from datetime import timedelta

import pytest

from pollsite.moderation.ballot_words import REASONS, rules_in_words
from pollsite.polls.suspicion import (
    ADDRESS_BALLOTS,
    ADDRESS_WINDOW,
    BROWSER_BALLOTS,
    BROWSER_WINDOW,
    SPEED_QUESTIONS,
    SPEED_WINDOW,
    Signals,
    suspicions,
)
from pollsite.polls.types import Hold
from pollsite.polls.words import hold_in_words

A_CLASS, A_HALL = 30, 200


@pytest.mark.parametrize(
    ("signals", "held"),
    [
        (Signals(1, 1, 1), ()),
        (Signals(A_CLASS, A_CLASS, 1), ()),
        (Signals(2 * A_CLASS, 2 * A_CLASS, 1), ()),
        (Signals(A_HALL, 1, 1), ()),
        (Signals(A_HALL, A_HALL * 2 // 5, 1), ()),
        (Signals(A_HALL, BROWSER_BALLOTS + 1, 1), (Hold.BROWSER,)),
        (Signals(A_HALL + 1, 1, 1), (Hold.ADDRESS,)),
        (Signals(1, 1, SPEED_QUESTIONS - 1), ()),
        (Signals(1, 1, SPEED_QUESTIONS), (Hold.SPEED,)),
        (Signals(A_HALL + 1, A_HALL + 1, 9), (Hold.BROWSER, Hold.ADDRESS, Hold.SPEED)),
    ],
)
def test_a_pattern_that_people_do_not_make_is_held(signals: Signals, held: tuple[Hold, ...]) -> None:
    assert suspicions(signals) == held


def test_the_windows_are_as_long_as_their_limits_are_meant_for() -> None:
    assert ADDRESS_BALLOTS >= A_HALL
    assert BROWSER_BALLOTS >= 2 * A_CLASS
    assert ADDRESS_WINDOW < BROWSER_WINDOW <= timedelta(hours=1)
    assert timedelta(seconds=1) > SPEED_WINDOW / (SPEED_QUESTIONS - 1), (
        "a second for each is quick for a person"
    )


def test_every_reason_is_told_to_its_reader_and_to_moderators() -> None:
    reasons = set(Hold) - {Hold.NONE, Hold.KEPT}
    assert set(REASONS) == reasons
    assert [reason for reason, _ in rules_in_words()] == list(REASONS.values())
    assert len({hold_in_words(hold) for hold in Hold}) == len(Hold)
    assert all("change or withdraw" in hold_in_words(hold) for hold in reasons | {Hold.KEPT})
    assert hold_in_words(Hold.NONE) == ""
