"""Comments come into sight and go out of it: the one way a status changes once a comment is stored."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, delete, literal, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.accounts.names import fold_name
from pollsite.accounts.notices import notify
from pollsite.accounts.types import NoticeKind, Told
from pollsite.discussion.counting import count_comment, touch_discussion
from pollsite.discussion.errors import (
    CommentNotFound,
    NameTakenMeanwhile,
    NothingLeft,
    StatusMoved,
    WordsMoved,
)
from pollsite.discussion.limits import MAX_REASON
from pollsite.discussion.models import Comment, CommentRevision, Stance
from pollsite.discussion.posting import tell_parent
from pollsite.discussion.taking import take_comment
from pollsite.discussion.types import HoldReason, Status
from pollsite.happenings import Happened, Happening, tell


def change_status(
    session: Session,
    *,
    comment_id: int,
    status: Status,
    reason: str = "",
    at: datetime,
    only_from: Collection[Status] = tuple(Status),
    revision: int | None = None,
    decision_id: int | None = None,
) -> tuple[Told, ...]:
    """Let the comment have this status, and move every number that follows; doing it twice is harmless.

    `reason` is why it is held, or the rule by which it was removed. DELETED erases its words, earlier words and
    stance for good; of a removed comment only these, for the decision is not its author's. Its author is told of
    everything but that, with the decision it follows from, and who it answers when it can be read for the first time.

    Raises CommentNotFound, also for a deleted comment, which has no way back, StatusMoved if it stands in none of
    `only_from`, WordsMoved if its words are not `revision`'s; for what is to be read again NothingLeft, NameTakenMeanwhile.
    """
    connection = session.connection()
    comment = take_comment(connection, comment_id)
    before, reason = Status(comment.status), reason[:MAX_REASON]
    _refuse_moved(comment, status=status, only_from=only_from, revision=revision)
    if before is status and comment.reason == reason:
        return ()
    if before is Status.REMOVED and status is Status.DELETED:
        _erase_removed(connection, comment)
        return ()
    _refuse_impossible(connection, comment, before=before, status=status)
    if status is Status.DELETED:
        _erase(connection, comment_id, then=(_FREE_KEY,))
    _set(connection, comment, status=status, reason=reason, at=at)
    _count(connection, comment, before=before, after=status, at=at)
    if status is Status.DELETED:
        return ()
    told = _tell_author(session, comment, decision_id=decision_id, at=at)
    if status is Status.VISIBLE and comment.published_at is None:
        told += _tell_answered(session, comment, at=at)
    return told


def hold_again(connection: Connection, comment: Any, *, reason: HoldReason, at: datetime) -> None:
    """Put a visible comment back to those that wait; `comment` is its row, just taken. Nobody is told of it."""
    _set(connection, comment, status=Status.HELD, reason=reason.value, at=at)
    _count(connection, comment, before=Status.VISIBLE, after=Status.HELD, at=at)


def _refuse_moved(
    comment: Any, *, status: Status, only_from: Collection[Status], revision: int | None
) -> None:
    before = Status(comment.status)
    if before is Status.DELETED and status is not Status.DELETED:
        raise CommentNotFound
    if before not in only_from:
        raise StatusMoved(before)
    if revision not in (None, comment.revision):
        raise WordsMoved


def _refuse_impossible(connection: Connection, comment: Any, *, before: Status, status: Status) -> None:
    if before is Status.REMOVED and status is not Status.REMOVED and not comment.body_source:
        raise NothingLeft
    if status is Status.VISIBLE and before is not status and comment.guest_name is not None:
        asked = {"folded": fold_name(comment.guest_name), "reader": comment.reader_id}
        if connection.scalar(_NAMESAKE, asked) is not None:
            raise NameTakenMeanwhile


def _erase_removed(connection: Connection, comment: Any) -> None:
    """Its author sees the difference, and who asked for it keeps a page of it; to others nothing has changed."""
    if not comment.body_source:
        return
    _erase(connection, comment.id)
    connection.execute(_TOUCH, {"comment": comment.id})
    touch_discussion(connection, comment.article_id)


def _erase(connection: Connection, comment_id: int, *, then: tuple[Any, ...] = ()) -> None:
    for statement in (*_ERASURES, *then):
        connection.execute(statement, {"comment": comment_id})


def _set(connection: Connection, comment: Any, *, status: Status, reason: str, at: datetime) -> None:
    connection.execute(
        _SET,
        {
            "comment": comment.id,
            "to": status.value,
            "why": reason,
            "in_list": status is Status.VISIBLE or comment.replies > 0,
            "since": at
            if status is Status.VISIBLE and comment.published_at is None
            else comment.published_at,
        },
    )


def _count(connection: Connection, comment: Any, *, before: Status, after: Status, at: datetime) -> None:
    by = (after is Status.VISIBLE) - (before is Status.VISIBLE)
    if by:
        count_comment(
            connection,
            article_id=comment.article_id,
            root_id=comment.root_id,
            path=comment.path,
            tagged=comment.tagged,
            by=by,
        )
        what = Happening.COMMENT_PUBLISHED if by > 0 else Happening.COMMENT_REMOVED
        tell(connection, Happened(what, comment.id, at, after.value))
    elif comment.listed:
        touch_discussion(connection, comment.article_id)


def _tell_author(
    session: Session, comment: Any, *, decision_id: int | None, at: datetime
) -> tuple[Told, ...]:
    if comment.account_id is None:
        return ()
    kind = NoticeKind.DECISION
    told = notify(
        session,
        account_id=comment.account_id,
        kind=kind,
        comment_id=comment.id,
        at=at,
        decision_id=decision_id,
    )
    return (told,) if told else ()


def _tell_answered(session: Session, comment: Any, *, at: datetime) -> tuple[Told, ...]:
    parent = session.connection().execute(_PARENT, {"comment": comment.parent_id}).one_or_none()
    return tell_parent(session, parent, comment, comment_id=comment.id, at=at) if parent else ()


_ERASURES: Any = (
    delete(CommentRevision).where(CommentRevision.comment_id == bindparam("comment")),
    delete(Stance).where(Stance.comment_id == bindparam("comment")),
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(body_source="", body_html="", stance_shown=False),
)
_FREE_KEY = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(submission_key=literal("erased ") + cast(Comment.id, String))
)
_TOUCH = update(Comment).where(Comment.id == bindparam("comment")).values(version=Comment.version + 1)
_NAMESAKE = select(Account.id).where(
    Account.name_folded == bindparam("folded"), Account.reader_id != bindparam("reader")
)
_SET = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(
        status=bindparam("to"),
        reason=bindparam("why"),
        listed=bindparam("in_list"),
        published_at=bindparam("since"),
        collapsed=False,
        version=Comment.version + 1,
    )
)
_PARENT = select(Comment.account_id.label("parent_account"), Comment.reader_id.label("parent_reader")).where(
    Comment.id == bindparam("comment"), Comment.status == Status.VISIBLE
)
