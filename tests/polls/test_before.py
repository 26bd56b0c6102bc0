"""The leading question before reading: an answer of its own, which is no vote, and the vote at the article's end."""

import re
from uuid import UUID

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from pollsite.polls.before import answer_before, join_before, withdraw_before
from pollsite.polls.before_errors import NotAskedBefore, NothingBefore, VotedAlready
from pollsite.polls.errors import PollClosed, PollError, UnknownOption, WordingChanged
from pollsite.polls.models import BeforeAnswer
from tests.browsing import FRAGMENT, Browser
from tests.fixtures.site import Site, reader
from tests.samples import AFTER_VOTE, CLOSED, DURING, SINGLE, article_text

LEADING = article_text(SINGLE, AFTER_VOTE, CLOSED).replace("language: en\n", "language: en\nshift: single\n")

NOTHING = "Nothing was chosen, so nothing was kept."


@pytest.fixture
def site(empty_site: Site) -> Site:
    """A site whose article asks “single” before reading too."""
    empty_site.publish(LEADING)
    return empty_site


def answer(site: Site, name: str, *keys: str, about: str = "single", wording: int = 1) -> None:
    """The reader answers before reading."""
    poll_id = site.poll_id(about)
    with site.writing() as session:
        answer_before(session, poll_id=poll_id, reader_id=reader(name), keys=keys, wording=wording, at=DURING)


def withdraw(site: Site, name: str) -> None:
    """The reader takes it back."""
    poll_id = site.poll_id("single")
    with site.writing() as session:
        withdraw_before(session, poll_id=poll_id, reader_id=reader(name), at=DURING)


def kept(site: Site) -> dict[UUID, int]:
    """What is kept, by reader."""
    with site.reading() as session:
        return dict(session.execute(select(BeforeAnswer.reader_id, BeforeAnswer.choices)).all())


def act(browser: Browser, what: str = "", *, fragment: bool = False, **form: object) -> TestResponse:
    """Send the form above the article, or what withdraws its answer."""
    sent = {"wording": "1", **form, **({"csrf_token": browser.token} if browser.token else {})}
    address = f"/polls/{browser.number_of('single')}/before{what}"
    return browser.client.post(address, data=sent, headers=FRAGMENT if fragment else {})


def place(page: TestResponse, name: str) -> str:
    """What stands in one of the two places, tags left out."""
    found = re.search(rf'<section class="twice" id="{name}".*?</section>', page.text, re.DOTALL)
    assert found, page.status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", found.group())).strip()


def test_an_answer_before_reading_is_in_no_tally(site: Site) -> None:
    before = site.state("single")
    answer(site, "ada", "yes")
    assert kept(site) == {reader("ada"): 1}
    assert site.state("single") == before
    assert site.mismatches() == ()


def test_a_second_answer_replaces_the_first_and_can_be_withdrawn(site: Site) -> None:
    answer(site, "ada", "yes")
    answer(site, "ada", "no")
    assert kept(site) == {reader("ada"): 2}
    withdraw(site, "ada")
    assert kept(site) == {}
    with pytest.raises(NothingBefore):
        withdraw(site, "ada")


def test_who_has_voted_is_not_asked_any_more(site: Site) -> None:
    site.vote("ada", "single", "yes")
    with pytest.raises(VotedAlready):
        answer(site, "ada", "yes")


def test_the_answer_stays_when_its_reader_votes(site: Site) -> None:
    answer(site, "ada", "yes")
    site.vote("ada", "single", "no")
    assert kept(site) == {reader("ada"): 1}
    assert site.counts("single") == {"yes": 0, "no": 1, "rarely": 0, "not-sure": 0}


@pytest.mark.parametrize(
    ("about", "key", "wording", "refusal"),
    [
        ("after-vote", "yes", 1, NotAskedBefore),
        ("closed", "yes", 1, NotAskedBefore),
        ("single", "perhaps", 1, UnknownOption),
        ("single", "yes", 2, WordingChanged),
    ],
)
def test_what_cannot_be_answered_is_refused(
    site: Site, about: str, key: str, wording: int, refusal: type[PollError]
) -> None:
    with pytest.raises(refusal):
        answer(site, "ada", key, about=about, wording=wording)
    assert kept(site) == {}


def test_a_closed_question_takes_no_answer(empty_site: Site) -> None:
    empty_site.publish(article_text(CLOSED).replace("language: en\n", "language: en\nshift: closed\n"))
    with pytest.raises(PollClosed):
        answer(empty_site, "ada", "yes", about="closed")


@pytest.mark.parametrize(
    ("own", "theirs", "voted", "joined"),
    [("yes", None, False, 1), ("yes", "no", False, 2), ("yes", None, True, None), (None, "no", True, 2)],
)
def test_signing_in_joins_what_was_answered_before(
    site: Site, own: str | None, theirs: str | None, voted: bool, joined: int | None
) -> None:
    site.vote("member", "after-vote", "yes")
    if own:
        answer(site, "guest", own)
    if theirs:
        answer(site, "member", theirs)
    if voted:
        site.vote("member", "single", "no")
    for _ in range(2):
        with site.writing() as session:
            join_before(session, from_reader=reader("guest"), to_reader=reader("member"), at=DURING)
    assert kept(site) == ({reader("member"): joined} if joined else {})


def test_a_reader_answers_reads_and_votes_at_the_end(site: Site) -> None:
    ada = site.browser().touch()
    assert "Before you read What about single?" in place(ada.read(), "before")
    answered = act(ada, option="yes")
    assert (answered.status_code, answered.location) == (303, "/articles/on-portraits#before")
    assert "Before reading you said “Yes indeed”" in place(ada.read(), "before")
    assert "Before reading you said “Yes indeed”" in place(ada.read(), "and-now")
    voted = ada.act("ballot", "single", {"option": "no", "wording": "1", "from": "and-now"})
    assert voted.location == "/articles/on-portraits#and-now"
    assert "Before reading you said “Yes indeed”, now “No indeed”" in place(ada.read(), "and-now")
    assert site.counts("single")["no"] == 1
    act(ada, "/withdrawal")
    assert place(ada.read(), "before") == ""
    assert "You voted “No indeed”" in place(ada.read(), "and-now")


def test_everybody_else_is_asked_both_times_and_gets_no_cookie(site: Site) -> None:
    act(site.browser().touch(), option="yes")
    nobody = site.browser()
    page = nobody.read()
    assert "Before you read" in place(page, "before")
    assert "And now?" in place(page, "and-now")
    assert "you said" not in page.text
    assert not nobody.has_cookie


def test_a_first_answer_without_script_takes_one_more_step(site: Site) -> None:
    ada = site.browser()
    asked = act(ada, option="rarely")
    assert asked.status_code == 403
    assert "Confirm your answer" in asked.text
    assert kept(site) == {}
    token = re.search(r'name="csrf_token" value="([^"]+)"', asked.text)
    assert token
    ada.token = token.group(1)
    assert act(ada, option="rarely").status_code == 303
    assert list(kept(site).values()) == [4]


def test_a_refused_answer_is_still_chosen(site: Site) -> None:
    ada = site.browser().touch()
    page = act(ada, option="no", wording="7")
    assert page.status_code == 409
    assert "reworded while you had it open" in place(page, "before")
    assert 'value="no" checked' in page.text
    fragment = act(ada, fragment=True)
    assert (fragment.status_code, NOTHING in place(fragment, "before")) == (422, True)
    stranger = site.browser().client.post(f"/polls/{site.poll_id('single')}/before", data={"wording": "1"})
    assert (stranger.status_code, NOTHING in place(stranger, "before")) == (422, True)


def test_the_script_gets_both_places(site: Site) -> None:
    ada = site.browser().touch()
    given = act(ada, option="yes", fragment=True)
    assert "Your answer is kept." in place(given, "before")
    assert "Before reading you said “Yes indeed”" in place(given, "and-now")
    plain = ada.client.get(f"/polls/{site.poll_id('single')}/before")
    assert plain.location == "/articles/on-portraits#before"
    assert ada.client.get("/polls/999/before").status_code == 404


def test_an_article_that_leads_with_no_question_asks_once(empty_site: Site) -> None:
    empty_site.publish(article_text(SINGLE))
    assert 'class="twice"' not in empty_site.browser().read().text
