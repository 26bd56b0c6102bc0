"""Everybody votes for one option: eight writers on one counter, over HTTP and at the services' door, on both engines."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from pollsite.config import CLONE_ROOT
from tests.bench.counters import measure_counters
from tests.bench.crowd import Ask, make_voters, open_instance, polls_asked, stored_ballots, votes
from tests.bench.engines import SQLITE, Settings, has_postgresql, postgresql
from tests.bench.load import apply_load
from tests.bench.rows import Progress, Row, turns_of
from tests.bench.servers import WORKERS, pollsite
from tests.setup.running import environment_of

ROUNDS = 3
WRITERS = 8
MOST_VOTES_A_SECOND = 2_500


def measure_hot(
    scratch: Path, engines: frozenset[str], *, seconds: float, progress: Progress
) -> Iterator[Row]:
    """SQLite, then PostgreSQL where there is one; each vote by somebody new."""
    if "sqlite" in engines:
        yield from _measure_engine(
            "SQLite", scratch / "hot-sqlite", SQLITE, seconds=seconds, progress=progress
        )
    if "postgresql" in engines and has_postgresql(progress):
        with postgresql() as settings:
            yield from _measure_engine(
                "PostgreSQL", scratch / "hot-postgresql", settings, seconds=seconds, progress=progress
            )
            yield from measure_counters(scratch, settings["DATABASE_URL"], seconds=seconds, progress=progress)


def _measure_engine(
    engine: str, instance: Path, settings: Settings, *, seconds: float, progress: Progress
) -> Iterator[Row]:
    progress(f"votes on one option, {engine}")
    turns = turns_of(ROUNDS, seconds=seconds)
    with pollsite(instance, **settings) as site:
        app = open_instance(instance, **settings)
        ask = polls_asked(app)[0]
        one = Ask(ask.poll_id, ask.keys[:1])
        voters = make_voters(app, int(MOST_VOTES_A_SECOND * seconds * turns) + WRITERS)
        requests = votes(voters, [one], host=site.host, seed=3)
        outcomes = [apply_load(site.address, requests, seconds=seconds) for _ in range(turns)]
    rate = median(outcome.rate for outcome in outcomes)
    accepted = sum(outcome.statuses[303] for outcome in outcomes)
    failed = sum(outcome.failures for outcome in outcomes)
    yield _row(f"votes on one option, {engine}, over HTTP", rate, accepted, failed, stored_ballots(app))
    at_door = [_write_at_once(instance, settings, one, seconds=seconds) for _ in range(turns)]
    rate = median(sum(numbers) for numbers in at_door) / seconds
    accepted += sum(map(sum, at_door))
    yield _row(f"votes on one option, {engine}, services alone", rate, accepted, 0, stored_ballots(app))


def _write_at_once(instance: Path, settings: Settings, one: Ask, *, seconds: float) -> list[int]:
    """How many votes each of WORKERS processes stored, with all WRITERS threads between them."""
    command = [sys.executable, "-m", "tests.bench.writers", str(one.poll_id), one.keys[0]]
    processes = [
        subprocess.Popen(
            [*command, str(WRITERS // WORKERS), str(seconds)],
            cwd=CLONE_ROOT,
            env=environment_of(instance, settings),
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(WORKERS)
    ]
    return [int(process.communicate()[0]) for process in processes]


def _row(what: str, rate: float, accepted: int, failed: int, stored: tuple[int, bool]) -> Row:
    ballots, exact = stored
    honest = exact and accepted == ballots and not failed
    detail = (
        f"{accepted:,} accepted, {ballots:,} stored, "
        f"tallies {'equal' if exact else 'DIFFER FROM'} the recount, {failed} failed"
    )
    return Row(what, rate if honest else 0.0, "votes/s", detail=detail)
