"""What moderation did, in numbers per month, aggregated in SQL; never a person's, never a comment's."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, select

from pollsite.moderation.measuring import MonthOf, SecondsBetween, medians
from pollsite.moderation.models import Appeal, BallotDecision, Case, Decision, Flag, SecondLook
from pollsite.moderation.month_figures import (
    PEOPLE,
    WITHDRAWN,
    Hold,
    MonthFigures,
    Step,
    month_after,
    month_begins,
    month_of,
)
from pollsite.moderation.second_looks import is_agreement
from pollsite.moderation.standing import oldest_case
from pollsite.moderation.types import (
    Actor,
    AppealOutcome,
    BallotVerdict,
    CaseKind,
    DecisionKind,
    FlagOutcome,
    FlagReason,
)
from pollsite.polls.models import BallotBurst

MAX_MONTHS = 36
"""Further back nothing is counted any more; the log itself goes back to its beginning."""


def figures_by_month(connection: Connection, *, at: datetime) -> list[MonthFigures]:
    """Every month since the first in which anything happened, the present one last and unfinished; MAX_MONTHS at most.

    Nine statements, whatever the number of decisions.
    """
    present = month_of(at)
    earliest = month_after(present, 1 - MAX_MONTHS)
    asked = {"since": month_begins(earliest)}
    found: defaultdict[str, MonthFigures] = defaultdict(lambda: MonthFigures(""))
    for count in _COUNTS:
        count(connection, asked, found)
    first = min(found, default=present)
    months = []
    while first <= present:
        figures = found[first]
        figures.month = first
        months.append(figures)
        first = month_after(first)
    return months


def oldest_waiting(connection: Connection) -> datetime | None:
    """Since when the case that has waited longest waits; None where none does. One row of an index."""
    return connection.execute(_OLDEST).scalar()


Found = defaultdict[str, MonthFigures]
Asked = dict[str, datetime]


def _count_flags(connection: Connection, asked: Asked, found: Found) -> None:
    for row in connection.execute(_FLAGS, asked):
        outcome = WITHDRAWN if row.is_withdrawn else FlagOutcome(row.outcome).value
        found[row.month].flags[FlagReason(row.reason), outcome] += row.number


def _count_steps(connection: Connection, asked: Asked, found: Found) -> None:
    for row in connection.execute(_STEPS, asked):
        step = Step(
            DecisionKind(row.kind),
            Actor(row.actor),
            row.rule,
            row.number,
            row.taken_back,
            row.removed,
            row.restored,
        )
        found[row.month].steps.append(step)


def _count_cases(connection: Connection, asked: Asked, found: Found) -> None:
    for row in connection.execute(_CASES, asked):
        found[row.month].cases = row.number
        found[row.month].median_h = _hours(row.median)


def _count_holds(connection: Connection, asked: Asked, found: Found) -> None:
    waited = {(row.month, row.reason): row for row in connection.execute(_LOOKED_AT, asked)}
    for row in connection.execute(_HOLDS, asked):
        seen = waited.get((row.month, row.reason))
        found[row.month].holds.append(
            Hold(row.reason, row.number, seen.number if seen else 0, _hours(seen.median) if seen else None)
        )


def _count_appeals(connection: Connection, asked: Asked, found: Found) -> None:
    for row in connection.execute(_APPEALS, asked):
        found[row.month].appeals[AppealOutcome(row.outcome)] = row.number


def _count_looks(connection: Connection, asked: Asked, found: Found) -> None:
    for row in connection.execute(_LOOKS, asked):
        found[row.month].looks += row.number
        found[row.month].agreed += row.number if is_agreement(row) else 0


def _count_bursts(connection: Connection, asked: Asked, found: Found) -> None:
    for row in connection.execute(_BURSTS, asked):
        found[row.month].bursts.held = row.number
    for row in connection.execute(_VERDICTS, asked):
        bursts = found[row.month].bursts
        bursts.decided += row.number
        if row.verdict == BallotVerdict.COUNT:
            bursts.counted += row.ballots
        else:
            bursts.left_out += row.ballots


_COUNTS: tuple[Callable[[Connection, Asked, Found], None], ...] = (
    _count_flags,
    _count_steps,
    _count_cases,
    _count_holds,
    _count_appeals,
    _count_looks,
    _count_bursts,
)


def _hours(seconds: Any) -> float:
    return float(seconds) / 3600


def _each_month(moment: Any) -> Any:
    return MonthOf(moment).label("month")


def _counted(moment: Any, *columns: Any) -> Iterator[Any]:
    """The columns of a count by month and by these."""
    yield _each_month(moment)
    yield from columns
    yield func.count().label("number")


_SINCE: Any = bindparam("since")
_undoing: Any = Decision.__table__.alias("undoing")
_later: Any = Decision.__table__.alias("later")
_withdrawn: Any = Flag.withdrawn_at.is_not(None).label("is_withdrawn")
_FLAGS: Any = (
    select(*_counted(Flag.at, Flag.reason, Flag.outcome, _withdrawn))
    .where(Flag.at >= _SINCE)
    .group_by("month", Flag.reason, Flag.outcome, _withdrawn)
)
_GONE: Any = and_(Decision.status_after == "removed", Decision.status_before != "removed")
_STEPS: Any = (
    select(
        *_counted(Decision.at, Decision.kind, Decision.actor, Decision.rule),
        func.count(_undoing.c.id).label("taken_back"),
        func.sum(case((_GONE, 1), else_=0)).label("removed"),
        func.sum(case((and_(_GONE, _undoing.c.id.is_not(None)), 1), else_=0)).label("restored"),
    )
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(Decision.at >= _SINCE, Decision.actor != Actor.AUTHOR)
    .group_by("month", Decision.kind, Decision.actor, Decision.rule)
    .order_by("month", Decision.kind, Decision.actor, Decision.rule)
)
_first: Any = (
    select(Decision.case_id, func.min(Decision.at).label("at"))
    .where(Decision.case_id.is_not(None), Decision.actor.in_(PEOPLE))
    .group_by(Decision.case_id)
    .subquery("first")
)
_CASES: Any = medians(
    select(_each_month(_first.c.at), SecondsBetween(Case.opened_at, _first.c.at).label("span"))
    .join(Case, Case.id == _first.c.case_id)
    .where(_first.c.at >= _SINCE, Case.kind.in_((CaseKind.FLAGGED, CaseKind.HELD, CaseKind.NAME)))
    .subquery("spans"),
    "month",
)
_HELD: Any = and_(Decision.kind == DecisionKind.HOLD, Decision.at >= _SINCE)
_HOLDS: Any = (
    select(*_counted(Decision.at, Decision.reason))
    .where(_HELD)
    .group_by("month", Decision.reason)
    .order_by("month", func.count().desc(), Decision.reason)
)
_looked: Any = (
    select(func.min(_later.c.at))
    .where(_later.c.comment_id == Decision.comment_id, _later.c.id > Decision.id, _later.c.actor.in_(PEOPLE))
    .scalar_subquery()
)
_looks_of_holds: Any = (
    select(Decision.at, Decision.reason, _looked.label("looked_at")).where(_HELD).subquery("held")
)
_LOOKED_AT: Any = medians(
    select(
        _each_month(_looks_of_holds.c.at),
        _looks_of_holds.c.reason,
        SecondsBetween(_looks_of_holds.c.at, _looks_of_holds.c.looked_at).label("span"),
    )
    .where(_looks_of_holds.c.looked_at.is_not(None))
    .subquery("spans"),
    "month",
    "reason",
)
_APPEALS: Any = (
    select(*_counted(Appeal.at, Appeal.outcome)).where(Appeal.at >= _SINCE).group_by("month", Appeal.outcome)
)
_BESIDE: Any = (
    SecondLook.kind,
    SecondLook.status_after,
    Decision.kind.label("first_kind"),
    Decision.status_after.label("first_status"),
)
_LOOKS: Any = (
    select(*_counted(SecondLook.at, *_BESIDE))
    .join(Decision, Decision.id == SecondLook.decision_id)
    .where(SecondLook.at >= _SINCE)
    .group_by("month", SecondLook.kind, SecondLook.status_after, Decision.kind, Decision.status_after)
)
_BURSTS: Any = select(*_counted(BallotBurst.began_at)).where(BallotBurst.began_at >= _SINCE).group_by("month")
_taking_back: Any = BallotDecision.__table__.alias("taking_back")
_VERDICTS: Any = (
    select(
        *_counted(BallotDecision.at, BallotDecision.verdict),
        func.sum(BallotDecision.ballots).label("ballots"),
    )
    .outerjoin(_taking_back, _taking_back.c.undoes_id == BallotDecision.id)
    .where(BallotDecision.at >= _SINCE, BallotDecision.undoes_id.is_(None), _taking_back.c.id.is_(None))
    .group_by("month", BallotDecision.verdict)
)
_OLDEST: Any = select(oldest_case())
