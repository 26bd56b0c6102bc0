"""Limits of many hosts: counted together in Redis, and by each host alone while it is gone, which hurts nobody."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from limits import RateLimitItemPerHour
from structlog.testing import capture_logs

from pollsite import windows
from pollsite.allowances import Allowance
from pollsite.clock import now
from pollsite.ratelimit import Limiter, LimitReached
from pollsite.windows import SharedWindows
from tests.browsing import Browser
from tests.fixtures.site import SECRET, Site
from tests.patience import eventually
from tests.redis_server import RedisServer, running

ADDRESS = "203.0.113.77"
TEN = Allowance(name="ten", what="", told="Enough", actor=RateLimitItemPerHour(10))


@pytest.fixture(autouse=True)
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Redis that failed is asked again soon."""
    monkeypatch.setattr(windows, "REDIS_REST_S", 0.05)


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """A Redis."""
    with running() as started:
        yield started


def host(folder: Path, name: str, server: RedisServer) -> Limiter:
    """A host's limiter, with a file of its own."""
    (folder / name).mkdir()
    return Limiter.at(folder / name / "limits.sqlite3", secret=SECRET, redis_url=server.url)


def accepted(limiter: Limiter, number: int, actor: str = "ada") -> int:
    """How many of so many acts are not refused."""
    counted = 0
    for _ in range(number):
        with suppress(LimitReached):
            limiter.count(TEN, actor=actor, address=None, at=now())
            counted += 1
    return counted


def is_alone(limiter: Limiter) -> bool:
    """Whether the host counts by itself."""
    assert isinstance(limiter.windows, SharedWindows)
    return limiter.windows.is_alone


def comes_back(limiter: Limiter) -> None:
    """Wait until the host has noticed that Redis is back; only acts make it look."""
    eventually(lambda: accepted(limiter, 1, "somebody who looks") is not None and not is_alone(limiter))


def test_all_hosts_count_together(tmp_path: Path, server: RedisServer) -> None:
    hosts = [host(tmp_path, name, server) for name in ("one", "two", "three")]
    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda place: accepted(hosts[place % 3], 5), range(6))) == 10
    assert not any((tmp_path / name / "limits.sqlite3").exists() for name in ("one", "two", "three"))


def test_redis_knows_nobody_s_address(tmp_path: Path, server: RedisServer) -> None:
    one = host(tmp_path, "one", server)
    one.count_vote(reader="ada", address=ADDRESS, at=now())
    assert len(server.known()) == 2
    assert not [key for key in server.known() if ADDRESS in key or "ada" in key]


def test_while_redis_is_gone_each_host_counts_by_itself_and_then_together_again(
    tmp_path: Path, server: RedisServer
) -> None:
    one, two = host(tmp_path, "one", server), host(tmp_path, "two", server)
    assert accepted(one, 4) == 4
    server.kill()
    with capture_logs() as lines:
        assert [accepted(limiter, 30) for limiter in (one, two)] == [10, 10]
        server.start()
        for limiter in (one, two):
            comes_back(limiter)
    assert sorted(line["event"] for line in lines) == sorted(2 * [GONE, BACK])
    assert accepted(one, 20, "bea") + accepted(two, 20, "bea") == 10


GONE = "redis does not answer; each host counts its limits by itself"
BACK = "redis is back; all hosts count their limits together"


def test_a_redis_that_only_hangs_is_asked_once_and_then_left_alone(
    tmp_path: Path, server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "REDIS_REST_S", 600.0)
    one = host(tmp_path, "one", server)
    accepted(one, 1, "bea")
    server.hang()
    with capture_logs() as lines:
        assert accepted(one, 1) == 1
        assert is_alone(one)
        with monkeypatch.context() as patched:
            patched.setattr(one.windows, "_redis", None)  # who asks it now, fails
            assert accepted(one, 20) == 9
    assert [line["event"] for line in lines] == [GONE]
    server.go_on()
    one.windows._rests_until = 0.0
    comes_back(one)


@pytest.mark.parametrize("options", [["--requirepass", "x"], ["--maxmemory", "1"]], ids=["locked", "full"])
def test_a_redis_that_takes_nothing_is_as_good_as_gone(tmp_path: Path, options: list[str]) -> None:
    server = RedisServer()
    try:
        start_refusing(server, options)
        one = host(tmp_path, "one", server)
        assert accepted(one, 20) == 10
        assert is_alone(one)
    finally:
        server.kill()


def start_refusing(server: RedisServer, options: list[str]) -> None:
    """Start a Redis that answers every act with an error."""
    server.start()
    with redis.Redis(port=server.port) as client:
        name, value = options[0].removeprefix("--"), options[1]
        client.config_set(name, value)


def test_a_site_without_its_redis_takes_votes_comments_and_codes(
    make_site: Callable[..., Site], server: RedisServer
) -> None:
    site = make_site(redis_url=server.url)
    reader: Browser = site.browser().touch()
    assert reader.vote("single", "yes").status_code == 303
    server.kill()
    assert reader.vote("single", "no").status_code == 303
    assert {reader.vote("single", "yes").status_code for _ in range(70)} == {303, 429}
    assert site.mismatches() == ()


def test_a_site_whose_redis_never_was_starts_and_counts(make_site: Callable[..., Site]) -> None:
    site = make_site(redis_url=RedisServer().url)
    reader = site.browser().touch()
    assert {reader.vote("single", "yes").status_code for _ in range(70)} == {303, 429}
