"""What a case's page shows beside the comment: its flags, and the record of its author."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_, select

from pollsite.accounts.models import Account
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.decision_lines import DecisionLine, decisions_on_author
from pollsite.moderation.limits import DEFAULT_WEIGHT
from pollsite.moderation.models import Flag, Sanction
from pollsite.moderation.reasons import reason_in_words
from pollsite.moderation.types import FlagOutcome, FlagReason

FLAGS_SHOWN = 50
COMMENTS_COUNTED = 1_000
"""Of an author's latest so many comments are the flags counted."""
A_READER = "a reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """A report. `weight` is in thousandths; `record` says how right its reporter was so far, "" where that is not known
    yet. `revision` is of the text, `name` the name, it was raised on.
    """

    id: int
    reason: FlagReason
    title: str
    note: str
    good_faith: bool
    weight: int
    reporter: str
    record: str
    revision: int
    name: str
    outcome: FlagOutcome
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorRecord:
    """Who wrote it, and how their other words have fared: of their latest COMMENTS_COUNTED comments, but for the one it is
    about, how many stand, wait and were removed, and how many flags on them were upheld and rejected.
    """

    name: str
    account_id: int | None
    is_guest: bool
    joined_at: datetime | None
    comments: int
    standing: int
    waiting: int
    removed: int
    upheld: int
    rejected: int
    suspended_until: datetime | None
    always_held: bool
    decisions: tuple[DecisionLine, ...]


def flags_of(
    connection: Connection, *, case_id: int | None, comment_id: int | None = None
) -> tuple[FlagLine, ...]:
    """The reports of a case, or without one of a comment, the heaviest first; withdrawn ones and the decoy are left
    out. FLAGS_SHOWN at most.
    """
    statement = _OF_CASE if case_id is not None else _OF_COMMENT
    asked = {"case": case_id} if case_id is not None else {"comment": comment_id}
    return tuple(_flag(row) for row in connection.execute(statement, asked))


def author_record(
    connection: Connection,
    *,
    account_id: int | None,
    reader_id: UUID,
    guest_name: str,
    but_of: int | None,
    before: int | None,
    at: datetime,
) -> AuthorRecord:
    """The author's record, but for the comment `but_of` and what was decided about it, and, for a quiet second look,
    since the decision `before`. At most four statements.
    """
    account = connection.execute(_ACCOUNT, {"account": account_id}).one_or_none() if account_id else None
    theirs = {"reader": reader_id, "but_of": but_of or 0}
    standing = {row.status: row.number for row in connection.execute(_COMMENTS, theirs)}
    flags = {row.outcome: row.number for row in connection.execute(_OUTCOMES, theirs)}
    suspended = account and account.suspended_until and account.suspended_until > at
    is_later = before is not None and account is not None and (account.suspension_id or 0) >= before
    return AuthorRecord(
        name=account.name if account else guest_name,
        account_id=account_id,
        is_guest=account is None and bool(guest_name),
        joined_at=account.created_at if account else None,
        comments=sum(standing.values()),
        standing=standing.get(Status.VISIBLE, 0),
        waiting=standing.get(Status.HELD, 0),
        removed=standing.get(Status.REMOVED, 0),
        upheld=flags.get(FlagOutcome.UPHELD, 0),
        rejected=flags.get(FlagOutcome.REJECTED, 0),
        suspended_until=account.suspended_until if account and suspended and not is_later else None,
        always_held=bool(account and account.holding_id and (before is None or account.holding_id < before)),
        decisions=decisions_on_author(
            connection, account_id=account_id, reader_id=reader_id, but_of=but_of, before=before
        ),
    )


def reasons_in(flags: Sequence[FlagLine]) -> tuple[FlagReason, ...]:
    """What is reported, the reason most flags name first."""
    named = [flag.reason for flag in flags]
    return tuple(sorted(set(named), key=lambda reason: (-named.count(reason), named.index(reason))))


def _flag(row: Any) -> FlagLine:
    reason = FlagReason(row.reason)
    record = ""
    if row.weight != DEFAULT_WEIGHT:
        record = "mostly right so far" if row.weight > DEFAULT_WEIGHT else "mostly wrong so far"
    return FlagLine(
        id=row.id,
        reason=reason,
        title=reason_in_words(reason, of_name=row.account_id is not None),
        note=row.note,
        good_faith=row.good_faith,
        weight=row.weight,
        reporter=row.reporter or A_READER,
        record=record,
        revision=row.revision,
        name=row.flagged_name,
        outcome=FlagOutcome(row.outcome),
        at=row.at,
    )


_FLAGS: Any = (
    select(
        Flag.id,
        Flag.reason,
        Flag.note,
        Flag.good_faith,
        Flag.weight,
        Flag.revision,
        Flag.flagged_name,
        Flag.account_id,
        Flag.outcome,
        Flag.at,
        Account.name.label("reporter"),
    )
    .outerjoin(Account, Account.reader_id == Flag.reader_id)
    .where(Flag.withdrawn_at.is_(None), Flag.reason != FlagReason.DISAGREE)
    .order_by(Flag.weight.desc(), Flag.id)
    .limit(FLAGS_SHOWN)
)
_OF_CASE: Any = _FLAGS.where(Flag.case_id == bindparam("case"))
_OF_COMMENT: Any = _FLAGS.where(Flag.comment_id == bindparam("comment"))
_ACCOUNT: Any = (
    select(
        Account.name,
        Account.created_at,
        Sanction.suspended_until,
        Sanction.suspension_id,
        Sanction.holding_id,
    )
    .outerjoin(Sanction, Sanction.account_id == Account.id)
    .where(Account.id == bindparam("account"))
)
_latest: Any = (
    select(Comment.id, Comment.status)
    .where(Comment.reader_id == bindparam("reader"), Comment.id != bindparam("but_of"))
    .order_by(Comment.id.desc())
    .limit(COMMENTS_COUNTED)
    .subquery("latest")
)
_COMMENTS: Any = select(_latest.c.status, func.count().label("number")).group_by(_latest.c.status)
_OUTCOMES: Any = (
    select(Flag.outcome, func.count().label("number"))
    .select_from(_latest.join(Flag, Flag.comment_id == _latest.c.id))
    .where(or_(Flag.outcome == FlagOutcome.UPHELD, Flag.outcome == FlagOutcome.REJECTED))
    .group_by(Flag.outcome)
)
