"""“This changed my mind”: a reader whose vote changed names the comment that did it, once per question."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from pollsite.discussion.changing import earlier_choices
from pollsite.discussion.counting import copy_to_tags, touch_discussion
from pollsite.discussion.errors import MindNotChanged, NothingCredited, YourOwn
from pollsite.discussion.models import ChangedMind, Comment
from pollsite.discussion.taking import take_comment, take_visible
from pollsite.polls.models import BallotRevision, Poll, Wording
from pollsite.polls.types import BallotChange


@dataclass(frozen=True, slots=True)
class Creditable:
    """A question on which the reader's vote changed: choices before and after, and the comment they credited."""

    poll_id: int
    before: int
    after: int
    credited: int | None


def creditable_polls(session: Session, *, article_id: int, reader_id: UUID) -> tuple[Creditable, ...]:
    """The article's questions on which the reader may credit a comment, in the publisher's order."""
    connection = session.connection()
    asked = {"article": article_id, "reader": reader_id}
    histories: dict[int, list[int]] = {}
    for row in connection.execute(_HISTORIES, asked):
        histories.setdefault(row.poll_id, []).append(row.choices)
    credited = {row.poll_id: row.comment_id for row in connection.execute(_CREDITS, asked)}
    return tuple(
        Creditable(poll_id, before, history[-1], credited.get(poll_id))
        for poll_id, history in histories.items()
        if (before := earlier_choices(history)) is not None
    )


def credit_comment(session: Session, *, comment_id: int, poll_id: int, reader_id: UUID, at: datetime) -> None:
    """Name the comment as what changed the reader's vote, in place of another one named before.

    Raises CommentNotFound, NotToBeRead, YourOwn, or MindNotChanged, also for a poll of another article.
    """
    connection = session.connection()
    comment = take_visible(connection, comment_id)
    if comment.reader_id == reader_id:
        raise YourOwn
    history = connection.execute(
        _HISTORY, {"article": comment.article_id, "poll": poll_id, "reader": reader_id}
    ).all()
    before = earlier_choices([row.choices for row in history])
    if before is None:
        raise MindNotChanged
    take_credit_back(connection, poll_id=poll_id, reader_id=reader_id)
    row = {
        "poll_id": poll_id,
        "reader_id": reader_id,
        "comment_id": comment_id,
        "wording_id": history[-1].wording_id,
        "before": before,
        "after": history[-1].choices,
        "at": at,
    }
    connection.execute(_CREDIT, row)
    count_mind(connection, comment, by=1)


def withdraw_credit(session: Session, *, poll_id: int, reader_id: UUID) -> None:
    """Take back what the reader said changed their mind on the question. Raises NothingCredited."""
    connection = session.connection()
    if not take_credit_back(connection, poll_id=poll_id, reader_id=reader_id):
        raise NothingCredited


def undo_returned(session: Session, change: BallotChange, *, at: datetime) -> None:
    """After a ballot changed: a mind that is what it was, or that says nothing any more, was changed by nobody."""
    if not change.before:
        return
    connection = session.connection()
    credit = connection.execute(_FIND, {"poll": change.poll_id, "reader": change.reader_id}).one_or_none()
    if credit is None or credit.wording_id != change.wording_id:
        return
    if change.after in (0, credit.before):
        take_credit_back(connection, poll_id=change.poll_id, reader_id=change.reader_id)


def take_credit_back(connection: Connection, *, poll_id: int, reader_id: UUID) -> bool:
    """Undo the reader's credit on the poll, if there is one; whether there was."""
    credit = connection.execute(_FIND, {"poll": poll_id, "reader": reader_id}).one_or_none()
    if credit is None:
        return False
    comment = take_comment(connection, credit.comment_id)
    if not connection.execute(_UNDO, {"poll": poll_id, "reader": reader_id}).rowcount:
        return False
    count_mind(connection, comment, by=-1)
    return True


def count_mind(connection: Connection, comment: Any, *, by: int) -> None:
    """Move the comment's count of minds changed; `comment` is its row, just taken."""
    connection.execute(_COUNT, {"comment": comment.id, "by": by})
    if comment.tagged and not comment.depth:
        copy_to_tags(connection, comment.id)
    touch_discussion(connection, comment.article_id)


_READERS_HISTORY: Any = (
    select(Poll.id.label("poll_id"), BallotRevision.wording_id, BallotRevision.choices)
    .select_from(Poll)
    .join(Wording, (Wording.poll_id == Poll.id) & (Wording.number == Poll.wording))
    .join(BallotRevision, BallotRevision.wording_id == Wording.id)
    .where(
        Poll.article_id == bindparam("article"),
        Poll.active,
        BallotRevision.reader_id == bindparam("reader"),
    )
)
_HISTORIES = _READERS_HISTORY.order_by(Poll.position, Poll.id, BallotRevision.id)
_HISTORY = _READERS_HISTORY.where(Poll.id == bindparam("poll")).order_by(BallotRevision.id)
_CREDITS = (
    select(ChangedMind.poll_id, ChangedMind.comment_id)
    .join(Poll, Poll.id == ChangedMind.poll_id)
    .where(Poll.article_id == bindparam("article"), ChangedMind.reader_id == bindparam("reader"))
)
_MINE: Any = (ChangedMind.poll_id == bindparam("poll"), ChangedMind.reader_id == bindparam("reader"))
_FIND = select(ChangedMind.comment_id, ChangedMind.wording_id, ChangedMind.before).where(*_MINE)
_UNDO = delete(ChangedMind).where(*_MINE)
_CREDIT = insert(ChangedMind)
_COUNT = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(minds=Comment.minds + bindparam("by"), version=Comment.version + 1)
)
