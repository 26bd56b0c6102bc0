"""The bench itself: what its rows say, and that a short run measures honestly. Never how fast anything is."""

import json
from pathlib import Path

import pytest

from tests.bench.rows import Row, table
from tests.engine import is_postgresql
from tests.setup.running import command

QUICKLY = ("--seconds", "0.05", "--comments", "100")


@pytest.mark.parametrize(
    ("row", "goal", "verdict"),
    [
        (Row("a", 0.4, at_least=0.4), "≥ 0.4", "yes"),
        (Row("a", 0.39, at_least=0.4), "≥ 0.4", "no"),
        (Row("a", 2.0, "s", at_most=2), "≤ 2 s", "yes"),
        (Row("a", 2.1, "s", at_most=2), "≤ 2 s", "no"),
        (Row("a", 7.0), "", ""),
    ],
)
def test_a_row_knows_whether_it_reached_its_goal(row: Row, goal: str, verdict: str) -> None:
    assert (row.goal, row.verdict) == (goal, verdict)


def test_the_table_is_markdown() -> None:
    lines = table([Row("votes", 1234.5, "votes/s", at_least=1000, detail="all stored")]).splitlines()
    assert lines[-1] == "| votes | 1,234 votes/s | ≥ 1000 votes/s | yes | all stored |"
    assert {line.count("|") for line in lines} == {6}


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        ("reads", ["article page without cookie", "article page with a cookie", "article page cold"]),
        ("votes", ["votes, synchronous=FULL", "votes, synchronous=NORMAL"]),
        ("comments", ["comments posted"]),
        ("hot", ["votes on one option", "votes on one option"]),
        ("mixed", ["mixed load"]),
        ("growth", ["article page cold", "article page with a cookie", "statements of a page"]),
        ("moderation", ["from key to next case"]),
        ("map", ["opinion map of 1,000 readers in two camps", "opinion map of 1,000 readers in none"]),
        ("start", ["start to first answer", "memory under load", "page weight"]),
    ],
)
def test_a_short_run_measures_without_a_failure(tmp_path: Path, part: str, rows: list[str]) -> None:
    file = tmp_path / "bench.json"
    engine = ("--engine", "postgresql" if is_postgresql() else "sqlite")
    ended = command(tmp_path / "untouched", "bench", "--only", part, *QUICKLY, *engine, "--json", str(file))
    assert ended.returncode == 0, ended.stderr
    measured = json.loads(file.read_text())["rows"]
    for row in rows:
        assert any(found["what"].startswith(row) for found in measured)
    assert all(
        found["value"] > 0 and "failed" not in found["detail"].replace("0 failed", "") for found in measured
    )
    assert table([]).splitlines()[0] in ended.stdout
    assert "…" in ended.stderr
    assert not (tmp_path / "untouched" / "pollsite.sqlite3").exists()
