"""What an inbox holds: one line for each thing that happened to a member's words. A line keeps no words itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Ignore, Notice
from pollsite.accounts.types import NoticeKind, Told
from pollsite.numbers import MAX_NUMBER

NOTICES_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice as it is stored; what it says depends on the comment as it is now."""

    id: int
    kind: NoticeKind
    comment_id: int | None
    decision_id: int | None
    at: datetime
    is_read: bool


def notify(
    session: Session,
    *,
    account_id: int,
    kind: NoticeKind,
    comment_id: int | None,
    at: datetime,
    author_id: int | None = None,
    decision_id: int | None = None,
) -> Told | None:
    """Put a line into the account's inbox; what is returned may be mailed after the commit (see discussion.telling).

    None, and no line, for words of `author_id`, an account this one ignores, and where the same is there unread; each
    decision has a line of its own.
    """
    connection = session.connection()
    row = {"account_id": account_id, "kind": kind, "comment_id": comment_id}
    if decision_id is None and connection.scalar(_UNWANTED, {**row, "author_id": author_id}):
        return None
    connection.execute(_INSERT, {**row, "decision_id": decision_id, "at": at})
    return Told(account_id, kind, comment_id, decision_id)


def notices_of(connection: Connection, account_id: int, *, before: int | None = None) -> list[NoticeLine]:
    """The account's notices, newest first, older than the notice `before`: one more than fits a page, if there is."""
    asked = {"account_id": account_id, "before": before or MAX_NUMBER}
    return [_line(row) for row in connection.execute(_PAGE, asked)]


def find_notice(connection: Connection, *, account_id: int, notice_id: int) -> NoticeLine | None:
    """One of the account's own notices; None if there is no such notice."""
    row = connection.execute(_ONE, {"account_id": account_id, "notice": notice_id}).one_or_none()
    return _line(row) if row else None


def mark_read(session: Session, *, account_id: int, at: datetime, notice_id: int | None = None) -> None:
    """Take one of the account's notices as read, or all; doing it twice is harmless."""
    unread = update(Notice).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    if notice_id is not None:
        unread = unread.where(Notice.id == notice_id)
    session.connection().execute(unread.values(read_at=at))


def _line(row: Any) -> NoticeLine:
    is_read = row.read_at is not None
    return NoticeLine(row.id, NoticeKind(row.kind), row.comment_id, row.decision_id, row.at, is_read)


_INSERT = insert(Notice)
_UNWANTED = select(
    or_(
        exists().where(
            Ignore.account_id == bindparam("account_id"), Ignore.ignored_id == bindparam("author_id")
        ),
        exists().where(
            Notice.account_id == bindparam("account_id"),
            Notice.kind == bindparam("kind"),
            Notice.comment_id == bindparam("comment_id"),
            Notice.read_at.is_(None),
        ),
    )
)
_LINES = select(
    Notice.id, Notice.kind, Notice.comment_id, Notice.decision_id, Notice.at, Notice.read_at
).where(Notice.account_id == bindparam("account_id"))
_PAGE = _LINES.where(Notice.id < bindparam("before")).order_by(Notice.id.desc()).limit(NOTICES_A_PAGE + 1)
_ONE = _LINES.where(Notice.id == bindparam("notice"))
