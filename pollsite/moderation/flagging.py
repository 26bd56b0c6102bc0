"""A reader reports a comment or a member's name, and may take it back. By itself that removes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.accounts.services import remember_reader
from pollsite.discussion.errors import CommentNotFound, NotToBeRead
from pollsite.discussion.models import Comment
from pollsite.discussion.taking import take_comment, take_visible
from pollsite.discussion.types import Status
from pollsite.moderation.cases import open_case
from pollsite.moderation.collapsing import lighten, weigh
from pollsite.moderation.flag_errors import (
    AnsweredIt,
    GroundsMissing,
    NoteMissing,
    NoteTooLong,
    NothingToReport,
    OwnWords,
    ReasonMissing,
    SuspendedReporter,
)
from pollsite.moderation.limits import MAX_NOTE, WEIGHED_FLAGS
from pollsite.moderation.models import Flag, Sanction
from pollsite.moderation.reasons import NAME_REASONS, NEEDS_NOTE, REASONS, ReasonLine
from pollsite.moderation.types import CaseKind, FlagOutcome, FlagReason
from pollsite.moderation.weights import weight_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody says is wrong. `note` is normalised; `origin` is the keyed hash of their address, "" if unknown."""

    reason: FlagReason
    note: str = ""
    good_faith: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Flagged:
    """The flag that was stored, now or, `is_repeat`, before. `case_id` is None where it is not counted; `collapsed`:
    whether the comment's words wait behind a notice now.
    """

    flag_id: int
    case_id: int | None
    collapsed: bool = False
    is_repeat: bool = False


def flag_comment(
    session: Session, *, comment_id: int, reader_id: UUID, report: Report, at: datetime
) -> Flagged:
    """Store the report of the comment as it is now, and let its case count it; enough of them collapse it.

    A reader has one flag on each revision; one that was withdrawn, or never counted, may be made anew. FlagReason.DISAGREE
    is kept and never counted. A reason that was decided about on this revision is stored as rejected and opens
    nothing. Raises what refuse_incomplete() and refuse_reporter() raise.
    """
    connection = session.connection()
    refuse_incomplete(report, REASONS)
    comment = _take_readable(connection, comment_id)
    refuse_reporter(connection, reader_id, author_id=comment.reader_id, comment_id=comment_id, at=at)
    place = {"comment_id": comment_id, "account_id": None, "flagged_name": "", "revision": comment.revision}
    known = connection.execute(_OF_COMMENT, {"reader": reader_id, **place}).one_or_none()
    if known and _stands(known, report):
        return Flagged(known.id, known.case_id, collapsed=comment.collapsed, is_repeat=True)
    remember_reader(session, reader_id=reader_id, at=at)
    settled = _is_settled(connection, _SETTLED_OF_COMMENT, place, report)
    counts = report.reason is not FlagReason.DISAGREE and not settled
    case_id = open_case(connection, CaseKind.FLAGGED, comment_id=comment_id, at=at) if counts else None
    made = _made(connection, reader_id, report, place=place, case_id=case_id, settled=settled, at=at)
    flag_id = _store(connection, known, made)
    if case_id is None:
        return Flagged(flag_id, None, collapsed=comment.collapsed)
    return Flagged(flag_id, case_id, collapsed=weigh(connection, case_id, comment=comment, at=at))


def flag_name(session: Session, *, account_id: int, reader_id: UUID, report: Report, at: datetime) -> Flagged:
    """The same of a member's name as it is now. Raises what refuse_incomplete() and refuse_reporter() raise."""
    connection = session.connection()
    refuse_incomplete(report, NAME_REASONS)
    account = connection.execute(_ACCOUNT, {"account": account_id}).one_or_none()
    if account is None:
        raise NothingToReport
    refuse_reporter(connection, reader_id, author_id=account.reader_id, at=at)
    place = {"comment_id": None, "account_id": account_id, "flagged_name": account.name, "revision": 0}
    known = connection.execute(_OF_NAME, {"reader": reader_id, **place}).one_or_none()
    if known and _stands(known, report):
        return Flagged(known.id, known.case_id, is_repeat=True)
    remember_reader(session, reader_id=reader_id, at=at)
    settled = _is_settled(connection, _SETTLED_OF_NAME, place, report)
    case_id = None if settled else open_case(connection, CaseKind.NAME, account_id=account_id, at=at)
    made = _made(connection, reader_id, report, place=place, case_id=case_id, settled=settled, at=at)
    flag_id = _store(connection, known, made)
    if case_id is not None:
        weigh(connection, case_id, comment=None, at=at)
    return Flagged(flag_id, case_id)


def withdraw_flag(session: Session, *, flag_id: int, reader_id: UUID, at: datetime) -> None:
    """Let the reader's flag count no more. Harmless for one that was decided about, and for one that is not theirs.

    A comment that the others do not keep collapsed is opened again, and a case without flags is closed.
    """
    connection = session.connection()
    asked = {"flag": flag_id, "reader": reader_id}
    flag = connection.execute(_THEIRS, asked).one_or_none()
    if flag is None:
        return
    comment = take_comment(connection, flag.comment_id) if flag.comment_id else None
    withdrawn = connection.execute(_WITHDRAW, {**asked, "moment": at}).one_or_none()
    if withdrawn and withdrawn.case_id is not None:
        lighten(connection, withdrawn.case_id, comment=comment, at=at)


def refuse_incomplete(report: Report, offered: Collection[ReasonLine]) -> None:
    """Raises ReasonMissing for a reason that is not offered, NoteTooLong, GroundsMissing or NoteMissing."""
    if report.reason not in {line.reason for line in offered}:
        raise ReasonMissing
    if len(report.note) > MAX_NOTE:
        raise NoteTooLong(limit=MAX_NOTE)
    if report.reason is FlagReason.ILLEGAL and not (report.note and report.good_faith):
        raise GroundsMissing
    if report.reason in NEEDS_NOTE and not report.note:
        raise NoteMissing


def refuse_reporter(
    connection: Connection, reader_id: UUID, *, author_id: UUID, comment_id: int | None = None, at: datetime
) -> None:
    """Raises OwnWords, SuspendedReporter, or AnsweredIt for who has a reply to the comment that is read or waits."""
    if author_id == reader_id:
        raise OwnWords
    until = connection.scalar(_SUSPENDED, {"reader": reader_id})
    if until is not None and until > at:
        raise SuspendedReporter(until)
    asked = {"reader": reader_id, "comment": comment_id}
    if comment_id is not None and connection.scalar(_ANSWERED, asked) is not None:
        raise AnsweredIt


def _take_readable(connection: Connection, comment_id: int) -> Any:
    """Its row. Nobody learns of a comment that they may not read: it is as if there were none."""
    try:
        return take_visible(connection, comment_id)
    except (CommentNotFound, NotToBeRead) as refusal:
        raise NothingToReport from refusal


def _stands(known: Any, report: Report) -> bool:
    """Whether the reader's flag is their word already; what was never counted can be said with another reason, and what
    lapsed, as with a name that is somebody's again, anew.
    """
    if known.withdrawn_at is not None or known.outcome == FlagOutcome.GONE:
        return False
    return known.case_id is not None or known.reason == report.reason


def _is_settled(connection: Connection, statement: Any, place: dict[str, Any], report: Report) -> bool:
    """Whether a moderator has looked for this reason and found nothing; something else is each time another thing."""
    if report.reason is FlagReason.OTHER:
        return False
    return connection.scalar(statement, {**place, "reason": report.reason}) is not None


def _made(
    connection: Connection,
    reader_id: UUID,
    report: Report,
    *,
    place: dict[str, Any],
    case_id: int | None,
    settled: bool,
    at: datetime,
) -> dict[str, Any]:
    decided = connection.scalars(_DECIDED, {"reader": reader_id})
    return {
        **place,
        "case_id": case_id,
        "reader_id": reader_id,
        "reason": report.reason,
        "note": report.note,
        "good_faith": report.good_faith,
        "origin": report.origin,
        "weight": weight_of([FlagOutcome(outcome) for outcome in decided]),
        "at": at,
        "withdrawn_at": None,
        "outcome": FlagOutcome.REJECTED if settled else FlagOutcome.OPEN,
        "decided_at": at if settled else None,
    }


def _store(connection: Connection, known: Any, made: dict[str, Any]) -> int:
    """The number of the flag: a new row, or the one it is made anew in."""
    if known is None:
        return int(connection.execute(_INSERT, made).scalar_one())
    connection.execute(update(Flag).where(Flag.id == known.id).values(made))
    return int(known.id)


_READER: Any = Flag.reader_id == bindparam("reader")
_KNOWN = select(Flag.id, Flag.case_id, Flag.withdrawn_at, Flag.reason, Flag.outcome).where(_READER)
_OF_COMMENT = _KNOWN.where(Flag.comment_id == bindparam("comment_id"), Flag.revision == bindparam("revision"))
_OF_NAME = _KNOWN.where(
    Flag.account_id == bindparam("account_id"), Flag.flagged_name == bindparam("flagged_name")
)
_ACCOUNT: Any = select(Account.id, Account.reader_id, Account.name).where(
    Account.id == bindparam("account"), Account.active, Account.confirmed_at.is_not(None)
)
_SUSPENDED = (
    select(Sanction.suspended_until)
    .join(Account, Account.id == Sanction.account_id)
    .where(Account.reader_id == bindparam("reader"))
)
_ANSWERED = (
    select(Comment.id)
    .where(
        Comment.parent_id == bindparam("comment"),
        Comment.reader_id == bindparam("reader"),
        Comment.status.in_((Status.VISIBLE, Status.HELD)),
    )
    .limit(1)
)
_SETTLED = (
    select(Flag.id)
    .where(
        Flag.reason == bindparam("reason"),
        Flag.outcome == FlagOutcome.REJECTED,
        Flag.case_id.is_not(None),
        Flag.withdrawn_at.is_(None),
    )
    .limit(1)
)
_SETTLED_OF_COMMENT = _SETTLED.where(
    Flag.comment_id == bindparam("comment_id"), Flag.revision == bindparam("revision")
)
_SETTLED_OF_NAME = _SETTLED.where(
    Flag.account_id == bindparam("account_id"), Flag.flagged_name == bindparam("flagged_name")
)
_DECIDED: Any = (
    select(Flag.outcome)
    .where(
        _READER,
        Flag.case_id.is_not(None),
        Flag.withdrawn_at.is_(None),
        Flag.outcome.in_((FlagOutcome.UPHELD, FlagOutcome.REJECTED)),
    )
    .order_by(Flag.decided_at.desc(), Flag.id.desc())
    .limit(WEIGHED_FLAGS)
)
_INSERT: Any = insert(Flag).returning(Flag.id)
_THEIRS: Any = select(Flag.comment_id).where(Flag.id == bindparam("flag"), _READER)
_WITHDRAW: Any = (
    update(Flag)
    .where(
        Flag.id == bindparam("flag"),
        _READER,
        Flag.withdrawn_at.is_(None),
        Flag.outcome == FlagOutcome.OPEN,
    )
    .values(withdrawn_at=bindparam("moment"))
    .returning(Flag.case_id)
)
