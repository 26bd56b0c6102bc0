"""The author's own vote beside a comment: shown only while they let it be, and only as it was when they ticked."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, delete, insert, select, update
from sqlalchemy.orm import Session

from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.errors import NotToBeRead, NoVoteToShow
from pollsite.discussion.models import Comment, Stance, Tag
from pollsite.discussion.taking import take_own
from pollsite.discussion.types import Status
from pollsite.polls.models import Ballot, Poll, Wording


def show_stance(session: Session, *, comment_id: int, reader_id: UUID, at: datetime) -> None:
    """Show beside the comment how its author now votes on what its thread is about; doing it twice is harmless.

    Raises CommentNotFound, NotYours, NotToBeRead, or NoVoteToShow.
    """
    connection = session.connection()
    comment = take_own(connection, comment_id, reader_id)
    if comment.status not in (Status.VISIBLE, Status.HELD):
        raise NotToBeRead
    if comment.stance_shown:
        return
    if not keep_stance(connection, comment_id=comment_id, root_id=comment.root_id, reader_id=reader_id):
        raise NoVoteToShow
    _note(connection, comment, shown=True)


def hide_stance(session: Session, *, comment_id: int, reader_id: UUID, at: datetime) -> None:
    """Show the vote no more, and forget it was; doing it twice is harmless. Raises CommentNotFound or NotYours."""
    connection = session.connection()
    comment = take_own(connection, comment_id, reader_id)
    if comment.stance_shown:
        connection.execute(_FORGET, {"comment": comment_id})
        _note(connection, comment, shown=False)


def keep_stance(connection: Connection, *, comment_id: int, root_id: int, reader_id: UUID) -> bool:
    """Keep the reader's standing votes on the questions of the thread; whether there are any."""
    ballots = connection.execute(_BALLOTS, {"root": root_id, "reader": reader_id}).all()
    if ballots:
        connection.execute(
            _KEEP,
            [
                {"comment_id": comment_id, "wording_id": ballot.wording_id, "choices": ballot.choices}
                for ballot in ballots
            ],
        )
    return bool(ballots)


def drop_untagged(connection: Connection, root_id: int) -> None:
    """Forget, in one thread, the stances on questions that it is no longer about."""
    connection.execute(_DROP, {"root": root_id})
    connection.execute(_UNTICK, {"root": root_id})


def _note(connection: Connection, comment: Any, *, shown: bool) -> None:
    connection.execute(_TICK, {"comment": comment.id, "shown": shown})
    if comment.status == Status.VISIBLE:
        touch_discussion(connection, comment.article_id)


_BALLOTS = (
    select(Ballot.wording_id, Ballot.choices)
    .join(Wording, Wording.id == Ballot.wording_id)
    .join(Poll, (Poll.id == Wording.poll_id) & (Poll.wording == Wording.number))
    .join(Tag, Tag.poll_id == Poll.id)
    .where(Tag.comment_id == bindparam("root"), Ballot.reader_id == bindparam("reader"))
    .order_by(Ballot.wording_id)
)
_KEEP = insert(Stance)
_FORGET = delete(Stance).where(Stance.comment_id == bindparam("comment"))
_TICK = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(stance_shown=bindparam("shown"), version=Comment.version + 1)
)
_THREAD = select(Comment.id).where(Comment.root_id == bindparam("root"), Comment.stance_shown)
_TAGGED = (
    select(Wording.id).join(Tag, Tag.poll_id == Wording.poll_id).where(Tag.comment_id == bindparam("root"))
)
_DROP = delete(Stance).where(Stance.comment_id.in_(_THREAD), Stance.wording_id.not_in(_TAGGED))
_UNTICK = (
    update(Comment)
    .where(Comment.root_id == bindparam("root"), Comment.stance_shown)
    .values(
        stance_shown=case(
            (select(Stance.comment_id).where(Stance.comment_id == Comment.id).exists(), True), else_=False
        ),
        version=Comment.version + 1,
    )
)
