"""Figures are worked out anew once five readers' votes have changed, and not before; hidden ballots are in none."""

import json
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pollsite.db import db
from pollsite.insights.answers import Answers
from pollsite.insights.models import KeptFigure
from pollsite.insights.refreshing import FIGURES, Figure, Outcome, refresh
from pollsite.polls.models import Ballot, BallotBurst
from tests.fixtures.site import Site, reader
from tests.samples import AFTER, DURING, SLUG, Asked, article_text


def told(_session: Session, article_id: int, answers: Answers, at: datetime) -> dict[str, Any]:
    """A figure that tells what it was given."""
    keys = [poll.key for poll in answers.polls]
    return {"article": article_id, "keys": keys, "rows": answers.masks.tolist(), "at": at.isoformat()}


def broken(_session: Session, _article_id: int, _answers: Answers, _at: datetime) -> dict[str, Any]:
    """A figure that cannot be worked out."""
    raise ZeroDivisionError


TOLD = Figure("told", told)
DEBATE = Figure("debate", told, hears_debate=True)


def outcome(site: Site, figure: Figure = TOLD, *, at: datetime = DURING) -> Outcome:
    """What becomes of it now."""
    with site.app.app_context():
        (found,) = refresh(db.engine, at=at, figures=(figure,))
    assert (found.slug, found.kind) == (SLUG, figure.kind)
    return found.outcome


def body(site: Site, kind: str = "told") -> dict[str, Any]:
    """What is kept of it."""
    with site.reading() as session:
        found = session.scalars(select(KeptFigure.body).where(KeptFigure.kind == kind)).one()
    kept: dict[str, Any] = json.loads(found)
    return kept


def vote(site: Site, *names: str, key: str = "single", option: str = "yes") -> None:
    """Each of them votes."""
    for name in names:
        site.vote(name, key, option)


def test_a_figure_is_kept_until_the_ballots_of_five_readers_have_changed(site: Site) -> None:
    vote(site, "a", "b")
    assert outcome(site) is Outcome.NEW
    assert outcome(site) is Outcome.CURRENT
    vote(site, "c", "d", "e")
    site.withdraw("a", "single")
    assert outcome(site) is Outcome.TOO_FEW
    assert len(body(site)["rows"]) == 2
    vote(site, "b", option="no")
    assert outcome(site) is Outcome.NEW
    assert len(body(site)["rows"]) == 4


def test_one_reader_who_changes_their_mind_all_the_time_moves_nothing(site: Site) -> None:
    vote(site, "a", "b", "c", "d", "e")
    assert outcome(site) is Outcome.NEW
    for option in ("no", "yes", "rarely", "no", "yes", "rarely"):
        vote(site, "a", option=option)
        vote(site, "a", key="multiple", option="b")
        site.withdraw("a", "multiple")
    assert outcome(site) is Outcome.TOO_FEW


def release(site: Site) -> None:
    """All ballots are counted again."""
    with site.writing() as session:
        session.execute(update(Ballot).values(held=""))


def touch(site: Site) -> None:
    """One reader more votes: so that the tally has moved."""
    vote(site, f"{len(body(site)['rows'])} came later")


def hold(site: Site, *names: str) -> None:
    """Their ballots are held, as those of a burst are."""
    with site.writing() as session:
        wording_id = session.scalars(select(Ballot.wording_id)).first()
        burst = BallotBurst(wording_id=wording_id, reason="speed", origin="", state="waiting")
        burst.began_at = burst.latest_at = DURING
        session.add(burst)
        session.flush()
        theirs = Ballot.reader_id.in_([reader(name) for name in names])
        session.execute(update(Ballot).where(theirs).values(held="speed", burst_id=burst.id))


def test_held_ballots_are_in_no_figure_and_make_none_new(site: Site) -> None:
    vote(site, "a")
    assert outcome(site) is Outcome.NEW
    vote(site, "b", "c", "d", "e", "f")
    hold(site, "b", "c", "d", "e", "f")
    assert outcome(site) is Outcome.TOO_FEW
    assert outcome(site, Figure("told", told, format=2)) is Outcome.NEW
    assert len(body(site)["rows"]) == 1


def test_ballots_that_are_released_or_held_by_the_dozen_make_a_figure_new(site: Site) -> None:
    vote(site, "a", "b", "c", "d", "e", "f")
    hold(site, "b", "c", "d", "e", "f")
    assert outcome(site) is Outcome.NEW
    release(site)
    touch(site)
    assert outcome(site) is Outcome.NEW
    assert len(body(site)["rows"]) == 7
    hold(site, "b", "c", "d", "e")
    touch(site)
    assert outcome(site) is Outcome.TOO_FEW


def test_another_wording_or_way_of_making_it_makes_it_new_at_once(site: Site) -> None:
    vote(site, "a")
    assert outcome(site) is Outcome.NEW
    assert outcome(site, Figure("told", told, format=2)) is Outcome.NEW
    site.publish(article_text(Asked(key="single", question="Something else?", wording=2)))
    assert outcome(site, Figure("told", told, format=2)) is Outcome.NEW
    assert (body(site)["keys"], body(site)["rows"]) == (["single"], [])


def test_only_a_figure_that_hears_the_debate_is_new_when_it_moves(site: Site) -> None:
    vote(site, "a")
    assert (outcome(site), outcome(site, DEBATE)) == (Outcome.NEW, Outcome.NEW)
    code, _ = site.run("discussion", "hold", SLUG)
    assert code == 0
    assert (outcome(site), outcome(site, DEBATE)) == (Outcome.CURRENT, Outcome.NEW)


def test_a_poll_whose_results_wait_for_its_end_is_in_no_figure_until_then(site: Site) -> None:
    vote(site, "a", key="after-close")
    outcome(site)
    assert "after-close" not in body(site)["keys"]
    assert body(site)["rows"] == []
    assert "closed" in body(site)["keys"]
    outcome(site, at=datetime.fromisoformat("2099-01-02T00:00Z"))
    assert "after-close" in body(site)["keys"]
    assert len(body(site)["rows"]) == 1


def test_ballots_come_without_their_readers_and_in_an_order_of_their_own(site: Site) -> None:
    site.vote("a", "multiple", "a", "b")
    vote(site, "b", option="no")
    vote(site, "c", option="no")
    vote(site, "c", key="scale", option="agree")
    outcome(site)
    rows = [row[:3] for row in body(site)["rows"]]
    assert rows == sorted(rows)
    assert sorted(rows) == [[0, 3, 0], [2, 0, 0], [2, 0, 2]]


def test_a_figure_that_fails_keeps_no_other_from_being_worked_out(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote(site, "a")
    figures = (Figure("broken", broken), TOLD)
    monkeypatch.setattr("pollsite.insights.refreshing.FIGURES", figures)
    code, said = site.run("insights", "refresh")
    assert code == 1
    assert "broken     failed: the log says why" in said
    assert "told       worked out" in said
    assert len(body(site)["rows"]) == 1


def test_the_command_says_what_it_did_and_which_article_there_is_not(site: Site) -> None:
    vote(site, "a")
    code, said = site.run("insights", "refresh", SLUG)
    assert code == 0
    assert said.splitlines() == [f"{SLUG}:", *(f"  {figure.kind:<10} worked out" for figure in FIGURES)]
    code, said = site.run("insights", "refresh", "nowhere")
    assert code == 2
    assert "There are no questions in an article 'nowhere'" in said


def test_every_figure_is_worked_out_of_ballots_that_say_nothing(site: Site) -> None:
    with site.app.app_context():
        found = list(refresh(db.engine, at=AFTER))
    assert [(figure.kind, figure.outcome) for figure in found] == [
        (figure.kind, Outcome.NEW) for figure in FIGURES
    ]
