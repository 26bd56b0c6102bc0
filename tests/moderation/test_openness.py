"""The numbers of moderation are what a plain count of the log finds, month by month."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, make_url

from pollsite.moderation import fairness, log_lines, openness
from pollsite.moderation.models import BallotDecision
from pollsite.moderation.month_figures import MonthFigures, month_after, month_begins, month_of
from pollsite.moderation.openness import MAX_MONTHS, figures_by_month, oldest_waiting
from pollsite.moderation.openness_views import overview, sections_of
from pollsite.moderation.openness_words import hours_in_words
from pollsite.moderation.types import Actor, AppealOutcome, CaseKind, DecisionKind, FlagReason
from pollsite.polls.models import BallotBurst
from tests.moderation.ledger import (
    NOVEMBER,
    OCTOBER,
    appealed,
    case_of,
    empty_tables,
    flagged,
    looked_at,
    step,
)

AT = datetime(2026, 11, 25, tzinfo=UTC)
HUMAN_KINDS = (DecisionKind.KEEP, DecisionKind.REMOVE, DecisionKind.WARN, DecisionKind.LOCK)
moments = st.integers(0, 80 * 24 * 60).map(
    lambda minutes: datetime(2026, 9, 5, tzinfo=UTC) + timedelta(minutes=minutes)
)
spans = st.integers(0, 5 * 24 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def of(connection: Connection, month: str) -> MonthFigures:
    """That month's numbers."""
    return next(found for found in figures_by_month(connection, at=AT) if found.month == month)


def said(figures: MonthFigures, section: str) -> str:
    """A section's sentence."""
    return next(found.sentence for found in sections_of(figures, None) if found.id == section)


@given(st.lists(st.tuples(moments, spans), min_size=1, max_size=25))
@settings(max_examples=30)
def test_the_median_is_that_of_a_plain_count(decided: list[tuple[datetime, timedelta]]) -> None:
    waits: dict[str, list[float]] = {}
    with empty_tables() as connection:
        for at, wait in decided:
            case = case_of(connection, opened_at=at - wait, closed_at=at)
            step(connection, at=at, case_id=case)
            step(connection, DecisionKind.UNDO, at=at + timedelta(hours=1), case_id=case)
            waits.setdefault(month_of(at), []).append(wait.total_seconds() / 3600)
        found = {
            month.month: (month.cases, month.median_h)
            for month in figures_by_month(connection, at=AT)
            if month.cases
        }
    expected: Any = {
        month: (len(hours), pytest.approx(median(hours), abs=1e-3)) for month, hours in waits.items()
    }
    assert found == expected


@given(
    st.lists(
        st.tuples(
            moments, st.sampled_from(HUMAN_KINDS), st.sampled_from(list(Actor)), st.sampled_from([None, 1, 2])
        ),
        max_size=40,
    )
)
@settings(max_examples=30)
def test_steps_are_those_of_a_plain_count(
    steps: list[tuple[datetime, DecisionKind, Actor, int | None]],
) -> None:
    with empty_tables() as connection:
        for at, kind, actor, rule in steps:
            step(connection, kind, at=at, actor=actor, rule=rule)
        found = {
            (month.month, step.kind, step.actor, step.rule): step.number
            for month in figures_by_month(connection, at=AT)
            for step in month.steps
        }
    expected = Counter(
        (month_of(at), kind, actor, rule) for at, kind, actor, rule in steps if actor is not Actor.AUTHOR
    )
    assert found == expected


@given(st.lists(st.tuples(moments, st.sampled_from(["word", "link"]), spans | st.none()), max_size=25))
@settings(max_examples=30)
def test_holds_are_those_of_a_plain_count(held: list[tuple[datetime, str, timedelta | None]]) -> None:
    waits: dict[tuple[str, str], list[float]] = {}
    with empty_tables() as connection:
        for comment, (at, reason, wait) in enumerate(held, start=1):
            about: dict[str, Any] = {"comment_id": comment}
            step(connection, DecisionKind.HOLD, at=at, actor=Actor.AUTOMATIC, reason=reason, **about)
            hours = waits.setdefault((month_of(at), reason), [])
            if wait is not None:
                step(connection, at=at + wait, **about)
                hours.append(wait.total_seconds() / 3600)
        found = {
            (month.month, hold.reason): (hold.number, hold.looked_at, hold.median_h)
            for month in figures_by_month(connection, at=AT)
            for hold in month.holds
        }
    numbers = Counter((month_of(at), reason) for at, reason, _ in held)
    expected: Any = {
        key: (numbers[key], len(hours), pytest.approx(median(hours), abs=1e-3) if hours else None)
        for key, hours in waits.items()
    }
    assert found == expected


def test_reports_are_told_with_what_became_of_them() -> None:
    with empty_tables() as connection:
        for outcome in ("upheld", "upheld", "rejected", "gone", ""):
            flagged(connection, "spam", outcome)
        flagged(connection, "hate", withdrawn_at=NOVEMBER)
        flagged(connection, "disagree")
        flagged(connection, "hate", at=OCTOBER)
        november = of(connection, "2026-11")
    assert said(november, "reports") == (
        "Readers reported comments and names 6 times. Of these reports 2 were upheld and 1 rejected; 1 was withdrawn, "
        "1 fell away with what they were about, and 1 still waits."
    )
    reports = next(section for section in sections_of(november, None) if section.id == "reports")
    assert [(row.label, row.values) for row in reports.tables[0].rows] == [
        ("Hate", ("1", "0", "0")),
        ("Spam or advertising", ("5", "2", "1")),
    ]
    assert "chosen 1 time" in reports.hint


def test_what_was_taken_back_and_what_went_out_of_sight_is_counted_with_its_month() -> None:
    with empty_tables() as connection:
        away: dict[str, Any] = {"status_before": "visible", "status_after": "removed", "rule": 2}
        removed = step(connection, DecisionKind.REMOVE, at=OCTOBER, **away)
        step(connection, DecisionKind.WARN, at=OCTOBER, **away)
        step(
            connection, DecisionKind.UNDO, undoes_id=removed, status_before="removed", status_after="visible"
        )
        october, november = of(connection, "2026-10"), of(connection, "2026-11")
    assert [(found.kind, found.taken_back, found.removed) for found in october.steps] == [
        (DecisionKind.REMOVE, 1, 1),
        (DecisionKind.WARN, 0, 1),
    ]
    assert (
        "Moderators took 2 decisions, and no steps were automatic. 2 comments were removed, all by people; "
        "1 was readable again later, for that was taken back; 1 decision was taken back in all."
    ) in said(october, "decisions")
    assert said(november, "decisions").startswith("Moderators took no decisions,"), "to take one back is none"


def test_appeals_and_second_looks_are_counted() -> None:
    with empty_tables() as connection:
        for outcome in ("accepted", "rejected", "rejected", ""):
            appealed(connection, step(connection, DecisionKind.REMOVE), outcome)
        for second, after in ((DecisionKind.REMOVE, "removed"), (DecisionKind.KEEP, "visible")):
            first = step(connection, DecisionKind.WARN, status_after="removed")
            looked_at(connection, first, second, status_after=after)
        looked_at(connection, step(connection, DecisionKind.KEEP), DecisionKind.REMOVE, at=None)
        november = of(connection, "2026-11")
    assert november.appeals == {AppealOutcome.ACCEPTED: 1, AppealOutcome.REJECTED: 2, AppealOutcome.OPEN: 1}
    assert said(november, "appeals") == (
        "4 appeals were made: 1 upheld, 2 rejected, 1 waiting for another moderator."
    )
    assert (november.looks, november.agreed) == (2, 1)
    assert said(november, "second-looks").endswith("came to the same in 1 (50\u202f%).")


def test_votes_that_came_in_bursts_are_counted_without_what_was_taken_back() -> None:
    with empty_tables() as connection:
        assert said(MonthFigures("2026-11"), "votes") == "No vote was held."
        for number, (verdict, undoes) in enumerate(
            (("count", None), ("keep", None), ("count", None), ("keep", 3)), start=1
        ):
            row = {
                "id": number,
                "burst_id": number,
                "verdict": verdict,
                "ballots": 10 * number,
                "at": NOVEMBER,
            }
            connection.execute(insert(BallotDecision).values({**row, "undoes_id": undoes}))
        burst = {"wording_id": 1, "reason": "speed", "origin": "", "state": "waiting"}
        connection.execute(insert(BallotBurst).values({**burst, "began_at": NOVEMBER, "latest_at": NOVEMBER}))
        november = of(connection, "2026-11")
    assert said(november, "votes") == (
        "1 burst was held. Moderators decided about 2 bursts: 10 votes were counted after all, and 20 left out."
    )


def test_what_was_found_on_the_page_and_appeals_have_no_time_to_decision() -> None:
    with empty_tables() as connection:
        for kind in (CaseKind.FOUND, CaseKind.APPEAL, CaseKind.SECOND_LOOK):
            step(connection, case_id=case_of(connection, kind, opened_at=OCTOBER))
        assert of(connection, "2026-11").median_h is None


def test_months_without_anything_are_there_and_the_present_is_the_last() -> None:
    with empty_tables() as connection:
        assert [month.month for month in figures_by_month(connection, at=AT)] == ["2026-11"]
        flagged(connection, "spam", at=datetime(2026, 8, 31, 23, 59, tzinfo=UTC))
        months = [month.month for month in figures_by_month(connection, at=AT)]
        assert months == ["2026-08", "2026-09", "2026-10", "2026-11"]
        flagged(connection, "spam", at=datetime(2020, 1, 1, tzinfo=UTC))
        assert len(figures_by_month(connection, at=AT)) <= MAX_MONTHS


def test_the_oldest_case_is_one_that_somebody_waits_for() -> None:
    with empty_tables() as connection:
        assert oldest_waiting(connection) is None
        case_of(connection, CaseKind.SECOND_LOOK, opened_at=OCTOBER)
        case_of(connection, opened_at=OCTOBER, closed_at=NOVEMBER)
        case_of(connection, CaseKind.HELD, opened_at=NOVEMBER)
        assert oldest_waiting(connection) == NOVEMBER


@pytest.mark.parametrize(
    ("month", "by", "then"),
    [("2026-12", 1, "2027-01"), ("2026-01", -1, "2025-12"), ("2026-11", 0, "2026-11")],
)
def test_months_follow_each_other(month: str, by: int, then: str) -> None:
    assert month_after(month, by) == then
    assert month_of(month_begins(month)) == month


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.0, "under a minute"),
        (1 / 60, "1 minute"),
        (0.999, "1.0 hours"),
        (2.34, "2.3 hours"),
        (72, "3.0 days"),
    ],
)
def test_hours_are_said_as_people_say_them(hours: float, words: str) -> None:
    assert hours_in_words(hours) == words


def test_the_bars_of_the_overview_are_parts_of_the_widest_month() -> None:
    with empty_tables() as connection:
        for actor, number in ((Actor.MODERATOR, 3), (Actor.AUTOMATIC, 1)):
            for _ in range(number):
                step(connection, actor=actor)
        step(connection, at=OCTOBER)
        table = overview(figures_by_month(connection, at=AT), shown=12)
    assert [(row.label, row.values, row.bars) for row in table.rows] == [
        ("November 2026", ("3", "1"), (75.0, 25.0)),
        ("October 2026", ("1", "0"), (25.0, 0.0)),
    ]


def test_a_reason_that_is_not_a_report_has_no_line() -> None:
    with empty_tables() as connection:
        flagged(connection, FlagReason.DISAGREE)
        reports = sections_of(of(connection, "2026-11"), None)[0]
    assert (reports.sentence, reports.tables) == ("Nobody reported anything.", ())


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql+psycopg"])
def test_every_statement_is_one_that_both_databases_understand(dialect: str) -> None:
    spoken = make_url(f"{dialect}://").get_dialect()()
    for module in (openness, fairness, log_lines):
        for name, statement in vars(module).items():
            if name.startswith("_") and name.isupper() and hasattr(statement, "get_final_froms"):
                assert str(statement.compile(dialect=spoken)).startswith("SELECT")
