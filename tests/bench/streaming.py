"""Open streams: how soon a vote is seen by all of them, what each costs, and what they cost other readers."""

import json
import resource
import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter

import click

from tests.bench.crowd import Ask, make_voters, open_instance, polls_asked, votes
from tests.bench.load import apply_load, get
from tests.bench.rows import Progress, Row
from tests.bench.servers import ARTICLE, Server, pollsite

WATCHING = 1_000
HELD = 10_000
WHILE_OPEN = 3_000
VOTES = 12
ROUNDS = 5
PATIENCE_S = 30.0
DESCRIPTORS_BESIDE = 500


class Audience:
    """Many readers, each with a stream; `seen` keeps the newest version each was told of one poll."""

    def __init__(self, site: Server, number: int, *, poll_id: int) -> None:
        self._poll_id = poll_id
        self._selector = selectors.DefaultSelector()
        self._unfinished: dict[socket.socket, bytes] = {}
        self.seen: dict[socket.socket, int] = {}
        for _ in range(number):
            sock = socket.create_connection(site.address, timeout=PATIENCE_S)
            sock.sendall(get("/live?articles=1", host=site.host))
            self._selector.register(sock, selectors.EVENT_READ)
            self.seen[sock], self._unfinished[sock] = 0, b""

    def wait_for(self, version: int) -> list[float]:
        """The instants at which each learned of this version or a newer one. TimeoutError if one never did."""
        instants = []
        missing = {sock for sock, seen in self.seen.items() if seen < version}
        while missing:
            ready = self._selector.select(PATIENCE_S)
            if not ready:
                raise TimeoutError(f"{len(missing)} of {len(self.seen)} streams were told nothing")
            for key, _ in ready:
                sock = key.fileobj
                assert isinstance(sock, socket.socket)
                self._listen(sock)
                if sock in missing and self.seen[sock] >= version:
                    missing.discard(sock)
                    instants.append(perf_counter())
        return instants

    def _listen(self, sock: socket.socket) -> None:
        *lines, self._unfinished[sock] = (self._unfinished[sock] + sock.recv(65_536)).split(b"\n")
        for line in lines:
            if line.startswith(b"data: "):
                state = json.loads(line[6:])
                if state.get("poll") == self._poll_id:
                    self.seen[sock] = max(self.seen[sock], state["v"])

    def leave(self) -> None:
        """Close every stream."""
        self._selector.close()
        for sock in self.seen:
            sock.close()


def measure_streaming(scratch: Path, *, seconds: float, progress: Progress) -> Iterator[Row]:
    """One process, and the shipped article's second poll, whose results everybody may always see."""
    _raise_descriptor_limit()
    with pollsite(scratch / "streams", workers=1) as site:
        app = open_instance(site.instance)
        ask = polls_asked(app)[1]
        requests = votes(make_voters(app, VOTES * 2 + 10), [ask], host=site.host, seed=3)
        progress(f"vote to {WATCHING:,} open pages")
        yield from _measure_delay(site, ask, requests)
        progress(f"{HELD:,} streams held")
        yield from _measure_held(site, ask, requests)
        progress(f"ordinary requests beside {WHILE_OPEN:,} streams")
        cookies = [get(ARTICLE, host=site.host, cookie=voter.cookie) for voter in make_voters(app, 40)]
        yield _measure_others(site, ask, cycle(cookies), seconds=seconds)


def _measure_delay(site: Server, ask: Ask, requests: Iterator[bytes]) -> Iterator[Row]:
    """From sending the vote until each open page has been told of it."""
    with _audience(site, WATCHING, ask) as audience:
        delays = [delay for _ in range(VOTES) for delay in _vote_and_watch(site, audience, requests)]
    what = f"vote seen by {WATCHING:,} open pages"
    yield Row(f"{what}, median", median(delays), "s", at_most=0.3, detail=f"{VOTES} votes")
    yield Row(f"{what}, worst", max(delays), "s", at_most=1)


def _measure_held(site: Server, ask: Ask, requests: Iterator[bytes]) -> Iterator[Row]:
    """A vote told to all of them, and what each costs beyond the first thousand."""
    with _audience(site, WATCHING, ask) as first:
        _vote_and_watch(site, first, requests)
        before = site.memory_mib()
        with _audience(site, HELD - WATCHING, ask) as others:
            told = len(_vote_and_watch(site, others, requests))
            first.wait_for(max(others.seen.values()))
            kib = (site.memory_mib() - before) * 1024 / (HELD - WATCHING)
    yield Row("streams held in one process, all told of the next vote", told + WATCHING, at_least=HELD)
    yield Row("memory of a stream", max(kib, 0.0), "KiB", at_most=4)


def _measure_others(site: Server, ask: Ask, requests: Iterator[bytes], *, seconds: float) -> Row:
    """Personal article pages a second, with and without streams, in turns."""
    ratios = []
    for _ in range(ROUNDS):
        alone = apply_load(site.address, requests, seconds=seconds).rate
        with _audience(site, WHILE_OPEN, ask):
            ratios.append(alone / apply_load(site.address, requests, seconds=seconds).rate)
    return Row(
        f"ordinary requests beside {WHILE_OPEN:,} streams", median(ratios), "times slower", at_most=1.3
    )


def _vote_and_watch(site: Server, audience: Audience, requests: Iterator[bytes]) -> list[float]:
    """Seconds from sending one vote until each stream was told."""
    newest = max(audience.seen.values())
    started = perf_counter()
    outcome = apply_load(site.address, requests, seconds=0, connections=1)
    assert outcome.statuses == {303: 1}, outcome.statuses
    return [instant - started for instant in audience.wait_for(newest + 1)]


@contextmanager
def _audience(site: Server, number: int, ask: Ask) -> Iterator[Audience]:
    audience = Audience(site, number, poll_id=ask.poll_id)
    try:
        audience.wait_for(1)
        yield audience
    finally:
        audience.leave()


def _raise_descriptor_limit() -> None:
    """For our own ends of the streams."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < HELD + DESCRIPTORS_BESIDE:
        raise click.ClickException(
            f"The limit of open files is {hard}; {HELD:,} streams need more: ulimit -Hn"
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
