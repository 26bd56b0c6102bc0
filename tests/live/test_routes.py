"""The two doors: what may be asked, what each reader is told, and what a stream may not hold on to."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

import pollsite.live.streams
from pollsite.db import db
from pollsite.live.handoff import Mode
from pollsite.live.process import Live
from tests.live.site import raise_score
from tests.patience import eventually


@pytest.fixture
def client(small_site: Flask) -> FlaskClient:
    """A reader who has not voted."""
    return small_site.test_client()


@pytest.fixture
def voter(small_site: Flask) -> FlaskClient:
    """A reader who has voted."""
    client = small_site.test_client()
    client.set_cookie("voted", "1")
    return client


@pytest.fixture
def live(small_site: Flask) -> Live:
    """The site's live feature."""
    found = small_site.extensions["pollsite-live"]
    assert isinstance(found, Live)
    return found


@pytest.mark.parametrize("door", ["/live", "/live/state"])
@pytest.mark.parametrize(
    "articles",
    ["", ",", "1,", "1,b", "-1", "1.5", "٣", "1 2", "9999999999", ",".join(map(str, range(1, 22)))],
)
def test_what_is_no_list_of_twenty_numbers_is_refused(client: FlaskClient, door: str, articles: str) -> None:
    answer = client.get(door, query_string={"articles": articles})
    assert answer.status_code == 400
    assert "numbers, as in ?articles=3,5" in answer.text or "At most 20 articles" in answer.text


@pytest.mark.parametrize("door", ["/live", "/live/state"])
def test_an_article_nobody_may_follow_is_not_found(client: FlaskClient, live: Live, door: str) -> None:
    assert client.get(f"{door}?articles=999").status_code == 404
    client.get("/live/state?articles=1,999")
    eventually(lambda: live.watcher.version(1))
    assert live.watcher.version(999) is None


def test_twenty_articles_are_not_too_many(client: FlaskClient) -> None:
    numbers = ",".join(map(str, range(1, 21)))
    assert len(client.get(f"/live/state?articles={numbers}").get_json()) == 20


def test_states_are_those_the_reader_may_hear(client: FlaskClient, voter: FlaskClient) -> None:
    article, poll = {"article": 2, "v": 0, "open": True}, {"poll": 2, "v": 1}
    assert client.get("/live/state?articles=2").get_json() == [article]
    assert voter.get("/live/state?articles=2").get_json() == [article, poll]


def test_unchanged_states_are_not_sent_again(voter: FlaskClient, small_site: Flask) -> None:
    first = voter.get("/live/state?articles=1")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in first.headers["Vary"]
    known = {"If-None-Match": first.headers["ETag"]}
    assert voter.get("/live/state?articles=1", headers=known).status_code == 304
    with small_site.app_context():
        raise_score(db.engine, 1)
    eventually(lambda: voter.get("/live/state?articles=1", headers=known).status_code == 200)


def test_states_come_from_the_database_until_the_watcher_has_seen_them(
    voter: FlaskClient, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live.watcher, "messages", lambda article_id: None)
    assert voter.get("/live/state?articles=1").get_json()[1] == {"poll": 1, "v": 1}


def test_a_stream_that_keeps_a_thread_holds_no_connection(voter: FlaskClient, live: Live) -> None:
    stream = voter.get("/live?articles=1")
    chunks = iter(stream.response)
    heard = b""
    while b'"poll":1' not in heard:
        heard += next(chunks)
    assert heard.startswith(b"retry: ")
    assert live.hub.stream_count == 1
    with voter.application.app_context():
        assert db.engine.pool.checkedout() == 0
    stream.close()
    eventually(lambda: live.hub.stream_count == 0)


def test_places_are_given_back_however_a_stream_ends(voter: FlaskClient, live: Live) -> None:
    live.worker_started(threads=3, plain=False, is_stopping=lambda: False)
    for _ in range(5):
        one, two, three = (voter.get("/live?articles=1", buffered=False) for _ in range(3))
        assert [one.status_code, two.status_code, three.status_code] == [200, 200, 204]
        for stream in (one, two, three):
            stream.close()
            stream.close()


def test_past_the_limit_of_descriptors_browsers_are_sent_to_poll(
    voter: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pollsite.live.streams, "descriptors_for_streams", lambda: 0)
    assert voter.get("/live?articles=1").status_code == 204


def test_making_the_site_starts_no_thread(small_site: Flask) -> None:
    assert not {"live-hub", "live-watcher"} & {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize(("plain", "mode"), [(True, Mode.HANDOFF), (False, Mode.GENERATOR)])
def test_a_worker_says_in_one_line_how_it_streams(live: Live, plain: bool, mode: Mode) -> None:
    with capture_logs() as logs:
        assert live.worker_started(threads=4, plain=plain, is_stopping=lambda: False) is mode
    assert [(entry["event"], entry["mode"]) for entry in logs] == [("live streams", mode.value)]


@pytest.mark.parametrize(
    ("threads", "places"), [(1, 0), (2, 1), (3, 2), (4, 2), (8, 2), (12, 3), (16, 4), (64, 16)]
)
def test_streams_keep_a_quarter_of_the_threads_and_never_the_last(threads: int, places: int) -> None:
    assert pollsite.live.streams.threads_for_streams(threads) == places
