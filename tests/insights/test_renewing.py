"""No two editions of a table differ by fewer than five readers who are in it, whatever happens to others."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from pollsite.db import db
from pollsite.insights.models import KeptFigure
from pollsite.insights.refreshing import FIGURES, Outcome, refresh
from pollsite.polls.models import Poll, Wording
from pollsite.polls.services import cast_ballot
from tests.fixtures.site import Site, reader
from tests.insights.changing import change_minds, leading
from tests.insights.test_refreshing import hold, release
from tests.samples import DURING, Asked, article_text

LATER = datetime.fromisoformat("2099-01-02T00:00Z")
QUESTIONS = tuple(Asked(key=f"q{number}") for number in range(1, 5))
CLOSING = Asked(key="closing", visibility="after_close", closes="2099-01-01")
Ballots = tuple[str, ...]
"""A reader's answers to the questions in their order; "" for none."""


def vote(
    site: Site, *ballots: Ballots, called: str, keys: tuple[str, ...] = ("q1", "q2", "q3", "q4")
) -> None:
    """So many readers, with names of their own, answer so."""
    polls = [site.poll_id(key) for key in keys[: max(map(len, ballots))]]
    with site.writing() as session:
        for place, answers in enumerate(ballots):
            who = reader(f"{called} {place}")
            for poll_id, option in zip(polls, answers, strict=False):
                if option:
                    about: dict[str, Any] = {"poll_id": poll_id, "reader_id": who, "wording": 1, "at": DURING}
                    cast_ballot(session, keys=[option], **about)


def refreshed(site: Site, kind: str, *, at: datetime = DURING) -> Outcome:
    """What becomes of the figure now."""
    with site.app.app_context():
        figures = [figure for figure in FIGURES if figure.kind == kind]
        (found,) = refresh(db.engine, at=at, figures=figures)
    return found.outcome


def body(site: Site, kind: str) -> Any:
    """What is kept of it."""
    with site.reading() as session:
        return json.loads(session.scalars(select(KeptFigure.body).where(KeptFigure.kind == kind)).one())


def both(site: Site) -> dict[str, int]:
    """How many answered both questions, as it is kept, by pair of keys."""
    with site.reading() as session:
        polls = select(Wording.id, Poll.key).join(Poll, Poll.id == Wording.poll_id)
        keys = {found.id: found.key for found in session.execute(polls)}
    pairs = body(site, "crossing")["pairs"]
    return {f"{keys[pair['rows']]} {keys[pair['columns']]}": pair["both"] for pair in pairs}


SQUARE: tuple[Ballots, ...] = tuple((a, b) for a in ("yes", "no") for b in ("yes", "no")) * 12


@pytest.fixture
def crossed(empty_site: Site) -> Site:
    """Four questions, of which 48 readers have answered two, twelve to a cell."""
    empty_site.publish(article_text(*QUESTIONS))
    vote(empty_site, *SQUARE, called="reader")
    assert refreshed(empty_site, "crossing") is Outcome.NEW
    assert both(empty_site) == {"q1 q2": 48}
    return empty_site


def test_who_votes_elsewhere_does_not_reveal_who_is_in_the_table(crossed: Site) -> None:
    vote(crossed, ("yes", "no"), called="victim")
    vote(crossed, *[("", "", "", "yes")] * 40, called="elsewhere")
    vote(crossed, *[("yes",)] * 40, called="one of the two")
    assert refreshed(crossed, "crossing") is Outcome.TOO_FEW
    assert both(crossed) == {"q1 q2": 48}
    vote(crossed, *[("no", "yes")] * 4, called="four more")
    assert refreshed(crossed, "crossing") is Outcome.NEW
    assert both(crossed) == {"q1 q2": 53}


def test_another_pair_is_renewed_while_this_one_stands(crossed: Site) -> None:
    vote(crossed, ("yes", "no"), called="victim")
    vote(crossed, *[("", "", "yes", "no"), ("", "", "no", "yes")] * 12, called="elsewhere")
    assert refreshed(crossed, "crossing") is Outcome.NEW
    assert both(crossed) == {"q1 q2": 48, "q3 q4": 24}
    vote(crossed, *[("no", "yes")] * 4, called="four more")
    assert refreshed(crossed, "crossing") is Outcome.NEW
    assert both(crossed) == {"q1 q2": 53, "q3 q4": 24}


@pytest.mark.parametrize("questions", [(*QUESTIONS, Asked(key="q5")), QUESTIONS[:3]], ids=["more", "fewer"])
def test_another_question_leaves_the_tables_of_the_others_as_they_are(
    crossed: Site, questions: tuple[Asked, ...]
) -> None:
    vote(crossed, ("yes", "no"), called="victim")
    crossed.publish(article_text(*questions))
    refreshed(crossed, "crossing")
    assert both(crossed) == {"q1 q2": 48}


def test_a_poll_that_closes_leaves_the_tables_of_the_others_as_they_are(empty_site: Site) -> None:
    empty_site.publish(article_text(*QUESTIONS, CLOSING))
    vote(empty_site, *SQUARE, called="reader")
    vote(empty_site, *[("yes",)] * 24, called="reader", keys=("closing",))
    refreshed(empty_site, "crossing")
    vote(empty_site, ("yes", "no"), called="victim")
    assert refreshed(empty_site, "crossing", at=LATER) is Outcome.NEW
    pairs = [pair["both"] for pair in body(empty_site, "crossing")["pairs"]]
    assert pairs == [48, 24, 24]


def test_who_comes_back_to_what_they_said_has_not_changed(crossed: Site) -> None:
    for option in ("no", "yes"):
        vote(crossed, *[(option if a == "yes" else a, b) for a, b in SQUARE[:20]], called="reader")
    vote(crossed, ("yes", "no"), called="victim")
    assert refreshed(crossed, "crossing") is Outcome.TOO_FEW


def test_five_who_take_a_vote_back_are_five(crossed: Site) -> None:
    for place in range(5):
        crossed.withdraw(f"reader {place}", "q1")
    assert refreshed(crossed, "crossing") is Outcome.NEW
    assert both(crossed) == {"q1 q2": 43}


def test_a_table_that_was_brought_without_its_editions_stands_until_five_have_changed(crossed: Site) -> None:
    with crossed.writing() as session:
        session.execute(update(KeptFigure).values(editions="{}"))
    vote(crossed, *[("yes", "no")] * 4, ("", "yes"), called="later")
    assert refreshed(crossed, "crossing") is Outcome.TOO_FEW
    vote(crossed, ("yes", "no"), called="one more")
    assert refreshed(crossed, "crossing") is Outcome.NEW


def test_votes_that_are_held_or_released_by_the_dozen_renew_it(crossed: Site) -> None:
    vote(crossed, *[("yes", "no")] * 6, called="held")
    assert refreshed(crossed, "crossing") is Outcome.NEW
    hold(crossed, *(f"held {place}" for place in range(6)))
    vote(crossed, ("", "", "yes"), called="one")
    assert refreshed(crossed, "crossing") is Outcome.NEW
    assert both(crossed) == {"q1 q2": 48}
    release(crossed)
    vote(crossed, ("", "", "no"), called="one")
    assert refreshed(crossed, "crossing") is Outcome.NEW
    assert both(crossed) == {"q1 q2": 54}


def test_only_who_answered_twice_renews_who_changed_their_mind(empty_site: Site) -> None:
    empty_site.publish(leading())
    change_minds(empty_site, [[20, 10], [10, 20]], only_after=[30, 30])
    assert refreshed(empty_site, "shift") is Outcome.NEW
    was = body(empty_site, "shift")
    vote(empty_site, *[("yes",)] * 30, called="voted only", keys=("single",))
    vote(empty_site, ("no",), called="changing", keys=("single",))
    assert refreshed(empty_site, "shift") is Outcome.TOO_FEW
    assert body(empty_site, "shift") == was
    vote(empty_site, *[("no",)] * 5, called="changing", keys=("single",))
    assert refreshed(empty_site, "shift") is Outcome.NEW
    assert body(empty_site, "shift")["cells"] == [[15, 15], [10, 20]]


def test_only_who_is_on_the_map_renews_it(empty_site: Site) -> None:
    empty_site.publish(article_text(*QUESTIONS[:3]))
    vote(empty_site, *[("yes", "yes", "yes"), ("no", "no", "no")] * 20, called="reader")
    assert refreshed(empty_site, "map") is Outcome.NEW
    was = body(empty_site, "map")
    vote(empty_site, ("yes", "yes", "no"), called="victim")
    vote(empty_site, *[("yes", "yes")] * 30, called="beside the map")
    assert refreshed(empty_site, "map") is Outcome.TOO_FEW
    assert body(empty_site, "map") == was
    vote(empty_site, *[("no", "no", "yes")] * 4, called="four more")
    assert refreshed(empty_site, "map") is Outcome.NEW
    assert body(empty_site, "map")["readers"] == 45


def test_a_poll_that_closes_is_on_the_map_once_nobody_is_told_by_it(empty_site: Site) -> None:
    empty_site.publish(article_text(*QUESTIONS[:3], CLOSING))
    keys = ("q1", "q2", "q3", "closing")
    vote(empty_site, *[("yes",) * 4, ("no",) * 4] * 20, called="reader", keys=keys)
    refreshed(empty_site, "map")
    was = body(empty_site, "map")
    vote(empty_site, ("yes",) * 4, called="victim", keys=keys)
    refreshed(empty_site, "map", at=LATER)
    assert body(empty_site, "map") == was
    for key in keys[:3]:
        empty_site.withdraw("victim 0", key)
    refreshed(empty_site, "map", at=LATER)
    assert body(empty_site, "map")["readers"] == 40
    assert len(body(empty_site, "map")["questions"]) == 4
