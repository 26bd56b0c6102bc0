"""Votes: eight clients at once, each vote by the next reader, on an instance that keeps every promise."""

from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from statistics import median

from tests.bench.crowd import make_voters, open_instance, polls_asked, stored_ballots, votes
from tests.bench.load import apply_load, get
from tests.bench.rows import Progress, Row
from tests.bench.servers import Server, pollsite

ROUNDS = 5
CONSTANT_BYTES = 34_000
"""As much as the article page, the yardstick of all rows."""
MOST_VOTES_A_SECOND = 2_500
GOALS = {"FULL": 0.2, "NORMAL": 0.3}


def measure_voting(scratch: Path, yardstick: Server, *, seconds: float, progress: Progress) -> Iterator[Row]:
    """Both synchronous settings of SQLite, each in turns with the constant page; then the recount."""
    for synchronous in GOALS:
        progress(f"votes, synchronous={synchronous}, beside a constant page")
        instance = scratch / f"votes-{synchronous}"
        with pollsite(instance, POLLSITE_SQLITE_SYNCHRONOUS=synchronous) as site:
            yield _measure(site, yardstick, synchronous, seconds=seconds)


def _measure(site: Server, yardstick: Server, synchronous: str, *, seconds: float) -> Row:
    app = open_instance(site.instance)
    asks = polls_asked(app)
    enough = int(MOST_VOTES_A_SECOND * seconds * ROUNDS / len(asks)) + 1
    requests = iter(list(votes(make_voters(app, enough), asks, host=site.host, seed=7)))
    constant = repeat(get(f"/{CONSTANT_BYTES}", host=yardstick.host))
    accepted, ratios, rates, failures = 0, [], [], 0
    for _ in range(ROUNDS):
        ours = apply_load(site.address, requests, seconds=seconds)
        ratios.append(ours.rate / apply_load(yardstick.address, constant, seconds=seconds).rate)
        rates.append(ours.rate)
        accepted += ours.statuses[303]
        failures += ours.failures
    stored, exact = stored_ballots(app)
    detail = (
        f"{median(rates):,.0f} votes/s; {accepted:,} accepted, {stored:,} stored, "
        f"tallies {'equal' if exact else 'DIFFER FROM'} the recount, {failures} failed"
    )
    honest = exact and accepted == stored and not failures
    return Row(
        f"votes, synchronous={synchronous}",
        median(ratios) if honest else 0.0,
        "of constant",
        at_least=GOALS[synchronous],
        detail=detail,
    )
