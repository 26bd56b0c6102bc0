"""What moderation did, in numbers per month, aggregated in SQL; never a person's, never a comment's."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, select

from pollsite.moderation.measuring import MonthOf, SecondsBetween, medians
from pollsite.moderation.models import Appeal, Case, Decision, Flag, SecondLook
from pollsite.moderation.second_looks import is_agreement
from pollsite.moderation.types import Actor, AppealOutcome, CaseKind, DecisionKind, FlagOutcome, FlagReason

MAX_MONTHS = 36
"""Further back nothing is counted any more; the log itself goes back to its beginning."""
PEOPLE = (Actor.MODERATOR, Actor.OPERATOR)
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Step:
    """So many decisions of one kind, by one kind of actor, by one rule; of them were taken back later; and so many
    took a comment out of sight.
    """

    kind: DecisionKind
    actor: Actor
    rule: int | None
    number: int
    taken_back: int
    removed: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Comments held for one reason. `looked_at` of them a moderator has seen, after `median_h` hours; else None."""

    reason: str
    number: int
    looked_at: int
    median_h: float | None


@dataclass(slots=True)
class MonthFigures:
    """A month, "2026-11" in UTC. `flags` by reason and what became of them: a FlagOutcome, or WITHDRAWN. `cases` were
    decided for the first time, `median_h` hours after they were opened. `looks` second looks were taken, of which
    `agreed` came to the same. Appeals count in the month they were made in.
    """

    month: str
    flags: Counter[tuple[FlagReason, str]] = field(default_factory=Counter)
    steps: list[Step] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    appeals: Counter[AppealOutcome] = field(default_factory=Counter)
    cases: int = 0
    median_h: float | None = None
    looks: int = 0
    agreed: int = 0

    def by(self, *actors: Actor) -> list[Step]:
        """The steps that these took."""
        return [step for step in self.steps if step.actor in actors]

    @property
    def human(self) -> int:
        """Decisions that people took."""
        return sum(step.number for step in self.by(*PEOPLE))

    @property
    def automatic(self) -> int:
        """Steps that nobody took."""
        return sum(step.number for step in self.by(Actor.AUTOMATIC))


def month_of(at: datetime) -> str:
    """ "2026-11"."""
    return f"{at.astimezone(UTC):%Y-%m}"


def month_begins(month: str) -> datetime:
    """Its first instant. Raises ValueError for what is no month."""
    year, _, number = month.partition("-")
    return datetime(int(year), int(number), 1, tzinfo=UTC)


def month_after(month: str, by: int = 1) -> str:
    """So many months later; earlier where `by` is negative."""
    begin = month_begins(month)
    years, months = divmod(begin.year * 12 + begin.month - 1 + by, 12)
    return f"{years:04}-{months + 1:02}"


def figures_by_month(connection: Connection, *, at: datetime) -> list[MonthFigures]:
    """Every month since the first in which anything happened, the present one last and unfinished; MAX_MONTHS at most.

    Seven statements, whatever the number of decisions.
    """
    present = month_of(at)
    earliest = month_after(present, 1 - MAX_MONTHS)
    asked = {"since": month_begins(earliest)}
    found: defaultdict[str, MonthFigures] = defaultdict(lambda: MonthFigures(""))
    for count in (_count_flags, _count_steps, _count_cases, _count_holds, _count_appeals, _count_looks):
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
            DecisionKind(row.kind), Actor(row.actor), row.rule, row.number, row.taken_back, row.removed
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
_OLDEST: Any = (
    select(Case.opened_at)
    .where(Case.closed_at.is_(None), Case.kind != CaseKind.SECOND_LOOK)
    .order_by(Case.opened_at)
    .limit(1)
)
