"""A poll as one reader sees it."""

from dataclasses import replace
from datetime import datetime

import pytest

from pollsite.articles.types import Kind, Visibility
from pollsite.polls.types import Phase, PollState, Standing
from pollsite.polls.views import Draft, results_of, view_poll
from tests.samples import AFTER, BEFORE, CLOSES, DURING, OPENS, make_poll, make_state

NOBODY, VOTER, PEEKER = Standing(), Standing(choices=0b010), Standing(peeked=True)


def state_of(visibility: Visibility = Visibility.ALWAYS) -> PollState:
    """37 yes, 11 no, in a poll that opens and closes."""
    poll = make_poll(visibility=visibility, opens_at=OPENS, closes_at=CLOSES)
    return make_state(poll, (37, 11, 0, 0))


@pytest.mark.parametrize(
    ("standing", "at", "form"),
    [
        (NOBODY, BEFORE, True),
        (NOBODY, DURING, True),
        (NOBODY, AFTER, False),
        (PEEKER, DURING, True),
        (VOTER, DURING, False),
        (VOTER, AFTER, False),
    ],
)
def test_the_form_is_there_until_the_reader_votes_or_the_poll_closes(
    standing: Standing, at: datetime, form: bool
) -> None:
    assert bool(view_poll(state_of(), at=at, standing=standing).answers) is form


def test_a_voter_who_wants_to_change_finds_their_vote_chosen() -> None:
    view = view_poll(state_of(), at=DURING, standing=VOTER, draft=Draft(1))
    assert [answer.key for answer in view.answers if answer.checked] == ["no"]


def test_a_refused_choice_is_still_chosen_and_says_why() -> None:
    draft = Draft(1, ("yes", "rarely"), "Not both.")
    view = view_poll(state_of(), at=AFTER, standing=VOTER, draft=draft)
    assert [answer.key for answer in view.answers if answer.checked] == ["yes", "rarely"]
    assert view.error == "Not both."


@pytest.mark.parametrize("at", [BEFORE, DURING])
@pytest.mark.parametrize("visibility", [Visibility.AFTER_VOTE, Visibility.AFTER_CLOSE])
def test_hidden_results_leave_no_number_in_the_view(visibility: Visibility, at: datetime) -> None:
    view = view_poll(state_of(visibility), at=at)
    other = view_poll(replace(state_of(visibility), tally=make_state(make_poll(), (1, 2, 3, 4)).tally), at=at)
    assert view == other
    assert view.results is None
    assert all(answer.result is None for answer in view.answers)


def test_results_stand_in_the_publishers_order_whatever_the_readers() -> None:
    view = view_poll(state_of(), at=DURING, seed=1234)
    assert view.results is not None
    assert [row.label for row in view.results.rows] == ["Yes", "No", "Rarely", "Not sure"]
    assert [(row.count, row.percent) for row in view.results.rows] == [(37, 77), (11, 23), (0, 0), (0, 0)]


def test_each_answer_of_the_form_carries_its_own_result() -> None:
    view = view_poll(state_of(), at=DURING, seed=1234)
    assert all(answer.result and answer.result.label == answer.label for answer in view.answers)


def test_a_reader_is_told_their_vote_in_words() -> None:
    two = make_poll(kind=Kind.MULTIPLE, max_choices=2)
    view = view_poll(make_state(two, (9, 8, 7, 0), voters=12), at=DURING, standing=Standing(0b101))
    assert view.your_vote == ("Yes", "Rarely")
    assert view.multiple


@pytest.mark.parametrize(
    ("standing", "at", "offered"),
    [(NOBODY, DURING, True), (PEEKER, DURING, False), (VOTER, DURING, False), (NOBODY, BEFORE, False)],
)
def test_looking_is_offered_while_it_would_show_something(
    standing: Standing, at: datetime, offered: bool
) -> None:
    assert view_poll(state_of(Visibility.AFTER_VOTE), at=at, standing=standing).peekable is offered


def test_a_correction_is_dated() -> None:
    state = state_of()
    edited = replace(state, definition=replace(state.definition, edited_at=OPENS))
    assert (view_poll(state, at=DURING).edited, view_poll(edited, at=DURING).edited) == (
        "",
        "1 November 2026",
    )


def test_the_phase_is_told_beside_its_words() -> None:
    view = view_poll(state_of(), at=AFTER)
    assert view.phase is Phase.CLOSED
    assert not view.open
    assert view.phase_words
    assert view.phase_words.phrase == "Closed on"


def test_results_kept_ready_are_used_as_they_are() -> None:
    state = state_of()
    ready = results_of(state)
    assert view_poll(state, at=DURING, results=ready).results is ready
