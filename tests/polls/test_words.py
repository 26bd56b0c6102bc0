"""What the page says about a poll, in words."""

from datetime import UTC, datetime

import pytest

from pollsite.articles.types import Kind
from pollsite.polls.rounding import percentages
from pollsite.polls.types import EarlierWording, PollState
from pollsite.polls.words import (
    agreement_in_words,
    closed_sentence,
    counted,
    date_in_words,
    earlier_in_words,
    leading_in_words,
    not_open_sentence,
    phase_in_words,
    voters_in_words,
)
from tests.samples import AFTER, BEFORE, CLOSES, DURING, OPENS, make_poll, make_state

SCALE = make_poll(kind=Kind.SCALE, options=tuple("abcde"))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, tzinfo=UTC), "24 November 2026"),
        (datetime(2026, 11, 24, 0, 30, tzinfo=UTC), "24 November 2026, 00:30 UTC"),
        (datetime(2026, 1, 5, 18, 5, tzinfo=UTC), "5 January 2026, 18:05 UTC"),
    ],
)
def test_dates_are_absolute_and_drop_midnight(moment: datetime, words: str) -> None:
    assert date_in_words(moment) == words


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 votes"), (1, "1 vote"), (2, "2 votes"), (1204, "1,204 votes")]
)
def test_counts_agree_with_their_nouns(number: int, words: str) -> None:
    assert counted(number, "vote", "votes") == words


@pytest.mark.parametrize(
    ("voters", "words"),
    [(0, "No votes yet"), (1, "1 reader voted"), (2, "2 readers voted"), (12345, "12,345 readers voted")],
)
def test_the_total_is_a_phrase(voters: int, words: str) -> None:
    assert voters_in_words(make_state(make_poll(), (voters, 0, 0, 0))) == words


@pytest.mark.parametrize(
    ("at", "phrase", "date"),
    [
        (BEFORE, "Opens on", "1 November 2026"),
        (DURING, "Open until", "1 December 2026, 18:00 UTC"),
        (AFTER, "Closed on", "1 December 2026, 18:00 UTC"),
    ],
)
def test_the_phase_is_told_with_its_date(at: datetime, phrase: str, date: str) -> None:
    words = phase_in_words(make_poll(opens_at=OPENS, closes_at=CLOSES), at=at)
    assert words is not None
    assert (words.phrase, words.date) == (phrase, date)


def test_a_poll_without_an_end_says_nothing_about_its_phase() -> None:
    assert phase_in_words(make_poll(opens_at=OPENS), at=DURING) is None


def test_refusals_of_a_shut_poll_say_since_when() -> None:
    poll = make_poll(opens_at=OPENS, closes_at=CLOSES)
    assert "opens on 1 November 2026. Nothing was counted." in not_open_sentence(poll)
    assert "closed on 1 December 2026, 18:00 UTC. Nothing was changed." in closed_sentence(poll)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0, 0, 0, 0), ""),
        ((0, 0, 0, 0, 0, 9), ""),
        ((1, 0, 0, 0, 0, 0), "100\u202f% lean towards “A”, of the 1 reader who was sure"),
        ((1, 1, 0, 1, 0, 7), "67\u202f% lean towards “A”, of the 3 readers who were sure"),
        ((0, 0, 5, 5, 0, 0), "0\u202f% lean towards “A”, of the 10 readers who were sure"),
    ],
)
def test_agreement_leaves_the_unsure_out_and_states_its_denominator(
    counts: tuple[int, ...], words: str
) -> None:
    assert agreement_in_words(make_state(SCALE, counts)) == words


def test_only_a_scale_has_an_agreement() -> None:
    assert agreement_in_words(make_state(make_poll(), (5, 1, 0, 0))) == ""


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0, 0), "No votes"),
        ((6, 3, 1, 0), "Yes\u00a0·\u00a060\u202f%"),
        ((0, 0, 0, 4), "Not sure\u00a0·\u00a0100\u202f%"),
        ((5, 5, 0, 0), "“Yes” and “No”\u00a0·\u00a05 votes\u00a0each"),
        ((2, 2, 2, 0), "3 answers level\u00a0·\u00a02 votes\u00a0each"),
    ],
)
def test_the_leading_answer_is_named_and_ties_are_told(counts: tuple[int, ...], words: str) -> None:
    state = make_state(make_poll(), counts)
    percents = percentages(counts, voters=sum(counts), kind=Kind.SINGLE)
    assert leading_in_words(state, percents) == words


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (make_state(make_poll(), (3, 0, 0, 0)), ""),
        (
            make_state(make_poll(wording=2), (310, 0, 0, 0), earlier=[EarlierWording(1, "Once?", 12)]),
            "v2: 310 votes · v1: 12, earlier wording",
        ),
        (
            make_state(
                make_poll(wording=5),
                (1, 0, 0, 0),
                earlier=[EarlierWording(1, "Once?", 1200), EarlierWording(3, "Then?", 0)],
            ),
            "v5: 1 vote · v3: 0, earlier wording · v1: 1,200, earlier wording",
        ),
    ],
)
def test_earlier_wordings_keep_their_votes_beside_the_present_ones(state: PollState, words: str) -> None:
    assert earlier_in_words(state) == words
