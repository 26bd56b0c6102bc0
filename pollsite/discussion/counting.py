"""What moves when a comment comes into sight or goes out of it: every stored number of its thread and discussion."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, case, insert, literal, or_, select, update

from pollsite.discussion.dialects import inserting
from pollsite.discussion.models import Comment, Discussion, Slice, Tag
from pollsite.discussion.placing import ancestors
from pollsite.discussion.types import Openness, Status

FIRST_VERSION = 2
"""Of a discussion whose row is made by a change; nobody having changed it is version 1."""


def count_comment(
    connection: Connection, *, article_id: int, root_id: int, path: str, tagged: bool, by: int
) -> None:
    """Let a comment count (`by` 1) or count no more (−1) above it, in its discussion and in its thread's slices."""
    above = ancestors(path)
    if above:
        connection.execute(_REPLIES, {"above": above, "by": by})
    touch_discussion(connection, article_id, by=by)
    if tagged:
        copy_to_tags(connection, root_id)
        connection.execute(_SLICES, {"root": root_id, "by": by})


def touch_discussion(connection: Connection, article_id: int, *, by: int = 0) -> None:
    """Something that somebody could see has changed; `by` more comments are visible."""
    moved = connection.execute(_DISCUSSION, {"article": article_id, "by": by})
    if not moved.rowcount:
        first = {
            "article_id": article_id,
            "comments": by,
            "openness": Openness.OPEN,
            "version": FIRST_VERSION,
        }
        connection.execute(_BEGIN, first)


def copy_to_tags(connection: Connection, root_id: int) -> None:
    """Repeat in its tags what the thread is sorted by."""
    connection.execute(_COPY, {"root": root_id})


def begin_slices(connection: Connection, polls: tuple[int, ...]) -> None:
    """Make sure that the polls have a count of their own."""
    connection.execute(_begin_slice(connection.dialect.name), [{"poll": poll} for poll in sorted(polls)])


_BEGIN = insert(Discussion)
_DISCUSSION = (
    update(Discussion)
    .where(Discussion.article_id == bindparam("article"))
    .values(comments=Discussion.comments + bindparam("by"), version=Discussion.version + 1)
)
_REPLIES: Any = (
    update(Comment)
    .where(Comment.id.in_(bindparam("above", expanding=True)))
    .values(
        replies=Comment.replies + bindparam("by"),
        listed=case(
            (or_(Comment.status == Status.VISIBLE, Comment.replies + bindparam("by") > 0), True), else_=False
        ),
        version=Comment.version + 1,
    )
)
_SLICES = (
    update(Slice)
    .where(Slice.poll_id.in_(select(Tag.poll_id).where(Tag.comment_id == bindparam("root"))))
    .values(comments=Slice.comments + bindparam("by"))
)
_COPY = (
    update(Tag)
    .where(Tag.comment_id == bindparam("root"))
    .values(
        {
            column: select(getattr(Comment, column)).where(Comment.id == bindparam("root")).scalar_subquery()
            for column in ("listed", "best", "replies", "minds")
        }
    )
)


@cache
def _begin_slice(dialect: str) -> Any:
    values = {"poll_id": bindparam("poll"), "comments": literal(0)}
    return inserting(dialect, Slice).values(values).on_conflict_do_nothing()
