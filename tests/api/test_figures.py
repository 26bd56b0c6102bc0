"""What the votes say, and ledgers, as JSON: the page's figures for everybody, and rows that anyone can check."""

import json
from typing import Any

import pytest

from pollsite.api import figure_routes
from pollsite.polls.ledger_lines import hash_of
from tests.api.calling import API, Program
from tests.fixtures.site import Site
from tests.samples import SLUG

INSIGHTS = f"/articles/{SLUG}/insights"
VISIBLE = {"single", "multiple", "scale"}
READERS = 30


@pytest.fixture
def answered(site: Site) -> Site:
    """Readers in two camps, who answered what is open, and also what stays hidden until they voted; figures are kept."""
    for number in range(READERS):
        camp = number % 2
        site.vote(f"reader {number}", "single", ("yes", "no")[camp])
        site.vote(f"reader {number}", "multiple", ("a", "b")[camp])
        site.vote(f"reader {number}", "scale", ("agree", "disagree")[camp])
        site.vote(f"reader {number}", "after-vote", ("yes", "no")[camp])
    code, said = site.run("insights", "refresh")
    assert code == 0, said
    return site


def keys_in(told: Any) -> set[str]:
    """Every question that is named."""
    return {
        *(course["question"] for course in told["over_time"]),
        *(pair[name] for pair in told["crossings"] for name in ("rows_of", "columns_of")),
        *(side["question"] for side in told["sides"]),
    }


def test_nothing_is_said_before_anything_is_known(anybody: Program) -> None:
    told = anybody.get(INSIGHTS)
    assert (told["shift"], told["map"], keys_in(told)) == (None, None, set())


def test_figures_are_told_without_what_is_hidden(answered: Site, anybody: Program) -> None:
    told = anybody.get(INSIGHTS)
    assert keys_in(told) <= VISIBLE
    pair = next(
        one for one in told["crossings"] if (one["rows_of"], one["columns_of"]) == ("single", "multiple")
    )
    assert pair["answered_both"] == READERS
    assert {count for row in pair["rows"] for count in row["counts"]} <= {READERS // 2, 0, None}
    assert "after-vote" not in anybody.ask("GET", INSIGHTS).text
    assert told["map"]["in_words"].endswith(".")


def test_a_ledger_s_pages_are_its_file(
    answered: Site, anybody: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figure_routes, "LEDGER_ROWS_A_PAGE", 12)
    number = answered.poll_id("single")
    address, rows, after = f"/polls/{number}/ledger", [], 0
    while after is not None:
        page = anybody.get(f"{address}?after={after}")
        rows += page["rows"]
        after = page["next"]
    file = answered.app.test_client().get(page["file"].removeprefix("http://localhost")).text
    assert [json.loads(line)["hash"] for line in file.splitlines()] == [row["hash"] for row in rows]
    assert (len(rows), rows[-1]["hash"]) == (page["length"], page["head"])
    assert all(hash_of(row["line"]) == row["hash"] for row in rows)
    assert anybody.get(f"{address}?after=999999")["rows"] == []


@pytest.mark.parametrize("key", ["after-vote", "after-close"])
def test_a_ledger_is_open_as_the_results_are(site: Site, anybody: Program, key: str) -> None:
    site.vote("ada", key, "yes")
    problem = anybody.get(f"/polls/{site.poll_id(key)}/ledger", status=403)
    assert problem["type"] == f"{API}/#problem-results-hidden"
