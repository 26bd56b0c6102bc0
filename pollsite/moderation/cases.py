"""Cases are opened, counted up and down with their flags, and closed: the one place that writes their rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from pollsite.discussion.locking import root_of, set_heat
from pollsite.discussion.models import Comment
from pollsite.happenings import Happened, Happening, tell
from pollsite.moderation.models import Case, Flag
from pollsite.moderation.priority import priority_of
from pollsite.moderation.types import CaseKind, FlagOutcome, FlagReason
from pollsite.moderation.weights import weights_by_origin


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case that waits, just taken: nobody else changes it in this transaction."""

    id: int
    kind: CaseKind
    comment_id: int | None
    account_id: int | None
    version: int
    weight: int
    barred_id: int | None


def open_case(
    connection: Connection,
    kind: CaseKind,
    *,
    comment_id: int | None = None,
    account_id: int | None = None,
    barred_id: int | None = None,
    at: datetime,
) -> int:
    """A new case, or the one that waits already: a comment, and a name, has one at a time. Its number.

    A held comment's case says HELD, whatever it was flagged for. Whoever calls this has taken the comment.
    """
    joins = kind in (CaseKind.FLAGGED, CaseKind.HELD, CaseKind.NAME)
    known = find_open_case(connection, comment_id=comment_id, account_id=account_id) if joins else None
    if known is not None:
        if kind is CaseKind.HELD and known.kind is not kind:
            connection.execute(_TO_KIND, {"case": known.id, "to": kind})
        return known.id
    row = {
        "kind": kind,
        "comment_id": comment_id,
        "account_id": account_id,
        "barred_id": barred_id,
        "opened_at": at,
        "weight": 0,
        "priority": priority_of(kind),
    }
    case_id = int(connection.execute(_INSERT.returning(Case.id), row).scalar_one())
    tell(connection, Happened(Happening.CASE_OPENED, case_id, at, kind.value))
    return case_id


def open_copy(connection: Connection, case: OpenCase, *, barred_id: int | None, at: datetime) -> int:
    """A case for a second look that stands in the queue where `case` stood before it was decided. Its number.

    It counts no flags: those are `case`'s, and have cooled their thread down already. It is told of as what `case` was,
    for whoever looks shall not know that somebody did.
    """
    reasons = {FlagReason(reason) for reason in connection.scalars(_REASONS, {"case": case.id})}
    row = {
        "kind": CaseKind.SECOND_LOOK,
        "comment_id": case.comment_id,
        "account_id": case.account_id,
        "barred_id": barred_id,
        "opened_at": at,
        "weight": case.weight,
        "priority": priority_of(case.kind, weight=case.weight, reasons=reasons),
    }
    case_id = int(connection.execute(_INSERT.returning(Case.id), row).scalar_one())
    tell(connection, Happened(Happening.CASE_OPENED, case_id, at, case.kind.value))
    return case_id


def take_case(connection: Connection, case_id: int) -> OpenCase | None:
    """The case of that number if it waits; None if there is none, or it is closed."""
    row = connection.execute(_WAITING, {"case": case_id}).one_or_none()
    return _open(row) if row else None


def find_open_case(
    connection: Connection, *, comment_id: int | None = None, account_id: int | None = None
) -> OpenCase | None:
    """The case under review of a comment; without one, of that account's name."""
    asked = {"comment": comment_id} if comment_id is not None else {"account": account_id}
    statement = _OF_COMMENT if comment_id is not None else _OF_NAME
    row = connection.execute(statement, asked).one_or_none()
    return _open(row) if row else None


def recount_case(connection: Connection, case_id: int) -> int:
    """Let the case count and weigh its open flags, and stand where they put it; the weight, in thousandths.

    Its thread is as heated as there are origins of the open flags in it, one for each as in the weight.
    """
    case = connection.execute(_BY_ID, {"case": case_id}).one()
    flags = connection.execute(_OPEN_FLAGS, {"case": case_id}).all()
    weight = sum(weights_by_origin(flags).values())
    reasons = {FlagReason(flag.reason) for flag in flags}
    if case.comment_id is not None:
        root_id = root_of(connection, case.comment_id)
        in_thread = connection.execute(_OPEN_IN_THREAD, {"root": root_id}).all()
        set_heat(connection, root_id, heat=len(weights_by_origin(in_thread)))
    kind = CaseKind(case.kind)
    connection.execute(
        _RECOUNT,
        {
            "case": case_id,
            "flags": len(flags),
            "weight": weight,
            "priority": priority_of(kind, weight=weight, reasons=reasons),
        },
    )
    return weight


def close_case(connection: Connection, case_id: int, *, flags: FlagOutcome, at: datetime) -> None:
    """Close the case and let its open flags have that outcome; its thread cools down. Twice is harmless."""
    connection.execute(_SETTLE, {"case": case_id, "to": flags, "moment": at})
    recount_case(connection, case_id)
    connection.execute(_CLOSE, {"case": case_id, "at": at})


def renew_case(connection: Connection, case_id: int) -> None:
    """Let nobody decide it by what they saw before: what it is about has changed."""
    connection.execute(_RENEW, {"case": case_id})


def lapse_flags_of_others(connection: Connection, case_id: int, *, name: str, at: datetime) -> bool:
    """Let the flags of a name's case be gone that were raised on another name than this; whether any is left."""
    connection.execute(_LAPSE, {"case": case_id, "called": name, "moment": at})
    return connection.scalar(_LEFT, {"case": case_id}) is not None


def overturn_flags(connection: Connection, case_id: int, *, at: datetime) -> None:
    """Let the flags that a closed case had upheld be rejected: what was decided was wrong. Twice is harmless."""
    connection.execute(_OVERTURN, {"case": case_id, "moment": at})


def reopen_case(connection: Connection, case_id: int, *, kind: CaseKind) -> None:
    """Let a closed case wait again as if nobody had decided, since when it first did; its flags are open again.

    Of a comment that has come under review otherwise meanwhile the flags join that case.
    """
    case = connection.execute(_BY_ID, {"case": case_id}).one()
    waiting = find_open_case(connection, comment_id=case.comment_id, account_id=case.account_id)
    into = waiting.id if waiting else case_id
    connection.execute(_UNSETTLE, {"case": case_id, "into": into})
    if waiting is None:
        connection.execute(_REOPEN, {"case": case_id, "kind": kind})
    recount_case(connection, into)


def _open(row: Any) -> OpenCase:
    return OpenCase(
        id=row.id,
        kind=CaseKind(row.kind),
        comment_id=row.comment_id,
        account_id=row.account_id,
        version=row.version,
        weight=row.weight,
        barred_id=row.barred_id,
    )


_CASE: Any = Case.id == bindparam("case")
_REVIEWED = Case.closed_at.is_(None) & Case.kind.in_((CaseKind.FLAGGED, CaseKind.HELD))
_NAMED = Case.closed_at.is_(None) & (Case.kind == CaseKind.NAME)
_ROW = select(
    Case.id,
    Case.kind,
    Case.comment_id,
    Case.account_id,
    Case.version,
    Case.weight,
    Case.flags,
    Case.barred_id,
)
_BY_ID: Any = _ROW.where(_CASE)
_WAITING: Any = _ROW.where(_CASE, Case.closed_at.is_(None))
_OF_COMMENT: Any = _ROW.where(_REVIEWED, Case.comment_id == bindparam("comment"))
_OF_NAME: Any = _ROW.where(_NAMED, Case.account_id == bindparam("account"))
_INSERT = insert(Case).values(flags=0, version=1)
_REASONS = select(Flag.reason).where(Flag.case_id == bindparam("case"), Flag.withdrawn_at.is_(None))
_TO_KIND: Any = update(Case).where(_CASE).values(kind=bindparam("to"))
_IS_OPEN: Any = (Flag.withdrawn_at.is_(None), Flag.outcome == FlagOutcome.OPEN)
_OPEN_FLAGS: Any = (
    select(Flag.reader_id, Flag.reason, Flag.weight, Flag.origin)
    .where(Flag.case_id == bindparam("case"), *_IS_OPEN)
    .order_by(Flag.id)
)
_OPEN_IN_THREAD: Any = (
    select(Flag.reader_id, Flag.weight, Flag.origin)
    .join(Case, Case.id == Flag.case_id)
    .join(Comment, Comment.id == Case.comment_id)
    .where(Case.closed_at.is_(None), Comment.root_id == bindparam("root"), *_IS_OPEN)
    .order_by(Flag.id)
)
_RECOUNT: Any = (
    update(Case)
    .where(_CASE)
    .values(flags=bindparam("flags"), weight=bindparam("weight"), priority=bindparam("priority"))
)
_SETTLE: Any = (
    update(Flag)
    .where(Flag.case_id == bindparam("case"), *_IS_OPEN)
    .values(outcome=bindparam("to"), decided_at=bindparam("moment"))
)
_OVERTURN: Any = (
    update(Flag)
    .where(Flag.case_id == bindparam("case"), Flag.outcome == FlagOutcome.UPHELD)
    .values(outcome=FlagOutcome.REJECTED, decided_at=bindparam("moment"))
)
_CLOSE: Any = (
    update(Case)
    .where(_CASE)
    .values(
        closed_at=func.coalesce(Case.closed_at, bindparam("at", type_=Case.closed_at.type)),
        version=Case.version + 1,
        claimed_by_id=None,
        claimed_until=None,
    )
)
_STANDS: Any = (Flag.withdrawn_at.is_(None), Flag.outcome != FlagOutcome.GONE)
_LEFT = select(Flag.id).where(Flag.case_id == bindparam("case"), *_STANDS).limit(1)
_LAPSE: Any = (
    update(Flag)
    .where(Flag.case_id == bindparam("case"), Flag.flagged_name != bindparam("called"), *_STANDS)
    .values(outcome=FlagOutcome.GONE, decided_at=bindparam("moment"))
)
_RENEW: Any = update(Case).where(_CASE).values(version=Case.version + 1)
_UNSETTLE: Any = (
    update(Flag)
    .where(Flag.case_id == bindparam("case"), *_STANDS)
    .values(case_id=bindparam("into"), outcome=FlagOutcome.OPEN, decided_at=None)
)
_REOPEN: Any = (
    update(Case).where(_CASE).values(kind=bindparam("kind"), closed_at=None, version=Case.version + 1)
)
