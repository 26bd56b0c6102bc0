"""What a host carries behind the nginx of `deploy/`: the page for everybody against a file, then each kind of request."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from itertools import cycle, repeat
from pathlib import Path
from statistics import median, quantiles

import pytest
from flask import Flask

from tests.bench.crowd import make_voters, polls_asked, votes
from tests.bench.debates import fill_instance
from tests.bench.engines import Settings, has_postgresql, postgresql
from tests.bench.load import Outcome, apply_load, get
from tests.bench.rows import Progress, Row
from tests.bench.servers import ARTICLE, pollsite
from tests.nginx import Nginx, program

ROUNDS = 5
PROCESSES = 3
SECRET = "the same for all processes of the bench, and longer than is asked for"
VOTERS_A_SECOND = 200
CONNECTIONS = 16
GOAL = 0.8
FILE = "page"
BESIDE: Settings = {
    "POLLSITE_TRUSTED_PROXIES": "1",
    "POLLSITE_FIRST_HELD": "0",
    "POLLSITE_SECRET_KEY": SECRET,
}
DISK = """
location = /from-disk {{
    alias {file};
    default_type "text/html; charset=utf-8";
    gzip off;
    include {file}.headers;
}}

location / {{"""
"""A file with the page's compressed bytes, served by the same nginx, with the same headers."""
ITS_OWN = {"Connection", "Content-Length", "Content-Type", "Date", "ETag", "Server", "Vary"}
"""Headers that nginx gives a file by itself, or that stand for the way a page was made."""


def measure_fronting(scratch: Path, *, comments: int, seconds: float, progress: Progress) -> Iterator[Row]:
    """On PostgreSQL, three processes behind nginx, where both programs are."""
    if not has_postgresql(progress) or not _has_nginx(progress):
        return
    with postgresql() as database, ExitStack() as started:
        settings = {**BESIDE, **database}
        app = fill_instance(scratch / "fronting", comments=comments, progress=progress, **settings)
        sites = [
            started.enter_context(pollsite(scratch / f"fronted-{number}", workers=1, **settings))
            for number in range(PROCESSES)
        ]
        nginx = Nginx(servers=[f"127.0.0.1:{site.port}" for site in sites])
        nginx.changes = {
            "\nlocation / {": DISK.format(file=nginx.folder / FILE),
            "keepalive_requests 10000;": "keepalive_requests 10000000;",
        }
        (nginx.folder / f"{FILE}.headers").touch()
        started.enter_context(nginx)
        yield _against_a_file(nginx, seconds=seconds, progress=progress)
        yield from _by_kind(app, nginx, seconds=seconds, progress=progress)


def _has_nginx(progress: Progress) -> bool:
    try:
        program()
    except pytest.skip.Exception as reason:
        progress(f"left out: {reason}")
        return False
    return True


def _against_a_file(nginx: Nginx, *, seconds: float, progress: Progress) -> Row:
    """The article for everybody, kept by nginx, in turns with a file of the same bytes."""
    progress("the article without a cookie behind nginx, beside a file of the same bytes")
    _write_down(nginx)
    ratios, rates = [], []
    for _ in range(ROUNDS):
        rates.append(_rate(nginx, ARTICLE, seconds=seconds))
        ratios.append(rates[-1] / _rate(nginx, "/from-disk", seconds=seconds))
    return Row(
        "article page without cookie behind nginx",
        median(ratios),
        "of a file",
        at_least=GOAL,
        detail=f"{median(rates):,.0f} requests/s, the file {median(rates) / median(ratios):,.0f}",
    )


def _rate(nginx: Nginx, path: str, *, seconds: float) -> float:
    """Good answers a second; by wrk where it is, because a client in Python takes more than nginx does."""
    host = f"127.0.0.1:{nginx.port}"
    if not (wrk := shutil.which("wrk")):
        outcome = _load(nginx, repeat(get(path, host=host)), seconds=seconds)
        return 0.0 if outcome.failures else outcome.rate
    size = (f"-c{CONNECTIONS}", "-t1", f"-d{max(1, round(seconds))}s")
    said = subprocess.run(
        [wrk, *size, "-H", "Accept-Encoding: gzip", f"http://{host}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.search(r"Requests/sec: +([\d.]+)", said)
    return float(found[1]) if found and "Non-2xx" not in said and "Socket errors" not in said else 0.0


def _write_down(nginx: Nginx) -> None:
    """Make the file of what nginx answers for the article, and take it up."""
    with closing(HTTPConnection("127.0.0.1", nginx.port)) as connection:
        connection.request("GET", ARTICLE, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        (nginx.folder / FILE).write_bytes(answer.read())
    lines = [
        f"add_header {name} '{_in_quotes(text)}';"
        for name, text in answer.headers.items()
        if name not in ITS_OWN
    ]
    (nginx.folder / f"{FILE}.headers").write_text("\n".join(lines))
    nginx.reload()


def _in_quotes(text: str) -> str:
    return text.replace("'", "\\'")


def _by_kind(app: Flask, nginx: Nginx, *, seconds: float, progress: Progress) -> Iterator[Row]:
    """What reaches the three processes: pages for readers who are known, and votes."""
    progress("pages with a cookie, then votes, behind nginx")
    host = f"127.0.0.1:{nginx.port}"
    voters = make_voters(app, int(VOTERS_A_SECOND * seconds) + CONNECTIONS)
    pages = cycle([get(ARTICLE, host=host, cookie=voter.cookie) for voter in voters])
    cast = votes(voters, polls_asked(app), host=host, seed=3)
    for what, requests in (("article page with a cookie", pages), ("votes", cast)):
        outcome = _load(nginx, requests, seconds=seconds)
        hundredths = quantiles((latency * 1000 for latency in outcome.latencies), n=100)
        yield Row(
            f"{what}, {PROCESSES} processes behind nginx",
            outcome.rate,
            "a second",
            detail=f"p50 {hundredths[49]:.0f} ms, p99 {hundredths[98]:.0f} ms, {outcome.failures} failed",
        )


def _load(nginx: Nginx, requests: Iterator[bytes], *, seconds: float) -> Outcome:
    return apply_load(("127.0.0.1", nginx.port), requests, seconds=seconds, connections=CONNECTIONS)
