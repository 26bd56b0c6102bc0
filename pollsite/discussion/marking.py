"""Good point, weak point: one word per reader and comment, which can be changed and taken back."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.services import remember_reader
from pollsite.discussion.counting import copy_to_tags, touch_discussion
from pollsite.discussion.dialects import inserting
from pollsite.discussion.errors import YourOwn
from pollsite.discussion.models import Comment, Mark
from pollsite.discussion.ranking import best
from pollsite.discussion.taking import take_visible
from pollsite.discussion.types import MarkKind


def mark_comment(
    session: Session, *, comment_id: int, reader_id: UUID, kind: MarkKind | None, at: datetime
) -> None:
    """Make `kind` the reader's one mark on the comment, None for none; doing it twice is harmless.

    Raises CommentNotFound, NotToBeRead or YourOwn.
    """
    connection = session.connection()
    comment = take_visible(connection, comment_id)
    if comment.reader_id == reader_id:
        raise YourOwn
    before = connection.scalar(_MARK, {"comment": comment_id, "reader": reader_id})
    if before == kind:
        return
    if before is None:
        remember_reader(session, reader_id=reader_id, at=at)
    put_mark(connection, comment_id=comment_id, reader_id=reader_id, kind=kind, at=at)
    count_mark(connection, comment, before=before, after=kind)


def put_mark(
    connection: Connection, *, comment_id: int, reader_id: UUID, kind: MarkKind | int | None, at: datetime
) -> None:
    """Store the mark, or that there is none; nothing is counted."""
    key = {"comment": comment_id, "reader": reader_id}
    if kind is None:
        connection.execute(_DELETE, key)
    else:
        connection.execute(_upsert(connection.dialect.name), {**key, "kind": int(kind), "at": at})


def count_mark(connection: Connection, comment: Any, *, before: int | None, after: int | None) -> None:
    """Move the comment's counts and its place among the best; `comment` is its row before, just taken."""
    good = comment.good + (after == MarkKind.GOOD) - (before == MarkKind.GOOD)
    weak = comment.weak + (after == MarkKind.WEAK) - (before == MarkKind.WEAK)
    shown = int(good != comment.good)
    moved = {"comment": comment.id, "g": good, "w": weak, "b": best(good, weak), "shown": shown}
    connection.execute(_COUNT, moved)
    if comment.tagged and not comment.depth:
        copy_to_tags(connection, comment.id)
    touch_discussion(connection, comment.article_id)


_MARK = select(Mark.kind).where(
    Mark.comment_id == bindparam("comment"), Mark.reader_id == bindparam("reader")
)
_DELETE = delete(Mark).where(Mark.comment_id == bindparam("comment"), Mark.reader_id == bindparam("reader"))
_COUNT = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(
        good=bindparam("g"),
        weak=bindparam("w"),
        best=bindparam("b"),
        version=Comment.version + bindparam("shown"),
    )
)


@cache
def _upsert(dialect: str) -> Any:
    statement = inserting(dialect, Mark).values(
        comment_id=bindparam("comment"),
        reader_id=bindparam("reader"),
        kind=bindparam("kind"),
        at=bindparam("at"),
    )
    renewed = {"kind": statement.excluded.kind, "at": statement.excluded.at}
    return statement.on_conflict_do_update(index_elements=["comment_id", "reader_id"], set_=renewed)
