"""A held ballot is its reader's as any other: told honestly, counted apart, changed and withdrawn as before."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from click import ClickException
from sqlalchemy import select, update

from pollsite.db import db
from pollsite.live.types import poll_topic
from pollsite.pages.live_source import ArticleSource
from pollsite.polls.joining import join_ballots
from pollsite.polls.models import Ballot, BallotBurst, BallotOrigin, BallotRevision
from pollsite.polls.suspicion import ADDRESS_BALLOTS, ADDRESS_WINDOW, BROWSER_BALLOTS
from pollsite.polls.types import Hold
from pollsite.polls.verifying import verify_tallies
from pollsite.polls.words import HELD_NOTE
from tests.browsing import Browser, card
from tests.fixtures.site import Site, reader
from tests.polls.bursts import QUESTIONS, Cast, Replay, bursts, flood, holds, voter
from tests.samples import DURING, EVERY_KIND, SINGLE, article_text


def hasty(site: Site) -> Browser:
    """A reader whose five votes came within no time, at the front door."""
    with time_machine.travel(DURING, tick=False):
        browser = voter(site)
        for key in QUESTIONS:
            answer = {"multiple": "a", "scale": "agree"}.get(key, "yes")
            assert browser.vote(key, answer).status_code == 303
    return browser


def tally(site: Site, key: str = "single") -> tuple[int, int]:
    """(counted, held), both as a recount finds them."""
    assert site.mismatches() == ()
    state = site.state(key).tally
    return state.voters, state.held


def test_the_vote_that_makes_a_burst_holds_those_before_it(site: Site) -> None:
    site.crowd("single", yes=3, no=2)
    flood(site, BROWSER_BALLOTS)
    assert tally(site) == (5 + BROWSER_BALLOTS, 0)
    assert site.counts("single")["yes"] == 3 + BROWSER_BALLOTS
    Replay(site).run([Cast("one more", 61, browser="one")])
    assert tally(site) == (5, BROWSER_BALLOTS + 1)
    assert site.counts("single") == {"yes": 3, "no": 2, "rarely": 0, "not-sure": 0}
    (burst,) = bursts(site)
    assert (burst.reason, burst.began_at, burst.latest_at) == (
        "browser", DURING, DURING + timedelta(seconds=61)
    )  # fmt: skip


def test_only_what_came_within_the_window_is_held(site: Site) -> None:
    early = [Cast(f"early {place}", place, browser=f"old {place}") for place in range(10)]
    late = [
        Cast(f"late {place}", ADDRESS_WINDOW.total_seconds() + 60 + place / 10, browser=f"new {place}")
        for place in range(ADDRESS_BALLOTS + 1)
    ]
    Replay(site).run(early + late)
    assert tally(site) == (10, ADDRESS_BALLOTS + 1)


def test_other_addresses_and_other_questions_are_not_held_with_it(site: Site) -> None:
    flood(site)
    Replay(site).run([Cast("neighbour", 30, "elsewhere"), Cast("bot 3", 62, browser="one", poll="scale")])
    assert tally(site) == (1, BROWSER_BALLOTS + 1)
    assert tally(site, "scale") == (1, 0)


def test_a_reader_is_told_that_their_vote_is_held_and_why(site: Site) -> None:
    browser = hasty(site)
    assert holds(site) == [Hold.SPEED] * 5
    shown = card(browser.read(), "single")
    assert "“Yes indeed”" in shown
    assert "It waits for a look because several questions were answered faster" in shown
    assert "0 counted\u00a0· 1 held" in shown
    assert HELD_NOTE in shown


def test_the_answer_to_the_vote_itself_says_so(site: Site) -> None:
    flood(site)
    at = DURING + timedelta(seconds=70)
    hashes = site.app.extensions["pollsite-limiter"].hashed
    with site.writing() as session:
        for origin in session.scalars(select(BallotOrigin)):
            origin.browser = hashes("ballot 198.51.100.7\nNet/1\nde", at=at)
        session.scalars(select(BallotBurst)).one().origin = origin.browser
    with time_machine.travel(at, tick=False):
        browser = voter(site)
        told = browser.vote("single", "no", fragment=True).text
        assert "Your vote was recorded. It waits for a look because very many votes" in told
        assert "Your vote was counted." not in told
        assert told.count("It waits for a look") == 1
        told = browser.vote("single", "yes", fragment=True).text
        assert "Your vote was changed. It waits for a look because" in told
        assert "data-changed" in told
        assert "Your vote was withdrawn" in browser.act("withdrawal", "single", fragment=True).text
    assert tally(site) == (0, BROWSER_BALLOTS + 1)


def test_who_is_counted_sees_both_totals_and_nothing_about_themselves(site: Site) -> None:
    flood(site)
    site.vote("ada", "single", "no")
    shown = card(site.browser().read(), "single")
    assert "1 counted\u00a0· 81 held" in shown
    assert "It waits for a look" not in shown


def test_page_stream_and_state_agree(site: Site) -> None:
    flood(site)
    site.vote("ada", "single", "no")
    with site.app.app_context():
        messages = ArticleSource().messages(db.session().connection(), 1, at=DURING).messages
    topic = poll_topic(site.poll_id("single"))
    (facts,) = (json.loads(message.body) for message in messages if message.topic.startswith(topic))
    assert facts["counts"] == [0, 1, 0, 0]
    assert facts["percents"] == [0, 100, 0, 0]
    assert facts["voters"] == "1 counted\u00a0· 81 held"
    assert facts["held"] == HELD_NOTE


@pytest.mark.parametrize("key", ["after-vote", "after-close"])
def test_a_poll_whose_results_are_hidden_does_not_say_how_many_are_held(site: Site, key: str) -> None:
    flood(site, poll=key)
    stranger = site.browser()
    for text in (
        card(stranger.read(), key),
        stranger.fragment(key).text,
        stranger.client.get("/live/state?articles=1").text,
    ):
        assert "held" not in text.replace('"held":""', "")


def test_a_held_vote_opens_what_a_vote_opens_and_its_own_reason_only(site: Site) -> None:
    browser = hasty(site)
    assert "0 counted" in card(browser.read(), "after-vote")
    hidden = card(browser.read(), "after-close")
    assert "It waits for a look" in hidden
    assert "counted\u00a0·" not in hidden


def test_a_held_ballot_is_changed_and_withdrawn_without_touching_what_is_counted(site: Site) -> None:
    flood(site)
    site.vote("bot 0", "single", "no")
    assert tally(site) == (0, BROWSER_BALLOTS + 1)
    site.withdraw("bot 0", "single")
    assert tally(site) == (0, BROWSER_BALLOTS)
    assert sum(site.counts("single").values()) == 0


def test_withdrawing_and_voting_again_does_not_get_around_a_hold(site: Site) -> None:
    flood(site)
    for name in ("bot 0", "bot 80"):
        site.withdraw(name, "single")
    late = 3 * 3600
    Replay(site).run([Cast("bot 0", late, browser="another"), Cast("bot 80", late, "elsewhere")])
    assert tally(site) == (0, BROWSER_BALLOTS + 1)


def test_voting_again_and_again_makes_no_burst(site: Site) -> None:
    for _ in range(BROWSER_BALLOTS + 5):
        Replay(site).run([Cast("ada", 0, browser="one")])
        site.withdraw("ada", "single")
    assert holds(site) == []


def test_signing_in_takes_a_hold_along(site: Site) -> None:
    site.peek("member", "after-vote")
    flood(site)
    with site.writing() as session:
        join_ballots(session, from_reader=reader("bot 0"), to_reader=reader("member"), at=DURING)
    assert held_of(site, reader("member")) == Hold.BROWSER
    assert tally(site) == (0, BROWSER_BALLOTS + 1)
    site.withdraw("member", "single")
    Replay(site).run([Cast("member", 7200, "elsewhere")])
    assert held_of(site, reader("member")) == Hold.BROWSER


def test_where_both_voted_the_account_s_counted_ballot_stands(site: Site) -> None:
    site.vote("member", "single", "no")
    flood(site)
    with site.writing() as session:
        join_ballots(session, from_reader=reader("bot 0"), to_reader=reader("member"), at=DURING)
    assert held_of(site, reader("member")) == Hold.NONE
    assert tally(site) == (1, BROWSER_BALLOTS)
    with site.reading() as session:
        left = select(BallotOrigin).where(BallotOrigin.reader_id.in_((reader("bot 0"), reader("member"))))
        assert session.scalars(left).all() == []


def held_of(site: Site, reader_id: UUID) -> str:
    """Why the reader's one ballot is held."""
    with site.reading() as session:
        return session.scalars(select(Ballot.held).where(Ballot.reader_id == reader_id)).one()


def test_history_and_uniqueness_are_those_of_any_ballot(site: Site) -> None:
    flood(site)
    flood(site)
    assert tally(site) == (0, BROWSER_BALLOTS + 1)
    with site.reading() as session:
        assert len(session.scalars(select(BallotRevision)).all()) == BROWSER_BALLOTS + 1


def test_a_question_with_held_votes_only_is_not_begun_anew(site: Site) -> None:
    flood(site)
    others = [question for question in EVERY_KIND if question is not SINGLE]
    with pytest.raises(ClickException, match="81 votes"):
        site.publish(article_text(replace(SINGLE, options=("never", "always")), *others))


def test_a_hold_behind_the_counters_back_is_found_and_mended(site: Site) -> None:
    flood(site)
    site.vote("ada", "single", "no")
    with site.writing() as session:
        session.execute(update(Ballot).where(Ballot.reader_id == reader("bot 0")).values(held=Hold.NONE))
    assert set(site.mismatches()) == {
        "on-portraits/single v1 voters: 1 is 2",
        "on-portraits/single v1 held: 81 is 80",
        "on-portraits/single v1 yes: 0 is 1",
    }
    with site.writing() as session:
        verify_tallies(session, repair=True)
    assert site.mismatches()[:2] == (
        "on-portraits/single v1 counted: 2 is 1",
        "on-portraits/single v1 held: 80 is 81",
    ), "of what was done behind its back the ledger knows nothing"
