"""A comment as those who change it need it."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from pollsite.discussion.errors import CommentNotFound, NotToBeRead, NotYours
from pollsite.discussion.models import Comment, Tag
from pollsite.discussion.types import Status


def take_comment(connection: Connection, comment_id: int) -> Any:
    """Its row, with `tagged`: whether its thread is about any question. Raises CommentNotFound."""
    row = connection.execute(_COMMENT, {"comment": comment_id}).one_or_none()
    if row is None:
        raise CommentNotFound
    return row


def take_own(connection: Connection, comment_id: int, reader_id: UUID) -> Any:
    """The same for its author. Raises CommentNotFound, also when they have deleted it, or NotYours."""
    row = take_comment(connection, comment_id)
    if row.reader_id != reader_id:
        raise NotYours
    if row.status == Status.DELETED:
        raise CommentNotFound
    return row


def take_visible(connection: Connection, comment_id: int) -> Any:
    """The same for somebody who has read it. Raises CommentNotFound or NotToBeRead."""
    row = take_comment(connection, comment_id)
    if row.status == Status.DELETED:
        raise CommentNotFound
    if row.status != Status.VISIBLE:
        raise NotToBeRead
    return row


_COMMENT: Any = select(
    *(column for column in Comment.__table__.c if column.name != "body_html"),
    select(Tag.comment_id).where(Tag.comment_id == Comment.root_id).exists().label("tagged"),
).where(Comment.id == bindparam("comment"))
