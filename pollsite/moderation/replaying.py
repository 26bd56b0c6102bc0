"""The log played from the beginning gives where everything stands: what differs is found, and nothing is mended."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session, aliased

from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.models import Case, Decision, Flag, Sanction, Statement
from pollsite.moderation.rulebook import find_rule
from pollsite.moderation.sanctioning import sanction_in_log
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagOutcome
from pollsite.moderation.weights import weights_by_origin


@dataclass(frozen=True, slots=True)
class Difference:
    """Something stored that differs from what the log or the flags say; `name` says where."""

    name: str
    stored: object
    recount: object


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many steps and cases were looked at, and everything that differs."""

    steps: int
    cases: int
    differences: tuple[Difference, ...]


def verify_moderation(session: Session) -> Replayed:
    """Play the log, and count the flags again: statuses, statements and their rules, cases, heat, sanctions."""
    connection = session.connection()
    found = (
        *_statuses(connection),
        *_statements(connection),
        *_cases(connection),
        *_heat(connection),
        *_sanctions(connection),
    )
    return Replayed(
        steps=connection.scalar(select(func.count(Decision.id))) or 0,
        cases=connection.scalar(select(func.count(Case.id))) or 0,
        differences=found,
    )


def replayed_statuses(connection: Connection) -> dict[int, Status]:
    """Where the log, played from the beginning, leaves each comment that it speaks of."""
    steps = connection.execute(_STEPS)
    return {step.comment_id: Status(step.status_after) for step in steps}


def _statuses(connection: Connection) -> Iterator[Difference]:
    replayed = replayed_statuses(connection)
    for comment in connection.execute(select(Comment.id, Comment.status).order_by(Comment.id)):
        expected = replayed.get(comment.id, Status.VISIBLE)
        if comment.status != expected:
            yield Difference(f"comment {comment.id} status", comment.status, expected.value)


def _statements(connection: Connection) -> Iterator[Difference]:
    for decision_id in connection.scalars(_UNSTATED):
        yield Difference(f"decision {decision_id} statement", None, "one")
    for statement in connection.execute(_NAMED):
        if find_rule(statement.rule) is None:
            yield Difference(
                f"statement {statement.decision_id} rule", statement.rule, "a rule of the rulebook"
            )


def _cases(connection: Connection) -> Iterator[Difference]:
    """A second look counts no flags, and weighs what the case weighed that it was."""
    flags: dict[int, list[Any]] = defaultdict(list)
    for flag in connection.execute(_OPEN_FLAGS):
        flags[flag.case_id].append(flag)
    for case in connection.execute(_CASES):
        weight = sum(weights_by_origin(flags[case.id]).values())
        if case.flags != len(flags[case.id]):
            yield Difference(f"case {case.id} flags", case.flags, len(flags[case.id]))
        if case.weight != weight and case.kind != CaseKind.SECOND_LOOK:
            yield Difference(f"case {case.id} weight", case.weight, weight)


def _heat(connection: Connection) -> Iterator[Difference]:
    flags: dict[int, list[Any]] = defaultdict(list)
    for flag in connection.execute(_FLAGS_IN_THREADS):
        flags[flag.root_id].append(flag)
    for root in connection.execute(select(Comment.id, Comment.heat).where(Comment.id == Comment.root_id)):
        heat = len(weights_by_origin(flags[root.id]))
        if root.heat != heat:
            yield Difference(f"comment {root.id} heat", root.heat, heat)


def _sanctions(connection: Connection) -> Iterator[Difference]:
    stored = {
        row.account_id: (row.suspension_id, row.suspended_until, row.holding_id)
        for row in connection.execute(select(Sanction.__table__))
    }
    for account_id in sorted({*stored, *connection.scalars(_SANCTIONED)}):
        suspension, holding_id = sanction_in_log(connection, account_id)
        expected = (*(suspension or (None, None)), holding_id)
        found = stored.get(account_id, (None, None, None))
        if found != expected:
            yield Difference(f"account {account_id} sanction", found, expected)


_stated: Any = aliased(Statement)
_STEPS = (
    select(Decision.comment_id, Decision.status_after)
    .where(Decision.comment_id.is_not(None), Decision.status_after != "")
    .order_by(Decision.id)
)
_UNSTATED: Any = (
    select(Decision.id)
    .outerjoin(_stated, _stated.decision_id == Decision.id)
    .where(
        Decision.actor.in_((Actor.MODERATOR, Actor.OPERATOR)),
        Decision.status_after == Status.REMOVED,
        Decision.status_before != Status.REMOVED,
        _stated.decision_id.is_(None),
    )
    .order_by(Decision.id)
)
_NAMED = select(Statement.decision_id, Statement.rule).order_by(Statement.decision_id)
_OPEN: Any = (Flag.case_id.is_not(None), Flag.withdrawn_at.is_(None), Flag.outcome == FlagOutcome.OPEN)
_OPEN_FLAGS: Any = (
    select(Flag.case_id, Flag.reader_id, Flag.origin, Flag.weight).where(*_OPEN).order_by(Flag.id)
)
_CASES = select(Case.id, Case.kind, Case.flags, Case.weight).order_by(Case.id)
_FLAGS_IN_THREADS: Any = (
    select(Comment.root_id, Flag.reader_id, Flag.origin, Flag.weight)
    .join(Comment, Comment.id == Flag.comment_id)
    .where(*_OPEN)
    .order_by(Flag.id)
)
_SANCTIONED = (
    select(Decision.account_id)
    .where(
        Decision.account_id.is_not(None),
        Decision.kind.in_((DecisionKind.SUSPEND, DecisionKind.HOLD_AUTHOR)),
    )
    .distinct()
)
