"""Slow clients at every address, and ten thousand who say nothing, with no proxy in front: others are served."""

import resource
from collections.abc import Callable
from itertools import count

import pytest

from tests.bench.crowd import open_instance
from tests.faults.crowd import Crowd
from tests.faults.people import Cast, let_go
from tests.faults.recounting import assert_nothing_is_lost
from tests.faults.slow import (
    HOST,
    PIPELINED,
    SMALL_BUFFER,
    Address,
    Crawl,
    addresses,
    beginnings,
    crawling,
    memory_kib,
    open_sockets,
)
from tests.faults.standing import Standing
from tests.live.listening import Listener
from tests.patience import eventually

IDLE = 10_000
MEANWHILE = 30
"""So many writes, and pages, while all the slow ones are there."""
MOST_KIB = 8.0
"""Of memory for a connection that says nothing: Python's objects for it are some 2.5."""


def test_slow_clients_on_every_endpoint_keep_nobody_waiting(
    cast: Cast, stand: Callable[..., Standing]
) -> None:
    app = open_instance(cast.folder)
    asked = addresses(app)
    let_go(app)
    standing = stand().start()
    crowd = Crowd(cast, standing)
    with crawling() as crawl:
        for address in asked:
            _be_slow(crawl, standing, address)
        with crowd.acting():
            goal = crowd.total("accepted") + MEANWHILE
            for turn in count():
                crawl.drip(turn)
                assert standing.get(f"/articles/{_slug(asked)}").status == 200
                if turn >= MEANWHILE and crowd.total("accepted") >= goal:
                    break
        closed = crawl.closed()
    assert crowd.total("unanswered") == 0
    assert_nothing_is_lost(cast, crowd)
    print(
        f"\nsurvived {len(crawl.open):,} slow clients (heads, bodies, chunks, drips, readers) at {len(asked)} addresses, "
        f"in two processes of 16 threads: meanwhile {crowd.total('accepted')} writes were accepted and stored and "
        f"{turn + 1} pages served; {closed} of the slow were answered or closed by then"
    )


def _be_slow(crawl: Crawl, standing: Standing, address: Address) -> None:
    for said in beginnings(address):
        crawl.hold(standing, said)
    drip = crawl.hold(standing)
    crawl.dripping.append((drip, address.line + HOST + b"X-Slow: " + b"a" * 9_000))
    if address.method == "GET":
        request = address.line + HOST + b"\r\n"
        crawl.hold(standing, request * PIPELINED, receive_bytes=SMALL_BUFFER)


def _slug(asked: list[Address]) -> str:
    return next(
        path.split("/")[2] for path in (address.path for address in asked) if path.startswith("/articles/t")
    )


def test_ten_thousand_idle_connections_keep_nobody_waiting(
    cast: Cast, stand: Callable[..., Standing]
) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    number = min(IDLE, hard - 500)
    if number < 1_000:
        pytest.skip(f"needs a limit of open files above 1500, not {hard}: ulimit -Hn")
    standing = stand().start()
    crowd = Crowd(cast, standing)
    with crowd.acting(), crawling() as crawl:
        crowd.wait_for(MEANWHILE)
        before, sockets = memory_kib(standing), open_sockets(standing)
        for _ in range(number):
            crawl.hold(standing)
        eventually(lambda: open_sockets(standing) - sockets >= number - 50)
        held = memory_kib(standing)
        stream = Listener(crawl.hold(standing, b"GET /live?articles=1 HTTP/1.1\r\n" + HOST + b"\r\n"))
        eventually(lambda: len(stream.states()) > 1)
        heard = len(stream.states())
        crowd.wait_for(MEANWHILE)
        eventually(lambda: len(stream.states()) > heard)
    each = (held - before) / number
    assert crowd.total("unanswered") == 0
    assert_nothing_is_lost(cast, crowd)
    assert each < MOST_KIB
    said = "" if number == IDLE else f" (the system allows no more: ulimit -Hn is {hard})"
    print(
        f"\nsurvived {number:,} idle connections{said}: {each:.1f} KiB of memory each; meanwhile "
        f"{crowd.total('accepted')} writes were accepted and stored, and a stream went on"
    )
