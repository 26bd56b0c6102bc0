"""Who changed their mind: from readers' answers to the figure, and from the figure to the page."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from pollsite.insights.looking import Kept, Looking
from pollsite.insights.shift import shift_figure
from pollsite.insights.shift_picture import DRAWN, draw_flows
from pollsite.insights.shift_view import ShiftView, shift_view
from pollsite.polls.models import Ballot, BallotBurst
from pollsite.polls.types import NO_STANDING, Standing
from tests.fixtures.site import Site
from tests.insights.changing import change_minds, leading, refreshed
from tests.samples import AFTER_CLOSE, DURING, SINGLE, SLUG, article_text, make_poll, make_state

MATRIX = [[120, 14, 9], [22, 80, 6], [17, 11, 31]]
POLL = make_poll()
BODY: dict[str, Any] = {
    "wording": POLL.wording_id,
    "starts": [0, 1, 2],
    "ends": [0, 1, 2],
    "cells": [[120, 14, 9], [22, 80, 6], [17, 11, 31]],
    "before": [143, 108, 59],
    "after": [159, 105, 46],
    "both": 310,
    "only_after": 150,
    "only_before": None,
}


def figure(site: Site) -> dict[str, Any]:
    """The figure as it would be kept."""
    with site.reading() as session:
        return shift_figure(session, 1, None, DURING)


def view(
    body: dict[str, Any], *, standing: Standing = NO_STANDING, leads: str = "sample"
) -> ShiftView | None:
    """The section for somebody who may see what is always shown."""
    return shift_view(
        Looking(
            slug=SLUG,
            polls=(make_state(POLL, (200, 150, 96, 4)),),
            standings={POLL.wording_id: standing},
            kept={"shift": Kept(body, 450, DURING)},
            asked={},
            at=DURING,
        ),
        leading=leads,
    )


def said(body: dict[str, Any]) -> str:
    """The sentences of a section with flows."""
    found = view(body)
    assert found
    assert found.flows
    return " ".join(found.flows.sentences)


def test_the_figure_is_the_matrix_that_was_lived(empty_site: Site) -> None:
    empty_site.publish(leading())
    change_minds(empty_site, MATRIX, only_after=[41, 50, 59], only_before=[9, 4, 2])
    body = figure(empty_site)
    assert body["cells"] == tuple(map(tuple, MATRIX))
    assert (body["before"], body["after"]) == ((143, 108, 59), (159, 105, 46))
    assert (body["both"], body["only_after"], body["only_before"]) == (310, 150, 15)
    assert body["starts"] == body["ends"] == (0, 1, 2)


def test_who_takes_either_answer_back_is_not_among_those_who_answered_twice(empty_site: Site) -> None:
    empty_site.publish(leading())
    readers = change_minds(empty_site, [[20, 10], [10, 20]], only_after=[30, 30])
    with empty_site.writing() as session:
        session.execute(update(Ballot).where(Ballot.reader_id == readers[0]).values(choices=2))
    moved = figure(empty_site)
    assert moved["cells"] == ((19, 11), (10, 20))


def test_held_votes_are_in_no_flow(empty_site: Site) -> None:
    empty_site.publish(leading())
    readers = change_minds(empty_site, [[20, 10], [10, 20]], only_after=[30, 30])
    with empty_site.writing() as session:
        burst = BallotBurst(
            wording_id=1, reason="speed", origin="", state="waiting", began_at=DURING, latest_at=DURING
        )
        session.add(burst)
        session.flush()
        held = update(Ballot).where(Ballot.reader_id.in_(readers[:3]))
        session.execute(held.values(held="speed", burst_id=burst.id))
    assert figure(empty_site)["cells"] == ((17, 10), (10, 20))


@pytest.mark.parametrize("text", [article_text(SINGLE), leading(SINGLE, AFTER_CLOSE, key="after-close")])
def test_what_is_not_asked_twice_or_hidden_from_all_has_no_figure(empty_site: Site, text: str) -> None:
    empty_site.publish(text)
    empty_site.crowd("single", yes=20)
    assert figure(empty_site) == {}


def test_the_sentence_comes_first_and_says_who_changed() -> None:
    assert said(BODY) == (
        "Of 310 readers who answered twice, 79 changed their mind (25\u202f%). "
        "The largest step is from “No” to “Yes”: 22."
    )


def test_where_numbers_are_withheld_it_says_no_more_than_is_known() -> None:
    hidden = {**BODY, "cells": [[None, 14, None], [22, 80, 6], [None, 11, None]]}
    assert said(hidden).startswith("Of 310 readers who answered twice, at least 53 changed their mind.")
    assert said({**hidden, "both": None}).startswith("Of those who answered twice, at least 53 changed")
    nothing = {**BODY, "cells": [[120, None, None], [None, 80, None], [None, None, None]]}
    assert said(nothing).endswith("no change can be told without telling what a few of them did.")


def test_those_who_answered_once_are_counted_apart() -> None:
    found = view(BODY)
    assert found
    assert found.flows
    assert found.flows.apart == (
        "Counted apart: fewer than 5 answered only before reading, and 150 voted without one of these answers before. "
        "Left out, fewer than 5 each, is who said “Not sure” before. "
        "Left out, fewer than 5 each, is who said “Not sure” after."
    )


@pytest.mark.parametrize(
    ("body", "leads", "shown"),
    [({}, "sample", False), ({**BODY, "wording": 99}, "sample", False), (BODY, "sample", True)],
)
def test_a_figure_of_other_words_is_not_shown(body: dict[str, Any], leads: str, shown: bool) -> None:
    found = view(body, leads=leads)
    assert found
    assert bool(found.flows) is shown


def test_an_article_that_leads_with_nothing_has_no_section() -> None:
    assert view(BODY, leads="") is None


def test_bands_are_as_high_as_readers_are_many() -> None:
    rows = [(POLL.choices[place], BODY["cells"][place]) for place in range(3)]
    picture = draw_flows(rows=rows, columns=POLL.choices[:3])
    assert len(picture.bands) == 9
    assert sum(node.height for node in picture.before) == pytest.approx(DRAWN, abs=1)
    assert [node.height for node in picture.after] == pytest.approx(
        [DRAWN * count / 310 for count in (159, 105, 46)], abs=0.1
    )


def test_the_page_shows_it_only_to_who_may_see_the_results(empty_site: Site) -> None:
    empty_site.publish(leading(key="after-vote"))
    change_minds(empty_site, [[60, 20], [10, 40]], only_after=[30, 30], key="after-vote")
    refreshed(empty_site)
    nobody, voter = empty_site.browser(), empty_site.browser().touch()
    address = f"/articles/{SLUG}/insights"
    assert "they open with your vote" in nobody.client.get(address).text
    assert not re.search(r'class="figures crossed flows"', nobody.client.get(address).text)
    voter.vote("after-vote", "yes")
    page = voter.client.get(address).text
    assert "Of 130 readers who answered twice, 30 changed their mind (23\u202f%)." in page
    assert page.count('<path class="band') == 4


def test_before_enough_have_answered_the_page_says_so(empty_site: Site) -> None:
    empty_site.publish(leading())
    page = empty_site.app.test_client().get(f"/articles/{SLUG}/insights").text
    assert "Not enough readers have answered both times yet" in page
