"""Article pages read by somebody without a cookie and by readers who have voted, beside constant pages."""

from collections.abc import Iterator
from itertools import cycle, repeat
from statistics import median

from flask import Flask

from tests.bench.crowd import HERE, Voter, make_voters, open_instance, polls_asked, votes
from tests.bench.debates import ask, forget
from tests.bench.load import Outcome, apply_load, get
from tests.bench.rows import Progress, Row
from tests.bench.servers import ARTICLE, Server

ROUNDS = 5
READERS = 40
COLD_TRIES = 9


def measure_reading(
    site: Server, yardstick: Server, *, comments: int, seconds: float, progress: Progress
) -> Iterator[Row]:
    """The shared page and the personal page, in turns with a constant page of as many bytes; then cold."""
    app = open_instance(site.instance)
    voters = make_voters(app, READERS)
    apply_load(site.address, votes(voters, polls_asked(app), host=site.host, seed=1), seconds=60)
    shared = get(ARTICLE, host=site.host)
    progress("article page without a cookie, beside a constant page")
    yield compare_rates(
        f"article page without cookie, {comments:,} comments",
        (site, repeat(shared)),
        (yardstick, repeat(_constant(yardstick, len(_body(app, zipped=True))))),
        seconds=seconds,
        at_least=1.5,
    )
    progress("article page of readers who have voted, beside a constant page")
    yield compare_rates(
        f"article page with a cookie and nine ballots, {comments:,} comments",
        (site, cycle([get(ARTICLE, host=site.host, cookie=voter.cookie) for voter in voters])),
        (yardstick, repeat(_constant(yardstick, len(_body(app, voter=voters[0]))))),
        seconds=seconds,
        at_least=0.4,
    )
    progress("article page cold")
    yield _measure_cold(app, voters[0], f"article page cold, {comments:,} comments")


def compare_rates(
    what: str,
    measured: tuple[Server, Iterator[bytes]],
    yardstick: tuple[Server, Iterator[bytes]],
    *,
    seconds: float,
    at_least: float,
) -> Row:
    """The median ratio of ROUNDS turns: the machine's moods fall on both sides of each."""
    pairs = [(_load(measured, seconds), _load(yardstick, seconds)) for _ in range(ROUNDS)]
    ratio = median(ours.rate / constant.rate for ours, constant in pairs)
    ours, constant = (median(outcome.rate for outcome in side) for side in zip(*pairs, strict=True))
    failures = sum(outcome.failures for pair in pairs for outcome in pair)
    detail = f"{ours:,.0f} requests/s, constant {constant:,.0f}" + (
        f", {failures} failed" if failures else ""
    )
    return Row(what, 0.0 if failures else ratio, "of constant", at_least=at_least, detail=detail)


def _load(side: tuple[Server, Iterator[bytes]], seconds: float) -> Outcome:
    server, requests = side
    return apply_load(server.address, requests, seconds=seconds)


def _constant(yardstick: Server, size: int) -> bytes:
    return get(f"/{size}", host=yardstick.host)


def _body(app: Flask, *, voter: Voter | None = None, zipped: bool = False) -> bytes:
    """The article page as this reader gets it."""
    headers = {"Accept-Encoding": "gzip", "Cookie": voter.cookie if voter else ""}
    answer = app.test_client(use_cookies=False).get(ARTICLE, base_url=HERE, headers=headers)
    assert (answer.headers.get("Content-Encoding") == "gzip") == zipped
    return answer.data


def _measure_cold(app: Flask, voter: Voter, what: str) -> Row:
    """CPU of the personal page with every kept fragment thrown away; templates stay compiled."""
    times = []
    for _ in range(COLD_TRIES):
        forget(app)
        times.append(ask(app, voter=voter).milliseconds)
    return Row(what, median(times[1:]), "ms of CPU", at_most=60)
