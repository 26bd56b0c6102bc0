"""The ledger: every step of every ballot is a row, nothing else is, and no row is ever another one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Delete, Update, delete, update
from sqlalchemy.exc import DBAPIError

from pollsite.accounts.types import Role
from pollsite.moderation.ballot_deciding import SeenBurst, decide_about_bursts, undo_ballot_decisions
from pollsite.moderation.ballot_lines import waiting_bursts
from pollsite.moderation.types import BallotVerdict
from pollsite.polls.joining import join_ballots
from pollsite.polls.ledger_lines import Act
from pollsite.polls.models import Ballot, LedgerLine
from pollsite.polls.suspicion import BROWSER_BALLOTS
from tests.accounts.people import make_member
from tests.fixtures.site import Site, reader, statements
from tests.polls.bursts import flood
from tests.polls.ledgers import rows, told
from tests.samples import DURING, SINGLE, SLUG, article_text

MANY = BROWSER_BALLOTS + 1
LATER = DURING.replace(year=2199)
"""Later than any test is run, and so than its article was published."""


def test_every_act_is_a_row_and_repeating_one_is_none(site: Site) -> None:
    site.vote("ada", "multiple", "a", at=LATER)
    site.vote("ada", "multiple", "a", at=LATER + timedelta(hours=1))
    site.vote("ada", "multiple", "b", "a", at=LATER + timedelta(days=1))
    site.withdraw("ada", "multiple")
    site.vote("bea", "multiple", "b")
    site.vote("ada", "multiple", "b")
    assert told(site, "multiple") == [
        "cast a counted",
        "changed a b counted",
        "withdrawn counted",
        "cast b counted",
        "cast b counted",
    ]
    ballots = [row for row in rows(site, "multiple") if row.ballot]
    assert [row.ballot == ballots[0].ballot for row in ballots] == [True, True, True, False, True]
    days = ["2199-11-24", "2199-11-25"]
    assert [row.day for row in ballots] == [*days, *days[1:] * 3], (
        "who comes with an older clock does not go back"
    )
    assert site.mismatches() == ()


def test_a_vote_costs_one_statement_more(site: Site) -> None:
    site.vote("ada", "single", "yes")
    with statements(site) as seen:
        site.vote("ada", "single", "no", wording=1)
    assert sum("INTO ledger" in statement for statement in seen) == 1
    assert sum("ledger" in statement for statement in seen if statement.startswith("SELECT")) <= 2


def test_a_reader_is_called_otherwise_in_each_poll_and_the_same_in_each_wording(site: Site) -> None:
    site.vote("ada", "single", "yes")
    site.vote("ada", "scale", "agree")
    site.publish(article_text(replace(SINGLE, question="Is it quite another question now?", wording=2)))
    site.vote("ada", "single", "yes")
    first, second = (row for row in rows(site) if row.ballot)
    (elsewhere,) = (row for row in rows(site, "scale") if row.ballot)
    assert (first.wording, second.wording) == (1, 2)
    assert first.ballot == second.ballot != elsewhere.ballot
    assert len(first.ballot) == len(elsewhere.ballot) == 32
    assert site.mismatches() == ()


def test_a_wording_says_what_is_asked_and_a_correction_says_it_again(site: Site) -> None:
    site.vote("ada", "single", "yes")
    others = [Act.WORDING, Act.CAST, Act.WORDING, Act.WORDING]
    site.publish(article_text(replace(SINGLE, question="What about singles?")))
    site.publish(article_text(replace(SINGLE, question="What about singles?")))
    site.publish(article_text(replace(SINGLE, options=("always", "never"), wording=2)))
    found = rows(site)
    assert [row.act for row in found] == others
    assert [row.wording for row in found] == [1, 1, 1, 2]
    assert found[2].question == "What about singles?"
    assert found[3].answers[:2] == (("always", "Always indeed"), ("never", "Never indeed"))
    assert f'"article":"{SLUG}"' in found[0].line
    assert site.mismatches() == ()


def test_holds_and_decisions_are_rows(site: Site) -> None:
    mo = make_member(site, "Mo", role=Role.ADMIN)
    flood(site, MANY)
    held = ["held yes held"] * BROWSER_BALLOTS
    assert told(site)[BROWSER_BALLOTS:] == [*held, "cast yes held"]
    numbers: list[int] = []
    entry: dict[str, Any] = {"moderator_id": mo.account_id, "at": DURING}
    for verdict in (BallotVerdict.KEEP, BallotVerdict.COUNT):
        with site.writing() as session:
            seen = [SeenBurst(line.id, line.ballots) for line in waiting_bursts(session.connection())]
            numbers += decide_about_bursts(session, seen=seen, verdict=verdict, **entry)
        assert site.mismatches() == ()
        with site.writing() as session:
            undo_ballot_decisions(session, decision_ids=numbers[-1:], **entry)
        assert site.mismatches() == ()
    assert told(site)[2 * BROWSER_BALLOTS + 1 :] == [
        f"decided keep held {MANY}",
        f"decided let wait again {MANY}",
        f"decided count {MANY}",
        *["counted yes counted"] * MANY,
        f"decided let wait again {MANY}",
        *["held yes held"] * MANY,
    ]


def test_who_turns_out_to_be_somebody_takes_the_ballot_along_or_back(site: Site) -> None:
    for name, key in (("guest", "single"), ("guest", "multiple"), ("ada", "multiple")):
        site.vote(name, key, "yes" if key == "single" else "a")
    with site.writing() as session:
        join_ballots(session, from_reader=reader("guest"), to_reader=reader("ada"), at=DURING)
    assert told(site) == ["cast yes counted"]
    assert told(site, "multiple") == ["cast a counted", "cast a counted", "withdrawn counted"]
    first, second, withdrawn = (row.ballot for row in rows(site, "multiple") if row.ballot)
    assert withdrawn == first != second
    site.vote("ada", "single", "no")
    assert len({row.ballot for row in rows(site) if row.ballot}) == 1
    assert site.mismatches() == ()


@pytest.mark.parametrize("change", [delete(LedgerLine), update(LedgerLine).values(line="{}")])
def test_the_database_refuses_any_other_ledger(site: Site, change: Delete | Update) -> None:
    site.vote("ada", "single", "yes")
    before = rows(site)
    with pytest.raises(DBAPIError, match="only added to"), site.writing() as session:
        session.connection().execute(change)
    assert rows(site) == before


@pytest.mark.parametrize("line", ["", "null", "{}", '{"act":"cast"}', '{"row":3}', "x"])
def test_a_line_that_is_no_row_is_named(site: Site, line: str) -> None:
    site.vote("ada", "single", "yes")
    with site.writing() as session:
        session.add(LedgerLine(poll_id=site.poll_id("single"), number=3, line=line))
    code, words = site.run("ledger", "verify", SLUG)
    assert (code, f"{SLUG}/single ledger row 3: stored it " in words) == (1, True), words


@pytest.mark.parametrize(
    ("values", "difference"),
    [
        ({"choices": 2}, "stored no counted in row 2, recount yes counted in row 2"),
        ({"ledger_row": 1}, "stored yes counted in row 1, recount yes counted in row 2"),
        ({"ledger_id": ""}, "ballot without a name: stored yes counted in row 2, recount nothing"),
    ],
)
def test_a_ballot_changed_behind_the_ledgers_back_is_named(
    site: Site, values: dict[str, object], difference: str
) -> None:
    site.vote("ada", "single", "yes")
    with site.writing() as session:
        session.execute(update(Ballot).values(values))
    code, words = site.run("ledger", "verify", SLUG)
    assert code == 1
    assert difference in words


def test_the_command_says_how_much_was_looked_at(site: Site) -> None:
    site.vote("ada", "single", "yes")
    code, words = site.run("ledger", "verify")
    assert (code, words.strip()) == (0, "7 ledgers, 8 rows: every number equals its recount.")
    assert site.run("ledger", "verify", "no-such-article")[1].startswith("0 ledgers")
