"""Reading an article: the same bytes for everybody without a cookie, nobody else's page for those with one."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.browsing import Browser, bare, card
from tests.fixtures.site import Site, statements
from tests.samples import AFTER_VOTE, EVERY_KIND, SINGLE, article_text


def test_reading_sets_no_cookie(site: Site) -> None:
    browser = site.browser()
    for address in (
        "/",
        "/articles/on-portraits",
        "/articles/on-portraits?change=single",
        "/live/state?articles=1",
        "/no-such-page",
        f"/polls/{site.poll_id('single')}",
    ):
        assert "Set-Cookie" not in browser.client.get(address).headers, address
    assert "Set-Cookie" not in browser.fragment("single").headers
    assert not browser.has_cookie


def test_a_reader_who_watched_a_poll_change_still_reads_the_shared_page(site: Site) -> None:
    browser = site.browser()
    shared = browser.read()
    browser.fragment("single")
    assert bare(browser.read()) == bare(shared)


def test_everybody_without_a_cookie_gets_the_same_bytes(site: Site) -> None:
    first, second = site.browser(), site.browser()
    assert first.read().data == second.read().data
    assert first.read().data == second.read(change="single", utm="x").data


def test_a_vote_on_hidden_results_leaves_the_shared_page_as_it_was(empty_site: Site) -> None:
    empty_site.publish(article_text(AFTER_VOTE))
    before = empty_site.browser().read().data
    empty_site.browser().touch().vote("after-vote", "yes")
    empty_site.settle()
    assert empty_site.browser().read().data == before


def test_each_reader_sees_their_own_vote_and_nobody_elses(site: Site) -> None:
    ada, bea = site.browser().touch(), site.browser().touch()
    ada.vote("after-vote", "yes")
    bea.vote("after-vote", "rarely")
    for _ in range(2):
        assert "You voted</span> <strong>“Yes indeed”" in card(ada.read(), "after-vote")
        assert "You voted</span> <strong>“Rarely indeed”" in card(bea.read(), "after-vote")
        nobody = site.browser().read()
        assert "You voted" not in nobody.text
        assert "Show results without voting" in card(nobody, "after-vote")


def test_no_token_stands_in_anybody_elses_page(site: Site) -> None:
    ada, bea = site.browser().touch(), site.browser().touch()
    for page in (ada.read(), bea.read(), site.browser().read()):
        tokens = {part.split('"')[0] for part in page.text.split('name="csrf_token" value="')[1:]}
        assert len(tokens) == 1
    assert {""} == {part.split('"')[0] for part in page.text.split('name="csrf_token" value="')[1:]}


def test_a_personal_page_is_marked_so(site: Site) -> None:
    answer = site.browser().touch().read()
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Vary"] == "Cookie"
    assert "ETag" not in answer.headers


def test_a_shared_page_is_marked_so(site: Site) -> None:
    answer = site.browser().read()
    assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-while-revalidate=10"
    assert set(answer.headers["Vary"].split(", ")) == {"Cookie", "Accept-Encoding"}


def test_every_question_stands_beside_its_sentence(site: Site) -> None:
    page = site.browser().read().text
    places = [
        place
        for asked in EVERY_KIND
        for place in (page.index(asked.sentence), page.index(f'id="poll-{asked.key}"'))
    ]
    assert places == sorted(places)


def test_a_question_whose_sentence_is_gone_quotes_it(empty_site: Site) -> None:
    empty_site.publish(article_text(SINGLE))
    empty_site.publish(article_text(SINGLE).replace(f"kinds. {SINGLE.sentence}", "kinds."))
    page = empty_site.browser().read().text
    assert f"Asked about an earlier wording:</span> <q>{SINGLE.sentence}</q>" in page
    assert 'data-key="single"' in page


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("FA", "rtl"), ("pt-BR", "ltr"), ("arn", "ltr")],
)
def test_an_article_runs_in_the_direction_of_its_language(
    empty_site: Site, language: str, direction: str
) -> None:
    empty_site.publish(article_text(SINGLE, language=language))
    assert f'<html lang="{language}" dir="{direction}">' in empty_site.browser().read().text


def test_an_article_without_questions_is_an_article(empty_site: Site) -> None:
    empty_site.publish(article_text())
    page = empty_site.browser().read()
    assert page.status_code == 200
    assert "Where readers stand" not in page.text


def test_the_home_page_lists_every_article(site: Site) -> None:
    site.publish(article_text(slug="another", title="Another one"))
    page = site.browser().client.get("/").text
    assert 'href="/articles/on-portraits">On portraits</a>' in page
    assert 'href="/articles/another">Another one</a>' in page


def test_an_empty_site_says_so(empty_site: Site) -> None:
    assert "Nothing is published yet" in empty_site.browser().client.get("/").text


@pytest.mark.parametrize("address", ["/articles/no-such-article", "/no-such-page", "/media/0/x.svg"])
def test_what_is_not_there_is_a_page_that_says_so(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "There is no page at this address." in answer.text


def test_a_title_is_text_whatever_it_says(empty_site: Site) -> None:
    empty_site.publish(article_text(replace(SINGLE, question="<b>Is it?</b>"), title="<script>x</script>"))
    page = empty_site.browser().read().text
    assert "<script>x" not in page
    assert "&lt;b&gt;Is it?&lt;/b&gt;" in page


def test_an_article_costs_few_statements(site: Site) -> None:
    reader = site.browser().touch()
    reader.vote("single", "yes")
    with statements(site) as cold:
        reader.read()
    with statements(site) as warm:
        reader.read()
    site.vote("bea", "single", "yes")
    with statements(site) as voted:
        reader.read()
    assert 1 <= len(cold) <= 8, cold
    assert warm == []
    assert 1 <= len(voted) <= 3, voted


def test_the_cost_does_not_grow_with_votes(site: Site) -> None:
    reader = site.browser().touch()
    reader.read()
    site.crowd("single", yes=200)
    with statements(site) as seen:
        reader.read()
    assert len(seen) <= 8, seen


def test_a_kept_page_costs_no_statement(site: Site) -> None:
    browser = site.browser()
    browser.read()
    site.watch_begins()
    browser.read()
    with statements(site) as seen:
        browser.read()
    assert seen == []


def every_get(browser: Browser) -> None:
    """Ask for everything a GET can get."""
    for address in ("/", "/articles/on-portraits", "/token", "/live/state?articles=1", "/no-such-page"):
        browser.client.get(address)
    browser.read(change="single")
    browser.fragment("after-vote")
    browser.client.get("/polls/1")


def test_a_get_writes_nothing(site: Site) -> None:
    reader = site.browser().touch()
    reader.vote("single", "yes")
    before = fingerprint(site)
    with statements(site) as seen:
        every_get(reader)
        every_get(site.browser())
    assert fingerprint(site) == before
    assert not [one for one in seen if one.split()[0] not in ("SELECT", "BEGIN", "PRAGMA", "WITH")]


def fingerprint(site: Site) -> dict[str, str]:
    """A digest of the database, and the files beside it."""
    files = sorted(Path(site.folder).glob("*"))
    return {
        "rows": hashlib.sha256(repr(site.stored()).encode()).hexdigest(),
        "files": repr([file.name for file in files]),
    }
