"""What a site has to do all at once: mostly reading, some votes, a few comments, now and then a report.

Everybody has an address of their own, as a trusted proxy tells it, so that limits and holds meet them as they would
meet people.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from pollsite.db import db
from pollsite.discussion.models import Comment
from tests.bench.commenting import EACH, comments_by, make_authors
from tests.bench.crowd import Voter, make_voters, polls_asked, spread, stored_ballots, votes
from tests.bench.debates import fill_instance, publish_more
from tests.bench.engines import SQLITE, has_postgresql, postgresql
from tests.bench.load import Outcome, apply_load, get, post
from tests.bench.rows import Progress, Row
from tests.bench.servers import ARTICLE, pollsite
from tests.nginx import Nginx
from tests.nginx import program as nginx
from tests.setup.running import command

MIX = {"read": 90, "vote": 6, "comment": 3, "flag": 1}
"""In a hundred requests."""
MOST_A_SECOND = 1_500
CONNECTIONS = 16
MORE_ARTICLES = 3
"""Beside the shipped one: each takes ten comments a second and no more."""
PROCESSES = 3
DISCUSSION = (
    "/discussion?sort=newest",
    "/discussion?sort=discussed",
    "/discussion?poll=trust",
    "/discussion",
)
SECRET = "the same for all processes of the bench, and longer than is asked for"
VERIFIES = (("tallies", "verify"), ("discussion", "verify"), ("moderation", "verify"))
TRUSTING = {
    "set_real_ip_from 10.0.0.1": "set_real_ip_from 127.0.0.1",
    "# set_real_ip": "set_real_ip",
    "# real_ip": "real_ip",
}
"""plain.conf as it says: whoever connects from this machine may say whom they have seen."""
Settings = Mapping[str, str]
BESIDE: Settings = {
    "POLLSITE_TRUSTED_PROXIES": "1",
    "POLLSITE_FIRST_HELD": "0",
    "POLLSITE_SECRET_KEY": SECRET,
}


def measure_mixed(
    scratch: Path, engines: frozenset[str], *, comments: int, seconds: float, progress: Progress
) -> Iterator[Row]:
    """One process on SQLite; then three behind nginx on PostgreSQL, where both programs are."""
    if "sqlite" in engines:
        folder, settings = scratch / "mixed-sqlite", {**BESIDE, **SQLITE}
        app = fill_instance(folder, comments=comments, progress=progress, **settings)
        publish_more(app, scratch / "articles-sqlite", MORE_ARTICLES)
        progress(f"mixed load for {seconds:g} s, SQLite, one process")
        with pollsite(folder, workers=1, **settings) as site:
            yield _measure("SQLite, one process", app, folder, settings, site.port, seconds=seconds)
    if "postgresql" in engines and has_postgresql(progress) and _has_nginx(progress):
        yield from _measure_many(scratch, comments=comments, seconds=seconds, progress=progress)


def _measure_many(scratch: Path, *, comments: int, seconds: float, progress: Progress) -> Iterator[Row]:
    what = f"PostgreSQL, {PROCESSES} processes behind nginx"
    with postgresql() as database:
        folder, settings = scratch / "mixed-postgresql", {**BESIDE, **database}
        app = fill_instance(folder, comments=comments, progress=progress, **settings)
        publish_more(app, scratch / "articles-postgresql", MORE_ARTICLES)
        progress(f"mixed load for {seconds:g} s, {what}")
        with _behind_nginx(scratch, settings) as port:
            yield _measure(what, app, folder, settings, port, seconds=seconds)


def _has_nginx(progress: Progress) -> bool:
    try:
        nginx()
    except pytest.skip.Exception as reason:
        progress(f"left out: {reason}")
        return False
    return True


@contextmanager
def _behind_nginx(scratch: Path, settings: Settings) -> Iterator[int]:
    """The port of nginx as deployed, before as many processes as deployed, each with a folder of its own."""
    with ExitStack() as started:
        sites = [
            started.enter_context(pollsite(scratch / f"host-{number}", workers=1, **settings))
            for number in range(PROCESSES)
        ]
        servers = [f"127.0.0.1:{site.port}" for site in sites]
        yield started.enter_context(Nginx(servers=servers, changes=TRUSTING)).port


def _measure(what: str, app: Flask, folder: Path, settings: Settings, port: int, *, seconds: float) -> Row:
    ballots, comments = stored_ballots(app)[0], _stored_comments(app)
    mix = Mix(app, host=f"127.0.0.1:{port}", seconds=seconds)
    outcome = apply_load(("127.0.0.1", port), iter(mix), seconds=seconds, connections=CONNECTIONS)
    lost = abs(stored_ballots(app)[0] - ballots - mix.sent["vote"])
    lost += abs(_stored_comments(app) - comments - mix.sent["comment"])
    wrong = [" ".join(verify) for verify in VERIFIES if command(folder, *verify, **settings).returncode]
    sound = not (outcome.failures or lost or wrong)
    detail = "; ".join(
        (
            f"{_times(outcome)}",
            ", ".join(f"{mix.sent[kind]:,} {kind}s" for kind in MIX),
            f"{outcome.failures} failed",
            f"{lost} accepted and not stored",
            f"wrong: {', '.join(wrong)}" if wrong else "every verify command clean",
        )
    )
    return Row(f"mixed load, {what}", outcome.rate if sound else 0.0, "requests/s", detail=detail)


def _times(outcome: Outcome) -> str:
    hundredths = quantiles((latency * 1000 for latency in outcome.latencies), n=100)
    return f"p50 {hundredths[49]:.0f} ms, p99 {hundredths[98]:.0f} ms"


def _stored_comments(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Comment)) or 0


class Mix:
    """Requests of every kind in the proportion of MIX, made beforehand; `sent` counts what was taken of each."""

    def __init__(self, app: Flask, *, host: str, seconds: float) -> None:
        self.sent: Counter[str] = Counter()
        most = int(MOST_A_SECOND * seconds) + CONNECTIONS
        asks = polls_asked(app)
        voters = spread(make_voters(app, most * MIX["vote"] // 100 // len(asks) + 10), network=1)
        authors = spread(make_authors(app, most * MIX["comment"] // 100 // EACH + 2), network=2)
        reporters = spread(make_voters(app, most * MIX["flag"] // 100 // 5 + 2), network=3)
        answered, reported = _two_halves(app)
        by_turns = [vote for ask in asks for vote in votes(voters, [ask], host=host, seed=ask.poll_id)]
        self._requests = {
            "read": cycle(_reads(voters, host=host)),
            "vote": iter(by_turns),
            "comment": iter(list(comments_by(app, authors, host=host, answered=answered))),
            "flag": iter(list(_reports(reporters, reported, host=host))),
        }

    def __iter__(self) -> Iterator[bytes]:
        chance = random.Random(17)
        while True:
            (kind,) = chance.choices(list(MIX), list(MIX.values()))
            request = next(self._requests[kind], None)
            if request is None:
                return
            self.sent[kind] += 1
            yield request


def _reads(voters: list[Voter], *, host: str) -> list[bytes]:
    """The article without a cookie and with one, and pages of its discussion, every other one with a cookie."""
    reads = []
    for place, voter in enumerate(voters):
        discussion = f"{ARTICLE}{DISCUSSION[place % len(DISCUSSION)]}"
        reads += [
            get(ARTICLE, host=host, address=voter.address),
            get(ARTICLE, host=host, cookie=voter.cookie, address=voter.address),
            get(discussion, host=host, cookie=voter.cookie if place % 2 else "", address=voter.address),
        ]
    return reads


def _two_halves(app: Flask) -> tuple[list[int], list[int]]:
    """Visible comments of some threads, which are answered, and of the others, which are reported: replies to what is
    reported are slowed down, and this is about what nobody is kept from.
    """
    root = func.coalesce(Comment.root_id, Comment.id)
    with app.app_context():
        found = db.session.execute(select(Comment.id, root).where(Comment.status == "visible")).all()
    return [number for number, thread in found if thread % 2], [n for n, thread in found if not thread % 2]


def _reports(reporters: list[Voter], reported: list[int], *, host: str) -> Iterator[bytes]:
    """Each reporter's reports of five comments, nobody's twice in a row."""
    chance = random.Random(23)
    for _ in range(5):
        for reporter in reporters:
            form = {
                "reason": chance.choice(("attack", "off_topic", "misleading")),
                "csrf_token": reporter.token,
            }
            yield post(
                f"/comments/{chance.choice(reported)}/flag",
                urlencode(form),
                host=host,
                cookie=reporter.cookie,
                address=reporter.address,
            )
