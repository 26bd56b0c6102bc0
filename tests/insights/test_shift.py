"""Who changed their mind: from readers' answers to the figure, and from the figure to the page."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from pollsite.insights.ballots import article_answers
from pollsite.insights.looking import Kept, Looking
from pollsite.insights.shift import shift_figure
from pollsite.insights.shift_bound import fewest_changed
from pollsite.insights.shift_picture import DRAWN, FlowPicture, draw_flows
from pollsite.insights.shift_view import Numbers, ShiftView, shift_view
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
        return shift_figure(session, 1, article_answers(session, 1, at=DURING), DURING)


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
    assert said(hidden).startswith("Of 310 readers who answered twice, at least 61 changed their mind.")
    assert said({**hidden, "both": None}).startswith("Of those who answered twice, at least 53 changed")
    assert said(hidden).endswith("The largest step that can be shown is from “No” to “Yes”: 22.")
    unsummed = {**BODY, "before": [None] * 3, "after": [None] * 3}
    nothing = {**unsummed, "cells": [[120, None, None], [None, 80, None], [None, None, None]]}
    assert said(nothing).endswith("no change can be told without telling what a few of them did.")


def test_those_who_answered_once_are_counted_apart() -> None:
    found = view(BODY)
    assert found
    assert found.flows
    assert found.flows.apart == (
        "Counted apart: how many answered only before reading is withheld, "
        "and 150 voted without one of these answers before. "
        "Left out, fewer than five each, is who said “Not sure” before. "
        "Left out, fewer than five each, is who said “Not sure” after."
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


def drawn(cells: list[list[int | None]], *, before: Numbers, after: Numbers, both: int | None) -> FlowPicture:
    """The picture of a table with these numbers."""
    rows = [(POLL.choices[place], counts) for place, counts in enumerate(cells)]
    return draw_flows(rows=rows, columns=POLL.choices[: len(after)], before=before, after=after, both=both)


def readers(heights: Iterable[float], *, of: int) -> list[int]:
    """How many readers so high a bar stands for, where all together are `of`."""
    return [round(height * of / DRAWN) for height in heights]


def test_bands_are_as_high_as_readers_are_many() -> None:
    picture = drawn(BODY["cells"], before=BODY["before"], after=BODY["after"], both=310)
    assert len(picture.bands) == 9
    assert readers((node.height for node in picture.before), of=310) == BODY["before"]
    assert readers((node.height for node in picture.after), of=310) == BODY["after"]
    assert not picture.shows_withheld
    assert not picture.hides_sums


def test_a_bar_is_as_high_as_its_sum_also_where_its_steps_are_withheld() -> None:
    picture = drawn([[40, None], [5, None]], before=[None, 21], after=[45, None], both=74)
    assert readers((node.height for node in picture.before), of=74) == [40, 21, 13]
    assert readers((node.unknown for node in picture.before), of=74) == [0, 16, 13]
    assert [node.label for node in picture.after] == ["Yes", "withheld"]
    assert readers((node.height for node in picture.after), of=74) == [45, 29]
    assert picture.shows_withheld
    assert picture.hides_sums


def test_where_no_sum_is_published_only_what_is_shown_is_drawn() -> None:
    picture = drawn([[40, None], [5, 7]], before=[None, None], after=[None, None], both=None)
    assert readers((node.height for node in picture.before), of=52) == [40, 12]
    assert readers((node.height for node in picture.after), of=52) == [45, 7]
    assert not picture.shows_withheld
    assert picture.hides_sums


CHANGES = st.lists(st.lists(st.integers(0, 12), min_size=3, max_size=3), min_size=3, max_size=3)


@given(truth=CHANGES, withheld=st.sets(st.integers(0, 15)))
def test_no_more_are_said_to_have_changed_than_did(truth: list[list[int]], withheld: set[int]) -> None:
    sums = [sum(row) for row in truth]
    table = [[*row, whole] for row, whole in zip(truth, sums, strict=True)]
    table.append([*(sum(column) for column in zip(*truth, strict=True)), sum(sums)])
    told = [
        [None if 4 * row + column in withheld else count for column, count in enumerate(counts)]
        for row, counts in enumerate(table)
    ]
    least = fewest_changed(
        cells=[counts[:3] for counts in told[:3]],
        stays=[0, 1, 2],
        before=[counts[3] for counts in told[:3]],
        after=told[3][:3],
        both=told[3][3],
    )
    changed = sum(sums) - sum(truth[place][place] for place in range(3))
    shown = sum(told[row][column] or 0 for row in range(3) for column in range(3) if row != column)
    assert shown <= least <= changed
    assert withheld or least == changed


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
    assert "at least five who began with the same answer" in page
