"""Who may see a poll's results, and who is offered to look without voting: the whole truth table."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from pollsite.articles.types import Visibility
from pollsite.polls.types import Phase, PollDefinition, Standing
from pollsite.polls.visibility import may_peek, results_visible
from tests.samples import AFTER, BEFORE, CLOSES, DURING, OPENS, make_poll

INSTANTS = {Phase.NOT_OPEN: BEFORE, Phase.OPEN: DURING, Phase.CLOSED: AFTER}
CASES = list(product(Visibility, Phase, (False, True), (False, True)))
VISIBLE = {
    *((Visibility.ALWAYS, phase, voted, peeked) for _, phase, voted, peeked in CASES),
    *((visibility, Phase.CLOSED, voted, peeked) for visibility, _, voted, peeked in CASES),
    *(
        (Visibility.AFTER_VOTE, phase, voted, peeked)
        for phase, voted, peeked in product((Phase.NOT_OPEN, Phase.OPEN), (False, True), (False, True))
        if voted or peeked
    ),
}
PEEKABLE = {(Visibility.AFTER_VOTE, Phase.OPEN, False, False)}


def standing(*, voted: bool, peeked: bool) -> Standing:
    """A reader who chose the third answer, or none."""
    return Standing(4 if voted else 0, peeked)


def poll_of(visibility: Visibility) -> PollDefinition:
    """A poll that opens and closes."""
    return make_poll(visibility=visibility, opens_at=OPENS, closes_at=CLOSES)


@pytest.mark.parametrize(("visibility", "phase", "voted", "peeked"), CASES)
def test_results_open_by_the_polls_own_rule_only(
    visibility: Visibility, phase: Phase, voted: bool, peeked: bool
) -> None:
    seen = results_visible(poll_of(visibility), standing(voted=voted, peeked=peeked), at=INSTANTS[phase])
    assert seen is ((visibility, phase, voted, peeked) in VISIBLE)


@pytest.mark.parametrize(("visibility", "phase", "voted", "peeked"), CASES)
def test_looking_without_voting_is_offered_only_where_a_vote_would_open_results(
    visibility: Visibility, phase: Phase, voted: bool, peeked: bool
) -> None:
    offered = may_peek(poll_of(visibility), standing(voted=voted, peeked=peeked), at=INSTANTS[phase])
    assert offered is ((visibility, phase, voted, peeked) in PEEKABLE)


def test_a_vote_does_not_open_results_that_open_at_the_close() -> None:
    voter = standing(voted=True, peeked=True)
    assert not results_visible(poll_of(Visibility.AFTER_CLOSE), voter, at=DURING)


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "at", "phase"),
    [
        (None, None, DURING, Phase.OPEN),
        (OPENS, None, OPENS - timedelta(microseconds=1), Phase.NOT_OPEN),
        (OPENS, None, OPENS, Phase.OPEN),
        (None, CLOSES, CLOSES - timedelta(microseconds=1), Phase.OPEN),
        (None, CLOSES, CLOSES, Phase.CLOSED),
        (OPENS, CLOSES, CLOSES + timedelta(days=400), Phase.CLOSED),
    ],
)
def test_a_poll_is_open_from_its_opening_until_just_before_its_close(
    opens_at: datetime | None, closes_at: datetime | None, at: datetime, phase: Phase
) -> None:
    assert make_poll(opens_at=opens_at, closes_at=closes_at).phase(at) is phase
