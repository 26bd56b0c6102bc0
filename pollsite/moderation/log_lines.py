"""The log as it is read: by moderators with every name, by the public with none; in pages, the latest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from pollsite.accounts.models import Account
from pollsite.discussion.models import Comment
from pollsite.discussion.types import HoldReason
from pollsite.discussion.words import NOBODY
from pollsite.moderation.article17 import Stated
from pollsite.moderation.models import Appeal, Decision, Flag, Statement
from pollsite.moderation.types import Actor, AppealOutcome, DecisionKind, Restriction
from pollsite.numbers import MAX_NUMBER

LINES_A_PAGE = 50
ROWS_A_FILE = 1_000
"""Of a public file; it names where the next one begins."""
ROWS_AT_ONCE = 500
MAX_ROWS = 100_000
"""Of a moderator's file."""
LATEST = MAX_NUMBER


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which steps: one moderator's, of one kind, about one comment; None: whatever it is."""

    moderator_id: int | None = None
    kind: DecisionKind | None = None
    comment_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A step with everything that is kept of it. `author` is whose words or name it was about, "" if nobody's."""

    id: int
    at: datetime
    kind: DecisionKind
    actor: Actor
    moderator_id: int | None
    moderator: str
    author: str
    rule: int | None
    reason: str
    quote: str
    note: str
    comment_id: int | None
    case_id: int | None
    status_before: str
    status_after: str
    until: datetime | None
    undoes_id: int | None
    is_undone: bool
    appeal: AppealOutcome | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLine:
    """A step as everybody may know it; `id` is its place in the log and leads nowhere."""

    id: int
    on: date
    kind: DecisionKind
    actor: Actor
    rule: int | None
    status_after: str
    is_undone: bool
    appeal: AppealOutcome | None


def log_page(connection: Connection, chosen: LogFilter, *, before: int | None, limit: int) -> list[LogLine]:
    """Steps before the step `before`, the latest first."""
    wanted = (chosen.moderator_id is not None, chosen.kind is not None, chosen.comment_id is not None)
    asked = {
        "before": before or LATEST,
        "number": limit,
        "moderator": chosen.moderator_id,
        "kind": chosen.kind,
        "comment": chosen.comment_id,
    }
    return [_log_line(row) for row in connection.execute(_log(*wanted), asked)]


def whole_log(connection: Connection, chosen: LogFilter) -> Iterator[LogLine]:
    """Every such step, the latest first, MAX_ROWS at most; asked for in portions, so that memory stays bounded."""
    before: int | None = None
    for _ in range(MAX_ROWS // ROWS_AT_ONCE):
        lines = log_page(connection, chosen, before=before, limit=ROWS_AT_ONCE)
        yield from lines
        if len(lines) < ROWS_AT_ONCE:
            return
        before = lines[-1].id


def public_page(connection: Connection, *, before: int | None, limit: int) -> list[PublicLine]:
    """What was decided, before the step `before`, the latest first; what authors did with their own words is not."""
    rows = connection.execute(_PUBLIC, {"before": before or LATEST, "number": limit})
    return [
        PublicLine(
            id=row.id,
            on=row.at.date(),
            kind=DecisionKind(row.kind),
            actor=Actor(row.actor),
            rule=row.rule,
            status_after=row.status_after,
            is_undone=row.undone_by is not None,
            appeal=_appeal(row.appeal),
        )
        for row in rows
    ]


def statements_page(connection: Connection, *, before: int | None, limit: int) -> list[Stated]:
    """Decisions that restricted somebody, before the step `before`, the latest first."""
    rows = connection.execute(_STATED, {"before": before or LATEST, "number": limit})
    return [
        Stated(
            number=row.id,
            restriction=Restriction(row.restriction),
            rule=row.rule,
            actor=Actor(row.actor),
            at=row.at,
            until=row.until,
            status_after=row.status_after,
            was_reported=bool(row.was_reported),
            was_detected=bool(row.was_detected),
            appeal=_appeal(row.appeal),
            is_undone=row.undone_by is not None,
        )
        for row in rows
    ]


def moderators_in_log(connection: Connection) -> list[tuple[int, str]]:
    """(account, name) of everybody who has decided anything and is still there, by name."""
    return [(row.id, row.name) for row in connection.execute(_MODERATORS)]


def _appeal(outcome: str | None) -> AppealOutcome | None:
    return None if outcome is None else AppealOutcome(outcome)


def _log_line(row: Any) -> LogLine:
    actor = Actor(row.actor)
    nobody = NOBODY if actor is Actor.MODERATOR else ""
    return LogLine(
        id=row.id,
        at=row.at,
        kind=DecisionKind(row.kind),
        actor=actor,
        moderator_id=row.moderator_id,
        moderator=row.moderator or nobody,
        author=row.author or row.guest_name or "",
        rule=row.rule,
        reason=row.reason,
        quote=row.quote,
        note=row.note,
        comment_id=row.comment_id,
        case_id=row.case_id,
        status_before=row.status_before,
        status_after=row.status_after,
        until=row.until,
        undoes_id=row.undoes_id,
        is_undone=row.undone_by is not None,
        appeal=_appeal(row.appeal),
    )


@lru_cache(maxsize=8)
def _log(by_moderator: bool, by_kind: bool, by_comment: bool) -> Any:
    chosen = _LOG
    if by_moderator:
        chosen = chosen.where(Decision.moderator_id == bindparam("moderator"))
    if by_kind:
        chosen = chosen.where(Decision.kind == bindparam("kind"))
    if by_comment:
        chosen = chosen.where(Decision.comment_id == bindparam("comment"))
    return chosen


def _latest(statement: Any) -> Any:
    return (
        statement.outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .where(Decision.id < bindparam("before"))
        .order_by(Decision.id.desc())
        .limit(bindparam("number"))
    )


_undoing: Any = Decision.__table__.alias("undoing")
_author: Any = Account.__table__.alias("author")
_earlier: Any = Decision.__table__.alias("earlier")
_AFTERWARDS: Any = (_undoing.c.id.label("undone_by"), Appeal.outcome.label("appeal"))
_LOG: Any = _latest(
    select(
        Decision.__table__,
        Account.name.label("moderator"),
        _author.c.name.label("author"),
        Comment.guest_name,
        *_AFTERWARDS,
    )
    .outerjoin(Account, Account.id == Decision.moderator_id)
    .outerjoin(_author, _author.c.id == Decision.account_id)
    .outerjoin(Comment, Comment.id == Decision.comment_id)
)
_PUBLIC: Any = _latest(
    select(
        Decision.id,
        Decision.at,
        Decision.kind,
        Decision.actor,
        Decision.rule,
        Decision.status_after,
        *_AFTERWARDS,
    ).where(Decision.actor != Actor.AUTHOR)
)
_REPORTED: Any = select(Flag.id).where(Flag.case_id == Decision.case_id).exists()
_DETECTED: Any = (
    select(_earlier.c.id)
    .where(
        and_(_earlier.c.comment_id == Decision.comment_id, _earlier.c.id <= Decision.id),
        _earlier.c.kind == DecisionKind.HOLD,
        _earlier.c.reason.in_((HoldReason.LINK, HoldReason.WORD)),
    )
    .exists()
)
_STATED: Any = _latest(
    select(
        Decision.id,
        Decision.actor,
        Decision.at,
        Decision.until,
        Decision.status_after,
        Statement.restriction,
        Statement.rule,
        _REPORTED.label("was_reported"),
        _DETECTED.label("was_detected"),
        *_AFTERWARDS,
    ).join(Statement, Statement.decision_id == Decision.id)
)
_MODERATORS: Any = (
    select(Account.id, Account.name)
    .where(Account.id.in_(select(Decision.moderator_id).where(Decision.moderator_id > 0).distinct()))
    .order_by(func.lower(Account.name))
)
