"""Ways to count a hot option in PostgreSQL, without the site around them: votes a second by pgbench, eight clients."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg

from tests.bench.rows import Progress, Row
from tests.postgresql import binaries

CLIENTS = 8
CARRIED = 4
SLOTS = 16
TABLES = f"""
CREATE TABLE cast_votes (reader uuid PRIMARY KEY);
CREATE TABLE counters (slot int PRIMARY KEY, n int NOT NULL) WITH (fillfactor = 50);
INSERT INTO counters SELECT slot, 0 FROM generate_series(0, {SLOTS - 1}) AS slot;
"""
LOCK = "SELECT pg_advisory_xact_lock(1);\n"
VOTE = "INSERT INTO cast_votes VALUES (gen_random_uuid());\n"
COUNT = "UPDATE counters SET n = n + 1 WHERE slot = 0;\n"
COUNT_APART = f"\\set slot random(0, {SLOTS - 1})\n", "UPDATE counters SET n = n + 1 WHERE slot = :slot;\n"
WAYS = {
    "the site's lock, a commit each": (1, f"BEGIN;\n{LOCK}{VOTE}{COUNT}COMMIT;\n"),
    f"the site's lock, {CARRIED} to a commit": (
        CARRIED,
        f"BEGIN;\n{LOCK}{(VOTE + COUNT) * CARRIED}COMMIT;\n",
    ),
    "the counter's row alone": (1, f"BEGIN;\n{VOTE}{COUNT}COMMIT;\n"),
    f"{SLOTS} slots": (1, f"{COUNT_APART[0]}BEGIN;\n{VOTE}{COUNT_APART[1]}COMMIT;\n"),
}
"""Votes to a transaction, and the transaction."""


def measure_counters(scratch: Path, url: str, *, seconds: float, progress: Progress) -> Iterator[Row]:
    """Each way for so many whole seconds, one at least, in tables that are deleted afterwards."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES.encode())
        for way, (votes, script) in WAYS.items():
            progress(f"a counter in PostgreSQL: {way}")
            file = scratch / "way.sql"
            file.write_text(script)
            rate = _transactions_a_second(file, url, seconds=max(1, round(seconds))) * votes
            yield Row(
                f"a counter in PostgreSQL, {way}", rate, "votes/s", detail=f"pgbench, {CLIENTS} clients"
            )
        connection.execute(b"DROP TABLE cast_votes, counters")


def _transactions_a_second(script: Path, url: str, *, seconds: int) -> float:
    ended = subprocess.run(
        [
            (binaries() / "postgres").resolve().with_name("pgbench"),
            "-n",
            "-c",
            str(CLIENTS),
            "-T",
            str(seconds),
            "-f",
            script,
            url,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"^tps = ([0-9.]+)", ended.stdout, re.MULTILINE)
    assert found, ended.stdout
    return float(found[1])
