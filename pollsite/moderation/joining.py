"""What an anonymous reader reported, and was told, becomes their account's when they sign in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, delete, or_, select, union_all, update
from sqlalchemy.orm import Session, aliased

from pollsite.accounts.models import Account
from pollsite.discussion.models import Comment
from pollsite.discussion.taking import take_comment
from pollsite.moderation.collapsing import lighten
from pollsite.moderation.models import Flag, Statement
from pollsite.moderation.types import FlagOutcome


def join_flags(session: Session, *, from_reader: UUID, to_reader: UUID, at: datetime) -> None:
    """Let flags of one reader, and statements to them, be another's; doing it twice is harmless.

    Where both reported the same, one flag stays: the other's, unless that one was withdrawn. Comments were joined
    before, so that what would be a report of oneself is withdrawn.
    """
    connection = session.connection()
    readers = {"from_reader": from_reader, "to_reader": to_reader}
    cases: list[Any] = []
    for pair in connection.execute(_SAID_TWICE, readers).all():
        ours_stands = pair.ours_withdrawn is None and pair.theirs_withdrawn is not None
        cases += connection.execute(_END, {"flag": pair.theirs if ours_stands else pair.ours}).all()
    moved = connection.execute(_MOVE_FLAGS, readers).all()
    cases += [flag for flag in moved if flag.outcome == FlagOutcome.OPEN and flag.withdrawn_at is None]
    cases += connection.execute(_WITHDRAW_OWN, {**readers, "moment": at}).all()
    connection.execute(_MOVE_STATEMENTS, readers)
    _lighten(connection, cases, at=at)


def _lighten(connection: Connection, changed: list[Any], *, at: datetime) -> None:
    """Recount the cases of flags that count no more, or as somebody else's."""
    touched = {(flag.comment_id or 0, flag.case_id) for flag in changed if flag.case_id is not None}
    for comment_id, case_id in sorted(touched):
        comment = take_comment(connection, comment_id) if comment_id else None
        lighten(connection, case_id, comment=comment, at=at)


_FROM: Any = bindparam("from_reader")
_TO: Any = bindparam("to_reader")
_THEIRS = aliased(Flag)
_SAID_TWICE: Any = (
    select(
        Flag.id.label("ours"),
        Flag.withdrawn_at.label("ours_withdrawn"),
        _THEIRS.id.label("theirs"),
        _THEIRS.withdrawn_at.label("theirs_withdrawn"),
    )
    .join(
        _THEIRS,
        and_(
            _THEIRS.reader_id == _TO,
            or_(
                and_(_THEIRS.comment_id == Flag.comment_id, _THEIRS.revision == Flag.revision),
                and_(_THEIRS.account_id == Flag.account_id, _THEIRS.flagged_name == Flag.flagged_name),
            ),
        ),
    )
    .where(Flag.reader_id == _FROM)
    .order_by(Flag.id)
)
_END: Any = delete(Flag).where(Flag.id == bindparam("flag")).returning(Flag.case_id, Flag.comment_id)
_MOVE_FLAGS: Any = (
    update(Flag)
    .where(Flag.reader_id == _FROM)
    .values(reader_id=_TO)
    .returning(Flag.case_id, Flag.comment_id, Flag.outcome, Flag.withdrawn_at)
)
_OF_OWN = union_all(
    select(Flag.id)
    .join(Comment, Comment.id == Flag.comment_id)
    .where(Flag.reader_id == _TO, Comment.reader_id == _TO),
    select(Flag.id)
    .join(Account, Account.id == Flag.account_id)
    .where(Flag.reader_id == _TO, Account.reader_id == _TO),
)
_WITHDRAW_OWN: Any = (
    update(Flag)
    .where(
        Flag.id.in_(_OF_OWN),
        Flag.withdrawn_at.is_(None),
        Flag.outcome == FlagOutcome.OPEN,
    )
    .values(withdrawn_at=bindparam("moment"))
    .returning(Flag.case_id, Flag.comment_id)
)
_MOVE_STATEMENTS = update(Statement).where(Statement.reader_id == _FROM).values(reader_id=_TO)
