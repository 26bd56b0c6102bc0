"""Kept pages: held ready for everybody without a cookie, and let go of the moment they no longer hold."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from flask import request_started
from flask.testing import FlaskClient

from pollsite.pages.pieces import WeighedPieces
from tests.browsing import card
from tests.fixtures.site import Site
from tests.patience import eventually
from tests.samples import SINGLE, SLUG, article_text

PAGE = f"/articles/{SLUG}"


@pytest.fixture
def kept(site: Site) -> Site:
    """A site whose article is kept ready."""
    site.browser().read()
    site.watch_begins()
    site.browser().read()
    return site


@pytest.fixture
def client(kept: Site) -> FlaskClient:
    """A client of that site."""
    return kept.app.test_client()


def is_kept(site: Site, client: FlaskClient | None = None) -> bool:
    """Whether the page is answered in front of Flask, to this client or to somebody new."""
    asked: list[object] = []

    def note(app: object, **_: object) -> None:
        asked.append(app)

    with request_started.connected_to(note, site.app):
        (client or site.app.test_client()).get(PAGE)
    return not asked


def test_a_page_is_kept_after_the_first_reader(kept: Site) -> None:
    assert is_kept(kept)


def test_a_kept_page_has_the_bytes_of_a_fresh_one(kept: Site) -> None:
    assert is_kept(kept)
    held = kept.browser().read().data
    kept.app.extensions["pollsite-live"].watcher.stop()
    assert not is_kept(kept)
    assert kept.browser().read().data == held


def test_a_vote_renews_the_page(kept: Site) -> None:
    kept.vote("ada", "single", "yes")
    eventually(lambda: "1 reader voted" in card(kept.browser().read(), "single"))
    kept.withdraw("ada", "single")
    eventually(lambda: "No votes yet" in card(kept.browser().read(), "single"))


def test_publishing_renews_the_page(kept: Site) -> None:
    kept.publish(article_text(SINGLE, closing="It ends otherwise."))
    eventually(lambda: "It ends otherwise." in kept.browser().read().text)


def test_an_article_is_renewed_alone(kept: Site) -> None:
    kept.publish(article_text(replace(SINGLE, key="elsewhere"), slug="another"))
    kept.browser().read("another")
    kept.vote("ada", "elsewhere", "yes")
    eventually(lambda: "1 reader voted" in kept.browser().read("another").text)
    assert "1 reader voted" not in kept.browser().read().text


def test_a_page_ends_when_one_of_its_polls_closes_by_itself(empty_site: Site) -> None:
    site = empty_site
    with time_machine.travel(datetime(2026, 11, 30, 17, 59, 59, tzinfo=UTC), tick=False) as clock:
        site.publish(article_text(replace(SINGLE, closes="2026-11-30T18:00+00:00")))
        site.browser().read()
        site.watch_begins()
        assert "Open until" in card(site.browser().read(), "single")
        assert is_kept(site)
        clock.move_to(datetime(2026, 11, 30, 18, 0, 0, tzinfo=UTC))
        assert "Closed on" in card(site.browser().read(), "single")


def test_a_page_ends_when_one_of_its_polls_opens_by_itself(empty_site: Site) -> None:
    site = empty_site
    with time_machine.travel(datetime(2026, 11, 30, 17, 59, 59, tzinfo=UTC), tick=False) as clock:
        site.publish(article_text(replace(SINGLE, opens="2026-11-30T18:00+00:00")))
        site.browser().read()
        site.watch_begins()
        assert "disabled" in card(site.browser().read(), "single")
        clock.move_to(datetime(2026, 11, 30, 18, 0, 0, tzinfo=UTC))
        assert "disabled" not in card(site.browser().read(), "single")


def test_nothing_is_kept_while_nobody_watches(kept: Site) -> None:
    kept.app.extensions["pollsite-live"].watcher.stop()
    kept.vote("ada", "single", "yes")
    assert "1 reader voted" in card(kept.browser().read(), "single")


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get(PAGE).headers["ETag"]
    answer = client.get(PAGE, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert client.get(PAGE, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("wanted", ['"a", {tag}', '{tag}, W/"b"'])
def test_one_of_several_tags_suffices(client: FlaskClient, wanted: str) -> None:
    tag = client.get(PAGE).headers["ETag"]
    assert client.get(PAGE, headers={"If-None-Match": wanted.format(tag=tag)}).status_code == 304


def test_a_changed_page_has_another_tag(kept: Site, client: FlaskClient) -> None:
    tag = client.get(PAGE).headers["ETag"]
    kept.vote("ada", "single", "yes")
    eventually(lambda: client.get(PAGE, headers={"If-None-Match": tag}).status_code == 200)
    assert client.get(PAGE).headers["ETag"] != tag


def test_whoever_unzips_gets_it_zipped(client: FlaskClient) -> None:
    plain = client.get(PAGE)
    zipped = client.get(PAGE, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert int(zipped.headers["Content-Length"]) == len(zipped.data) < len(plain.data)
    assert gzip.decompress(zipped.data) == plain.data


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_head_is_the_answer_without_its_body(client: FlaskClient, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    full, head = client.get(PAGE, headers=headers), client.head(PAGE, headers=headers)
    assert head.data == b""
    assert list(head.headers) == list(full.headers)


def test_a_head_of_a_page_not_kept_yet_is_without_a_body_too(site: Site) -> None:
    head = site.app.test_client().head(PAGE)
    assert (head.status_code, head.data) == (200, b"")
    assert site.app.test_client().head("/articles/no-such").status_code == 404


def test_other_methods_pass_by(client: FlaskClient) -> None:
    assert client.post(PAGE).status_code in (403, 405)
    assert client.delete(PAGE).status_code in (403, 405)


def test_a_strangers_host_gets_no_kept_page(client: FlaskClient) -> None:
    for _ in range(2):
        assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400
    assert client.get(PAGE).status_code == 200


def test_a_missing_article_is_not_kept(kept: Site) -> None:
    assert kept.browser().read("later").status_code == 404
    kept.publish(article_text(slug="later"))
    assert kept.browser().read("later").status_code == 200


def test_other_cookies_make_no_reader(kept: Site, client: FlaskClient) -> None:
    client.set_cookie("somebody-elses", "1")
    assert is_kept(kept, client)


def test_many_addresses_do_not_fill_the_memory(kept: Site, client: FlaskClient) -> None:
    for number in range(300):
        client.get(f"{PAGE}?page={number}")
        client.get(f"/articles/no-such-{number}")
    assert is_kept(kept)


def test_each_order_and_question_is_a_page_of_its_own(kept: Site) -> None:
    client = kept.app.test_client()
    asked = ("", "?sort=newest", "?poll=single", "?poll=single&sort=newest", "?after=1.2")
    pages = {query: client.get(f"{PAGE}/discussion{query}").text for query in asked}
    assert {query: client.get(f"{PAGE}/discussion{query}").text for query in reversed(asked)} == pages
    assert ["Comments on this question" in page for page in pages.values()] == [
        False,
        False,
        True,
        True,
        False,
    ]
    assert ["comment-form" in page for page in pages.values()] == [True] * 4 + [False]


def test_a_page_names_the_host_it_was_asked_under(make_site: Callable[..., Site]) -> None:
    client = make_site(trusted_hosts=("localhost", "other.example")).app.test_client()
    for host in ("localhost", "other.example") * 2:
        page = client.get(PAGE, headers={"Host": host}).text
        assert f'<link rel="canonical" href="http://{host}{PAGE}">' in page


def test_what_is_kept_is_bounded_and_the_oldest_goes_first() -> None:
    kept: WeighedPieces[str] = WeighedPieces(max_bytes=10)
    for name in "abc":
        kept.keep(name, name, weight=4)
    assert [kept.find(name) for name in "abc"] == [None, "b", "c"]
    kept.keep("b", "B", weight=4)
    kept.keep("d", "d", weight=4)
    assert [kept.find(name) for name in "bcd"] == ["B", None, "d"]
    kept.keep("e", "e", weight=11)
    assert [kept.find(name) for name in "bde"] == [None, None, None]
