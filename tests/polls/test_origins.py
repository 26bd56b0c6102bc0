"""What is known of where a vote came from: two hashes, for a day, and nothing of those who sit at this machine."""

import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from pollsite.pages.leaving import leave
from pollsite.polls.holding import forget_origins
from pollsite.polls.models import BallotBurst, BallotOrigin
from pollsite.polls.suspicion import ORIGINS_KEPT
from tests.accounts.people import make_member, sign_in
from tests.fixtures.site import Site, statements
from tests.polls.bursts import QUESTIONS, flood, holds, voter
from tests.samples import DURING


def test_where_votes_came_from_is_forgotten_after_a_day(site: Site) -> None:
    flood(site)
    with site.writing() as session:
        forget_origins(session, before=DURING + timedelta(seconds=30))
    with site.reading() as session:
        assert min(session.scalars(select(BallotOrigin.at))) >= DURING + timedelta(seconds=30)
    with time_machine.travel(DURING + ORIGINS_KEPT + timedelta(minutes=2), tick=False):
        voter(site).vote("single", "yes")
    with site.reading() as session:
        (left,) = session.scalars(select(BallotOrigin))
        assert left.at > DURING + ORIGINS_KEPT
        assert [burst.origin for burst in session.scalars(select(BallotBurst))] == [""]


def test_no_address_is_stored_and_no_browser_s_name(site: Site) -> None:
    voter(site).vote("single", "yes")
    with site.reading() as session:
        (origin,) = session.scalars(select(BallotOrigin))
        assert len(origin.address) == len(origin.browser) == 32
        stored = f"{origin.address} {origin.browser}"
    assert "198.51" not in stored
    assert "Net" not in stored
    assert "198.51.100.7" not in str(site.stored())


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", ""])
def test_this_machine_itself_is_no_signal(site: Site, address: str) -> None:
    browser = voter(site, REMOTE_ADDR=address)
    for key in QUESTIONS:
        browser.vote(key, {"multiple": "a", "scale": "agree"}.get(key, "yes"))
    assert holds(site) == []
    with site.reading() as session:
        assert session.scalars(select(BallotOrigin)).all() == []


def test_a_made_up_forwarded_address_is_not_believed(site: Site) -> None:
    for place in range(2):
        voter(site, HTTP_X_FORWARDED_FOR=f"203.0.113.{place}").vote("single", "yes")
    with site.reading() as session:
        origins = session.scalars(select(BallotOrigin)).all()
    assert len({origin.address for origin in origins}) == 1
    assert len({origin.browser for origin in origins}) == 1


def test_a_vote_asks_two_statements_more_once_and_none_when_it_changes(site: Site) -> None:
    site.browser().touch().vote("single", "yes")
    counted: list[int] = []
    for environ in ({"REMOTE_ADDR": "127.0.0.1"}, {}):
        browser = voter(site, **environ)
        browser.vote("scale", "agree")  # whose reader is new, and what is warm afterwards
        for key, answer in (("single", "yes"), ("single", "no")):
            with statements(site) as seen:
                assert browser.vote(key, answer).status_code == 303
            counted.append(len(seen))
    here_first, here_change, there_first, there_change = counted
    assert there_first == here_first + 2
    assert there_change == here_change


def test_a_member_who_leaves_takes_where_their_vote_came_from_along(site: Site) -> None:
    ada = make_member(site, "Ada")
    browser = voter(site)
    sign_in(browser, ada)
    browser.vote("single", "yes")
    (vote,) = json.loads(browser.client.get("/account/data").text)["votes"]
    assert (vote["held"], len(vote["came_from"]["address_hash"])) == ("", 32)
    with site.writing() as session:
        leave(session, account_id=ada.account_id, remove_words=False, at=DURING)
    with site.reading() as session:
        assert session.scalars(select(BallotOrigin)).all() == []
    assert site.counts("single")["yes"] == 1
