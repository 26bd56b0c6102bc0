"""The page of held votes: groups to count or to keep held, alone or several at once, and the way back."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsite.accounts.types import Role
from pollsite.moderation.ballot_words import duration_in_words
from pollsite.pages.leaving import leave
from tests.accounts.people import Person, make_member, signed_in
from tests.browsing import Browser, card
from tests.fixtures.site import Site, reader
from tests.polls.bursts import Cast, Replay, bursts, evenly, holds
from tests.samples import DURING

FLOOD = 201


@pytest.fixture
def desk(site: Site) -> Browser:
    """A moderator's browser; two questions were flooded from two addresses."""
    for poll in ("single", "scale"):
        Replay(site).run(
            [
                Cast(f"{poll} {place}", place / 10, address=f"of {poll}", browser=str(place), poll=poll)
                for place in range(FLOOD)
            ]
        )
    return signed_in(site, moderator(site, "Max"))


def moderator(site: Site, name: str) -> Person:
    """A moderator called `name`."""
    return make_member(site, name, role=Role.MODERATOR)


def page(client: FlaskClient) -> str:
    """The page of held votes."""
    answer = client.get("/moderation/ballots")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.text


def decide(browser: Browser, verdict: str, *, bursts: Sequence[int] = (), seen: int = FLOOD) -> TestResponse:
    """Press one of the buttons, with these groups ticked, having seen so many votes in each."""
    form = {"csrf_token": browser.token, "verdict": verdict, "burst": [str(number) for number in bursts]}
    shown = {f"seen-{number}": str(seen) for number in (1, 2)}
    return browser.client.post("/moderation/ballots", data={**form, **shown})


def undo(browser: Browser, *decisions: int) -> TestResponse:
    """Press a button that takes decisions back."""
    form = {"csrf_token": browser.token, "decision": [str(number) for number in decisions]}
    return browser.client.post("/moderation/ballots/undo", data=form)


def tally(site: Site, poll: str) -> tuple[int, int]:
    """(counted, held) of the poll; both are what a recount finds."""
    assert site.mismatches() == ()
    state = site.state(poll)
    return state.tally.voters, state.tally.held


def test_each_group_says_how_many_when_and_why_but_not_who_nor_for_what(site: Site, desk: Browser) -> None:
    found = page(desk.client)
    assert '<b class="figure">2</b> groups wait' in found
    assert found.count("201 held</b> beside 0 counted") == 2
    assert "Burst from one address</b>: within 21 seconds, 201 makes of browser" in found
    assert "24 November 2026, 12:00 UTC" in found
    assert "of single" not in found
    assert "Yes indeed" not in found
    assert not re.search(r"\d+\u202f?%", found)
    for place in range(FLOOD):
        assert reader(f"single {place}").hex not in found
        assert str(reader(f"single {place}")) not in found


def test_the_queue_says_how_many_groups_wait(desk: Browser) -> None:
    assert "2 groups of held votes" in desk.client.get("/moderation").text
    decide(desk, "count 1")
    assert "1 group of held votes" in desk.client.get("/moderation").text
    decide(desk, "count 2")
    assert "held votes</a></p>" not in desk.client.get("/moderation").text


def test_one_group_is_counted_with_its_button(site: Site, desk: Browser) -> None:
    answer = decide(desk, "count 1", bursts=[2])
    assert answer.status_code == 303
    assert (tally(site, "single"), tally(site, "scale")) == ((FLOOD, 0), (0, FLOOD))
    assert "201 votes are counted." in desk.client.get(answer.location).text


def test_groups_that_are_ticked_are_decided_about_at_once_and_undone_at_once(
    site: Site, desk: Browser
) -> None:
    answer = decide(desk, "count", bursts=[1, 2])
    assert (tally(site, "single"), tally(site, "scale")) == ((FLOOD, 0), (FLOOD, 0))
    assert "No votes wait." in page(desk.client)
    numbers = re.findall(r"done=(\d+)", answer.location)
    told = desk.client.get(answer.location).text
    assert all(f'name="decision" value="{number}"' in told for number in numbers)
    assert undo(desk, *map(int, numbers)).status_code == 303
    assert (tally(site, "single"), tally(site, "scale")) == ((0, FLOOD), (0, FLOOD))
    assert page(desk.client).count("201 held</b>") == 2


def test_what_is_kept_held_waits_no_more_and_its_readers_are_told(site: Site, desk: Browser) -> None:
    decide(desk, "keep 1")
    assert tally(site, "single") == (0, FLOOD)
    assert set(holds(site)) == {"kept", "address"}
    assert page(desk.client).count("201 held</b>") == 1
    assert "201 votes stay held" in page(desk.client)
    undo(desk, 1)
    assert set(holds(site)) == {"address"}


def test_the_second_moderator_is_told_that_somebody_decided_first(site: Site, desk: Browser) -> None:
    other = signed_in(site, moderator(site, "Ana"))
    decide(desk, "keep 1")
    answer = decide(other, "count", bursts=[1, 2])
    assert answer.status_code == 409
    assert "their decision stands" in answer.text
    assert (tally(site, "single"), tally(site, "scale")) == ((0, FLOOD), (0, FLOOD)), "all or none"
    assert re.search(r'name="burst" value="2" checked', answer.text), "what was ticked still is"


def test_votes_that_came_after_the_moderator_looked_are_not_counted_unseen(site: Site, desk: Browser) -> None:
    answer = decide(desk, "count 1", seen=FLOOD - 1)
    assert answer.status_code == 409
    assert "has grown from 200 to 201 votes" in answer.text
    assert tally(site, "single") == (0, FLOOD)
    assert decide(desk, "keep 1", seen=FLOOD - 1).status_code == 303


@pytest.mark.parametrize(
    ("verdict", "bursts", "status"),
    [("count", [], 422), ("", [1], 422), ("undo", [1], 422), ("count x", [1], 422), ("keep", [99], 404)],
)
def test_what_names_no_group_changes_nothing(
    site: Site, desk: Browser, verdict: str, bursts: list[int], status: int
) -> None:
    answer = decide(desk, verdict, bursts=bursts)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert page(desk.client).count("201 held</b>") == 2


def test_a_moderator_takes_back_their_own_decisions_and_an_admin_anybody_s(site: Site, desk: Browser) -> None:
    other = signed_in(site, moderator(site, "Ana"))
    decide(desk, "count 1")
    assert "moderation/ballots/undo" not in page(other.client)
    answer = undo(other, 1)
    assert answer.status_code == 403
    assert "Another moderator decided this." in answer.text
    assert tally(site, "single") == (FLOOD, 0)
    admin = signed_in(site, make_member(site, "Ann", role=Role.ADMIN))
    assert "moderation/ballots/undo" in page(admin.client)
    assert undo(admin, 1).status_code == 303
    assert tally(site, "single") == (0, FLOOD)


def test_only_the_latest_decision_is_taken_back_and_only_once(site: Site, desk: Browser) -> None:
    decide(desk, "keep 1")
    assert undo(desk, 1).status_code == 303
    assert undo(desk, 1).status_code == 409
    decide(desk, "count 1")
    assert undo(desk, 1).status_code == 409
    assert tally(site, "single") == (FLOOD, 0)
    assert undo(desk, 3).status_code == 303
    assert undo(desk, 99).status_code == 404
    assert undo(desk).status_code == 422


def test_readers_who_changed_or_left_meanwhile_are_counted_as_they_now_stand(
    site: Site, desk: Browser
) -> None:
    site.vote("single 0", "single", "no")
    site.withdraw("single 1", "single")
    assert tally(site, "single") == (0, FLOOD - 1)
    decide(desk, "count 1")
    assert site.counts("single")["no"] == 1
    site.vote("single 2", "single", "no")
    site.withdraw("single 3", "single")
    assert tally(site, "single") == (FLOOD - 2, 0)
    undo(desk, 1)
    assert tally(site, "single") == (0, FLOOD - 2)
    decide(desk, "count 1")
    assert site.counts("single") == {"yes": FLOOD - 4, "no": 2, "rarely": 0, "not-sure": 0}


def test_after_a_decision_the_same_place_is_weighed_anew(site: Site, desk: Browser) -> None:
    decide(desk, "count 1")
    more = evenly(FLOOD - 1, within_s=100, who="late", address="of single")
    casts = [Cast(cast.name, cast.seconds, cast.address, cast.name) for cast in more]
    Replay(site).run(casts, begins=bursts(site)[0].latest_at + timedelta(seconds=1))
    assert tally(site, "single") == (2 * FLOOD - 1, 0)
    Replay(site).run([Cast("one more", 102, "of single")], begins=bursts(site)[0].latest_at)
    assert tally(site, "single") == (FLOOD, FLOOD), "those counted by a moderator stay counted"
    assert len(bursts(site)) == 3


def test_a_group_whose_votes_were_all_withdrawn_waits_for_nobody(site: Site, desk: Browser) -> None:
    for place in range(FLOOD):
        site.withdraw(f"single {place}", "single")
    assert tally(site, "single") == (0, 0)
    assert page(desk.client).count(" held</b>") == 1


@pytest.mark.parametrize("role", [None, Role.MEMBER])
def test_nobody_else_learns_what_waits(site: Site, desk: Browser, role: Role | None) -> None:
    browser = signed_in(site, make_member(site, "Eve", role=role)) if role else site.browser().touch()
    expected = 403 if role else 303
    assert browser.client.get("/moderation/ballots").status_code == expected
    assert decide(browser, "count", bursts=[1, 2]).status_code == expected
    assert undo(browser, 1).status_code == expected
    assert tally(site, "single") == (0, FLOOD)


def test_the_decision_of_a_moderator_who_left_stays_without_a_name(site: Site, desk: Browser) -> None:
    ana = moderator(site, "Ana")
    decide(signed_in(site, ana), "keep 1")
    assert "<bdi>Ana</bdi>" in page(desk.client)
    with site.writing() as session:
        leave(session, account_id=ana.account_id, remove_words=False, at=DURING)
    assert "A moderator whose account is gone" in page(desk.client)


def test_counting_shows_on_the_page_that_readers_have_open(site: Site, desk: Browser) -> None:
    before = site.state("single").tally.version
    assert "0 counted\u00a0· 201 held" in card(site.browser().read(), "single")
    decide(desk, "count 1")
    site.settle()
    assert site.state("single").tally.version > before
    shown = card(site.browser().read(), "single")
    assert "201 readers voted" in shown
    assert "Held votes" not in shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (600, "10 minutes"),
        (3600, "1 hour"),
        (7300, "2 hours"),
    ],
)
def test_durations_are_rounded_to_their_greatest_unit(seconds: int, words: str) -> None:
    assert duration_in_words(timedelta(seconds=seconds)) == words
