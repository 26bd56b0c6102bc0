"""Streams under a real gunicorn: handed off, or, where that cannot be, each in a thread of a few."""

import resource
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.live.listening import Listener
from tests.live.serving import VOTED, Served, serving
from tests.patience import eventually

MANY = 1_200
"""More than gunicorn's default of 1,000 for worker_connections."""


@pytest.fixture(scope="module")
def handing_off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that hands off, with gunicorn's default number of connections."""
    with serving(tmp_path_factory.mktemp("handing-off"), "--threads=4") as served:
        yield served


@pytest.fixture
def keeping_threads(tmp_path: Path) -> Iterator[Served]:
    """A server of eight threads that cannot hand off: room for two streams."""
    with serving(tmp_path, "--threads=8", mode="generator") as served:
        yield served


@pytest.fixture(scope="module")
def many_descriptors() -> Iterator[None]:
    """Raises this process's own limit of open files, for the readers' ends."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    if before[1] < MANY + 300:
        pytest.skip(f"needs a limit of open files above {MANY + 300}: ulimit -Hn")
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def without_streams(served: Served) -> bool:
    """Whether all streams and connections are counted out; the one that asks remains."""
    return served.count("streams") == 0 and served.count("connections") == 1


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_a_stream_is_answered_and_goes_on(handing_off: Served, version: str) -> None:
    listener = handing_off.follow("1,2", VOTED, version=version)
    eventually(lambda: len(listener.states()) == 4)
    head = listener.heard.partition(b"\r\n\r\n")[0].decode().splitlines()
    assert head[0] == f"HTTP/{version} 200 OK"
    assert "Content-Type: text/event-stream; charset=utf-8" in head
    assert "Cache-Control: no-store" in head
    assert "X-Accel-Buffering: no" in head
    assert "Connection: close" in head
    before = listener.versions("poll:1")[-1]
    handing_off.ask("/raise/1", method="POST")
    eventually(lambda: listener.versions("poll:1")[-1] == before + 1)
    listener.close()
    eventually(lambda: without_streams(handing_off))


def test_a_reader_without_the_right_hears_no_poll(handing_off: Served) -> None:
    entitled, other = handing_off.follow("3", VOTED), handing_off.follow("3")
    eventually(lambda: entitled.versions("poll:3") and other.states())
    handing_off.ask("/raise/3", method="POST")
    eventually(lambda: len(entitled.versions("poll:3")) == 2)
    assert other.versions("poll:3") == []
    entitled.close()
    other.close()


def test_head_is_answered_and_the_connection_goes_on(handing_off: Served) -> None:
    sock = handing_off.send("HEAD /live?articles=1 HTTP/1.1")
    reader = Listener(sock)
    eventually(lambda: reader.listen().endswith(b"\r\n\r\n"))
    assert b"Content-Type: text/event-stream" in reader.heard
    sock.sendall(b"GET /streams HTTP/1.1\r\nHost: localhost\r\n\r\n")
    eventually(lambda: reader.listen().endswith(b"\r\n\r\n0"))
    reader.close()


def test_a_stream_may_follow_another_request_on_its_connection(handing_off: Served) -> None:
    sock = handing_off.send("GET /streams HTTP/1.1")
    reader = Listener(sock)
    eventually(lambda: reader.listen().endswith(b"\r\n\r\n0"))
    sock.sendall(b"GET /live?articles=1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    eventually(reader.states)
    reader.close()
    eventually(lambda: without_streams(handing_off))


def test_a_request_sent_behind_a_stream_is_not_answered_into_it(handing_off: Served) -> None:
    reader = Listener(
        handing_off.send("GET /live?articles=1 HTTP/1.1", "Host: a", "", "GET /streams HTTP/1.1")
    )
    eventually(lambda: reader.states() or reader.has_ended())
    handing_off.ask("/streams")
    assert reader.listen().count(b"HTTP/1.1") == 1
    reader.close()
    eventually(lambda: without_streams(handing_off))


@pytest.mark.usefixtures("many_descriptors")
def test_more_streams_than_gunicorn_has_connections_leave_the_site_alive(handing_off: Served) -> None:
    listeners = [handing_off.follow("4", VOTED) for _ in range(MANY)]
    eventually(lambda: handing_off.count("streams") == MANY)
    assert handing_off.count("connections") < 100
    handing_off.ask("/raise/4", method="POST")
    eventually(lambda: all(listener.versions("poll:4")[-1:] == [2] for listener in listeners))
    for listener in listeners:
        listener.close()
    eventually(lambda: without_streams(handing_off))


def test_two_servers_on_one_database_hear_of_each_other(tmp_path: Path) -> None:
    with serving(tmp_path) as one, serving(tmp_path) as other:
        listeners = [served.follow("1", VOTED) for served in (one, other)]
        eventually(lambda: all(listener.versions() == [1] for listener in listeners))
        one.ask("/raise/1", method="POST")
        other.ask("/raise/1", method="POST")
        eventually(lambda: all(listener.versions()[-1] == 3 for listener in listeners))
        for listener in listeners:
            assert all(before < after for before, after in pairwise(listener.versions()))
            listener.close()


def test_an_application_loaded_before_the_fork_streams_in_every_worker(tmp_path: Path) -> None:
    with serving(tmp_path, "--preload", "--workers=2", "--threads=2") as served:
        listeners = [served.follow("1", VOTED) for _ in range(8)]
        eventually(lambda: all(listener.versions() == [1] for listener in listeners))
        served.ask("/raise/1", method="POST")
        eventually(lambda: all(listener.versions() == [1, 2] for listener in listeners))
        assert served.stop().count("mode=handoff") == 2
        for listener in listeners:
            assert listener.has_ended()
            listener.close()


@pytest.mark.parametrize("mode", ["handoff", "generator"])
def test_open_streams_do_not_delay_a_graceful_stop(tmp_path: Path, mode: str) -> None:
    with serving(tmp_path, "--threads=8", "--graceful-timeout=1000", mode=mode) as served:
        listeners = [served.follow("1", VOTED) for _ in range(2)]
        eventually(lambda: all(listener.versions() == [1] for listener in listeners))
        log = served.stop()
        eventually(lambda: all(listener.has_ended() for listener in listeners))
        assert f"mode={mode}" in log
        assert "Traceback" not in log
        for listener in listeners:
            listener.close()


def test_where_streams_keep_threads_few_are_let_in_and_the_others_sent_to_poll(
    keeping_threads: Served,
) -> None:
    first, second = (keeping_threads.follow("1", VOTED) for _ in range(2))
    eventually(lambda: first.versions() == [1] and second.versions() == [1])
    assert keeping_threads.ask("/live?articles=1").status == 204
    keeping_threads.ask("/raise/1", method="POST")
    eventually(lambda: first.versions() == [1, 2] and second.versions() == [1, 2])
    assert keeping_threads.ask("/live/state?articles=1").status == 200
    second.close()
    first.close()


def test_who_leaves_a_thread_makes_room_at_the_next_word(keeping_threads: Served) -> None:
    for _ in range(2):
        leaving = keeping_threads.follow("1", VOTED)
        eventually(leaving.versions)
        leaving.close()

    def is_let_in() -> bool:
        keeping_threads.ask("/raise/1", method="POST")
        coming = keeping_threads.follow("1", VOTED)
        eventually(lambda: b"\r\n\r\n" in coming.listen())
        coming.close()
        return b" 200 OK" in coming.heard

    eventually(is_let_in)
