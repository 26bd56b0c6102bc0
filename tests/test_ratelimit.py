"""Limits: what an abuser meets, a classroom never does, and nobody when the file of counters is broken."""

import hashlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest
import time_machine
from limits import RateLimitItemPerMinute
from sqlalchemy import select
from structlog.testing import capture_logs

from pollsite.cli.articles import publish_shipped
from pollsite.clock import now
from pollsite.polls.models import Poll
from pollsite.ratelimit import Limiter, LimitReached
from pollsite.turns import among_processes
from pollsite.windows import FileWindows
from tests.browsing import Browser
from tests.fixtures.site import SECRET, Site
from tests.samples import DURING

ADDRESS = "203.0.113.77"
NEIGHBOUR = "203.0.113.78"
PROXY = "192.0.2.1"
PER_READER, PER_ADDRESS = 60, 1200


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the counters will be."""
    return tmp_path / "limits.sqlite3"


@pytest.fixture
def limiter(path: Path) -> Iterator[Limiter]:
    """A limiter at noon; the clock stands still."""
    with time_machine.travel(DURING, tick=False):
        yield Limiter.at(path, secret=SECRET)


def accepted(limiter: Limiter, readers: Sequence[str], address: str | None = None) -> int:
    """How many of these readers' votes, sent in this order, are not refused."""
    counted = 0
    for reader in readers:
        with suppress(LimitReached):
            limiter.count_vote(reader=reader, address=address, at=DURING)
            counted += 1
    return counted


def test_the_file_and_what_is_beside_it_is_its_owners_alone(path: Path, limiter: Limiter) -> None:
    limiter.count_vote(reader="ada", address=ADDRESS, at=DURING)
    made = list(path.parent.glob("limits.sqlite3*"))
    assert len(made) == 4
    assert {file.stat().st_mode & 0o777 for file in made} == {0o600}


def test_who_keeps_the_turn_for_good_keeps_nobody_from_counting(path: Path, limiter: Limiter) -> None:
    with among_processes(path.with_name("limits.sqlite3.turn"), patience_s=0):
        assert accepted(limiter, ["ada"] * (PER_READER + 1)) == PER_READER


def crowd(number: int, name: str = "reader") -> list[str]:
    """So many readers."""
    return [f"{name} {place}" for place in range(number)]


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ((0, 0, 0, 0), "yes yes yes no"),
        ((0, 30, 59, 59.9, 61), "yes yes yes no yes"),
        ((0, 59, 59, 60.1, 61, 62), "yes yes yes yes no no"),
        ((59, 59, 59, 119.1, 119.2, 139.1, 139.2, 159.1), "yes yes yes yes no yes no yes"),
        ((0, 0, 0, 30, 59, 61), "yes yes yes no no yes"),
        ((0, 0, 0, 119.9, 119.9, 119.9), "yes yes yes yes yes yes"),
        ((0, 0, 0, 3600, 3600), "yes yes yes yes yes"),
        ((3600, 3600, 3600, 0, 0, 0, 0, 61), "yes yes yes yes yes yes no yes"),
    ],
)
def test_three_a_minute_are_no_more_across_the_edge_of_a_window(
    path: Path, seconds: tuple[float, ...], expected: str
) -> None:
    windows, limit = FileWindows(path), RateLimitItemPerMinute(3)
    with time_machine.travel(DURING, tick=False) as clock:
        outcomes = []
        for second in seconds:
            clock.move_to(DURING + timedelta(seconds=second))
            passes = windows.acquire_sliding_window_entry(limit.key_for("somebody"), limit.amount, 60)
            outcomes.append("yes" if passes else "no")
    assert " ".join(outcomes) == expected


@pytest.mark.parametrize(("waited", "left"), [(0, 61), (30, 31), (59, 2), (59.9, 1)])
def test_a_refusal_says_how_long_to_wait(path: Path, waited: float, left: int) -> None:
    limiter = Limiter.at(path, secret=SECRET)
    with time_machine.travel(DURING, tick=False) as clock:
        accepted(limiter, ["ada"] * PER_READER)
        clock.shift(waited)
        with pytest.raises(LimitReached, match=f"try again in {left} second") as refusal:
            limiter.count_vote(reader="ada", address=None, at=DURING)
        assert refusal.value.retry_after_s == left
        clock.shift(left)
        assert accepted(limiter, ["ada"]) == 1


def test_a_reader_may_act_sixty_times_a_minute_wherever_they_are(limiter: Limiter) -> None:
    assert accepted(limiter, ["ada"] * 40, ADDRESS) == 40
    assert accepted(limiter, ["ada"] * 40, NEIGHBOUR) == 20
    assert accepted(limiter, ["bob"] * 61, ADDRESS) == 60


def test_an_address_may_act_twelve_hundred_times_a_minute_whoever_they_are(limiter: Limiter) -> None:
    assert accepted(limiter, crowd(1300), ADDRESS) == 1200
    assert accepted(limiter, crowd(5, "latecomer"), ADDRESS) == 0
    assert accepted(limiter, crowd(5, "neighbour"), NEIGHBOUR) == 5


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", None, ""])
def test_the_operators_own_machine_is_not_counted_by_address(limiter: Limiter, address: str | None) -> None:
    assert accepted(limiter, crowd(1300), address) == 1300
    assert accepted(limiter, ["ada"] * 61, address) == 60


@pytest.mark.parametrize("address", ["10.0.0.1", "2001:db8::7", "128.0.0.1", "localhost", "no address"])
def test_every_other_address_is_counted(limiter: Limiter, address: str) -> None:
    assert accepted(limiter, crowd(1300), address) == 1200


def act_elsewhere(path: Path, readers: Sequence[str]) -> int:
    """In another process, on the same file, within the same minute however slow it starts."""
    with time_machine.travel(DURING, tick=False):
        return accepted(Limiter.at(path, secret=SECRET), readers, ADDRESS)


@pytest.mark.parametrize(
    ("first", "second", "most"),
    [
        (["ada"] * 60, ["ada"] * 60, PER_READER),
        (crowd(800, "one"), crowd(800, "two"), PER_ADDRESS),
    ],
    ids=["reader", "address"],
)
def test_two_processes_count_together(path: Path, first: list[str], second: list[str], most: int) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        shares = list(pool.map(act_elsewhere, [path, path], [first, second]))
    assert sum(shares) == most
    assert act_elsewhere(path, [first[0]]) == 0, "a process that starts later counts on"


def test_many_threads_count_together(limiter: Limiter) -> None:
    shares: list[int] = []
    threads = [
        threading.Thread(target=lambda: shares.append(accepted(limiter, ["ada"] * 20))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(shares) == PER_READER


def test_an_address_is_named_by_a_keyed_hash_of_the_day(limiter: Limiter, path: Path) -> None:
    tonight, tomorrow = DURING.replace(hour=23, minute=59), DURING + timedelta(days=1)
    elsewhere = Limiter.at(path, secret="another secret of the same length")
    hashed = limiter.hashed(ADDRESS, at=DURING)
    assert limiter.hashed(ADDRESS, at=tonight) == hashed
    others = [
        limiter.hashed(ADDRESS, at=tomorrow),
        limiter.hashed(NEIGHBOUR, at=DURING),
        elsewhere.hashed(ADDRESS, at=DURING),
    ]
    assert len({hashed, *others}) == 4


def from_address(site: Site, address: str) -> Browser:
    """A reader whose page has fetched a token, behind this address."""
    browser = site.browser()
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser.touch()


def test_no_file_of_the_site_holds_an_address(site: Site) -> None:
    from_address(site, ADDRESS).vote("single", "yes")
    limiter: Limiter = site.app.extensions["pollsite-limiter"]
    written = {file.name: file.read_bytes() for file in site.folder.rglob("*") if file.is_file()}
    assert any(limiter.hashed(ADDRESS, at=now()).encode() in content for content in written.values())
    digests = [kind(ADDRESS.encode()).hexdigest() for kind in (hashlib.md5, hashlib.sha1, hashlib.sha256)]
    for name, content in written.items():
        assert not [word for word in (ADDRESS, *digests) if word.encode() in content], name


def corrupt(path: Path) -> None:
    """What is there is no database."""
    path.write_bytes(b"no database " * 1000)


def take_the_place(path: Path) -> None:
    """No file can be made or written there, not even by root."""
    path.mkdir()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process keeps the file to itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("CREATE TABLE anything (x)")
        yield


def assert_lets_pass_and_says_so(site: Site) -> None:
    """A vote is counted as ever, a line is logged."""
    reader = from_address(site, ADDRESS)
    with capture_logs() as logs:
        assert reader.vote("single", "yes").status_code == 303
    assert {"rate limits are not counted"} == {line["event"] for line in logs}
    assert all(line["log_level"] == "warning" and line["reason"] for line in logs)
    assert site.counts("single")["yes"] == 1


@pytest.mark.parametrize("spoil", [corrupt, take_the_place])
def test_counters_that_cannot_be_used_stop_nobody(site: Site, spoil: Callable[[Path], None]) -> None:
    spoil(site.folder / "limits.sqlite3")
    assert_lets_pass_and_says_so(site)


def test_counters_that_somebody_locked_stop_nobody(site: Site) -> None:
    with locked(site.folder / "limits.sqlite3"):
        assert_lets_pass_and_says_so(site)


def test_counters_that_break_later_stop_nobody_either(site: Site) -> None:
    path = site.folder / "limits.sqlite3"
    from_address(site, NEIGHBOUR).vote("scale", "not-sure")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DROP TABLE windows")
    assert_lets_pass_and_says_so(site)


def exhaust(site: Site, address: str) -> None:
    """As many acts as one address may make in a minute."""
    limiter: Limiter = site.app.extensions["pollsite-limiter"]
    for reader in crowd(PER_ADDRESS):
        limiter.count_vote(reader=reader, address=address, at=now())


@pytest.mark.parametrize(
    ("proxies", "peer", "said", "status"),
    [
        (0, ADDRESS, None, 429),
        (0, ADDRESS, NEIGHBOUR, 429),
        (0, ADDRESS, "127.0.0.1", 429),
        (0, NEIGHBOUR, ADDRESS, 303),
        (0, "127.0.0.1", ADDRESS, 303),
        (1, PROXY, ADDRESS, 429),
        (1, PROXY, f"{NEIGHBOUR}, {ADDRESS}", 429),
        (1, PROXY, f"127.0.0.1, {ADDRESS}", 429),
        (1, PROXY, f"{ADDRESS}, {NEIGHBOUR}", 303),
        (1, ADDRESS, NEIGHBOUR, 303),
        (1, ADDRESS, None, 429),
        (2, PROXY, f"{ADDRESS}, {PROXY}", 429),
        (2, PROXY, f"{ADDRESS}, {NEIGHBOUR}, {PROXY}", 303),
    ],
)
def test_only_proxies_we_were_told_of_are_believed_about_addresses(
    make_site: Callable[..., Site], proxies: int, peer: str, said: str | None, status: int
) -> None:
    with time_machine.travel(DURING, tick=False):
        site = make_site(trusted_proxies=proxies)
        exhaust(site, ADDRESS)
        reader = from_address(site, peer)
        if said:
            reader.client.environ_base["HTTP_X_FORWARDED_FOR"] = said
        assert reader.vote("single", "yes").status_code == status


A_QUESTION_S = 5.0
"""So long does a pupil in a hurry take for each question."""


def test_a_classroom_behind_one_address_answers_everything(empty_site: Site) -> None:
    publish_shipped(empty_site.app)
    with empty_site.reading() as session:
        keys = session.scalars(select(Poll.key)).all()
    assert len(keys) == 9
    pupils = [from_address(empty_site, ADDRESS) for _ in range(30)]
    with time_machine.travel(now(), tick=False) as clock:
        for key in keys:
            clock.shift(A_QUESTION_S)
            assert {pupil.vote(key, "not-sure").status_code for pupil in pupils} == {303}
    assert {empty_site.counts(key)["not-sure"] for key in keys} == {30}
