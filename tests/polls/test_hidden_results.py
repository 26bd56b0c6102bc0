"""Hidden is hidden everywhere: with other numbers behind it, not one byte of any answer differs."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
import time_machine
from werkzeug.test import TestResponse

from pollsite.db import db
from pollsite.pages.live_source import ArticleSource, audible_topics
from tests.browsing import Browser, bare, card
from tests.fixtures.site import Site, reader
from tests.samples import AFTER_CLOSE, AFTER_VOTE, DURING, SINGLE, SLUG, article_text

HIDDEN = ("after-vote", "after-close")


def nobody(site: Site) -> Browser:
    """A reader without a cookie."""
    return site.browser()


def a_stranger(site: Site) -> Browser:
    """A reader with a cookie who did nothing."""
    return site.browser().touch()


def a_voter_elsewhere(site: Site) -> Browser:
    """A reader who answered other questions, and this one's close is still to come."""
    browser = site.browser().touch()
    browser.vote("single", "yes")
    browser.vote("after-close", "yes")
    return browser


def one_who_withdrew(site: Site) -> Browser:
    """A reader who took their vote back."""
    browser = site.browser().touch()
    browser.vote("after-vote", "yes")
    browser.act("withdrawal", "after-vote")
    return browser


READERS: tuple[Callable[[Site], Browser], ...] = (nobody, a_stranger, a_voter_elsewhere, one_who_withdrew)

ANSWERS: dict[str, Callable[[Browser], TestResponse]] = {
    "page": lambda browser: browser.read(),
    "page to change": lambda browser: browser.read(change="after-vote"),
    "page to change a kept vote": lambda browser: browser.read(change="after-close"),
    "fragment": lambda browser: browser.fragment("after-vote"),
    "fragment of the later one": lambda browser: browser.fragment("after-close"),
    "state": lambda browser: browser.client.get("/live/state?articles=1"),
    "frame": lambda browser: browser.client.get(f"/embed/polls/{browser.number_of('after-vote')}"),
    "frame of the article": lambda browser: browser.client.get(f"/embed/articles/{SLUG}"),
    "codes": lambda browser: browser.client.get(f"/articles/{SLUG}/embed"),
    "oembed": lambda browser: browser.client.get(f"/oembed?url=http://localhost/articles/{SLUG}"),
    "picture": lambda browser: browser.client.get(f"/articles/{SLUG}/polls/after-vote/share-0.png"),
    "home": lambda browser: browser.client.get("/"),
    "refused vote": lambda browser: browser.vote("after-vote", "maybe"),
    "refused fragment": lambda browser: browser.vote("after-close", "maybe", fragment=True),
    "asked to confirm": lambda browser: browser.client.post(
        "/polls/4/ballot", data={"option": "yes", "wording": 1}
    ),
    "refused look": lambda browser: browser.act("peek", "after-close"),
    "token": lambda browser: browser.client.get("/token"),
}


@pytest.mark.parametrize("reads", READERS)
@pytest.mark.parametrize("asked", ANSWERS)
def test_no_answer_depends_on_hidden_numbers(
    site: Site, reads: Callable[[Site], Browser], asked: str
) -> None:
    browser = reads(site)
    ask = ANSWERS[asked]
    before = bare(ask(browser))
    for key in HIDDEN:
        site.crowd(key, yes=7, no=3)
    site.settle()
    assert bare(ask(browser)) == before


@pytest.mark.parametrize("key", HIDDEN)
def test_the_stream_tells_a_reader_nothing_their_page_hides(site: Site, key: str) -> None:
    site.crowd(key, yes=37, no=11)
    for reader_id in (None, reader("stranger")):
        heard = heard_by(site, reader_id)
        assert all(f'"poll":{site.poll_id(key)}' not in body for body in heard)
        assert all("37" not in body for body in heard)


def heard_by(site: Site, reader_id: UUID | None) -> list[str]:
    """The states that a stream of this reader begins with."""
    with site.app.app_context():
        topics = audible_topics(db.session(), [1], reader_id=reader_id, at=DURING)
        messages = ArticleSource().messages(db.session().connection(), 1, at=DURING).messages
    return [message.body for message in messages if message.topic in topics]


def test_a_voter_sees_what_a_vote_opens_and_nothing_else(site: Site) -> None:
    for key in HIDDEN:
        site.crowd(key, yes=37, no=11)
    browser = site.browser().touch()
    browser.vote("after-vote", "yes")
    browser.vote("after-close", "yes")
    page = browser.read()
    assert "49 readers voted" in card(page, "after-vote")
    assert "readers voted" not in card(page, "after-close")
    assert "Results open when the poll closes" in card(page, "after-close")
    state = browser.client.get("/live/state?articles=1").text
    assert f'"poll":{site.poll_id("after-vote")}' in state
    assert f'"poll":{site.poll_id("after-close")}' not in state


def test_the_close_opens_results_to_everybody_by_itself(empty_site: Site) -> None:
    site = empty_site
    with time_machine.travel("2098-12-31T23:59:59Z", tick=False) as clock:
        site.publish(article_text(AFTER_CLOSE))
        site.crowd("after-close", yes=37, no=11)
        browser = site.browser()
        assert "48 readers voted" not in browser.read().text
        clock.move_to("2099-01-01T00:00:00Z")
        assert "48 readers voted" in browser.read().text
        assert "Closed on" in card(browser.read(), "after-close")
        assert '"counts":[37,11,0,0]' in browser.client.get("/live/state?articles=1").text


def test_whoever_saw_an_earlier_wording_hears_nothing_of_the_new_ones_numbers(empty_site: Site) -> None:
    site = empty_site
    site.publish(article_text(SINGLE, AFTER_VOTE))
    site.vote("ada", "after-vote", "yes")
    with site.app.app_context():
        joined = audible_topics(db.session(), [1], reader_id=reader("ada"), at=DURING)
    site.publish(article_text(SINGLE, replace(AFTER_VOTE, question="Quite another question?", wording=2)))
    site.crowd("after-vote", yes=37)
    with site.app.app_context():
        messages = ArticleSource().messages(db.session().connection(), 1, at=DURING).messages
    told = [message.body for message in messages if message.topic in joined]
    assert told, "the article itself goes on"
    assert all('"counts":[37' not in body for body in told)
