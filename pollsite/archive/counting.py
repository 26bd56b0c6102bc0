"""What is counted of a debate once it was brought in: `discussion verify` finds each number its recount."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, literal, select, update

from pollsite.discussion.models import Comment, Discussion, Slice, Tag
from pollsite.discussion.types import Status

ROWS_AT_ONCE = 1_000


def count_debate(connection: Connection, replies: Iterable[tuple[int, int]]) -> None:
    """Set what depends on more than one comment; `replies`: (comment, how many in sight are below it)."""
    waiting = ({"comment": number, "below": below} for number, below in replies)
    while some := list(islice(waiting, ROWS_AT_ONCE)):
        connection.execute(_REPLIES, some)
    for statement in (_TAGS, _SLICES, _DISCUSSIONS):
        connection.execute(statement)


_REPLIES = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(replies=bindparam("below"), listed=literal(True))
)
_TAGS: Any = update(Tag).values(
    {
        name: select(getattr(Comment, name)).where(Comment.id == Tag.comment_id).scalar_subquery()
        for name in ("listed", "best", "replies", "minds")
    }
)
_SLICES: Any = insert(Slice).from_select(
    ["poll_id", "comments"],
    select(Tag.poll_id, func.count())
    .join(Comment, (Comment.root_id == Tag.comment_id) & (Comment.status == Status.VISIBLE))
    .group_by(Tag.poll_id),
)
_DISCUSSIONS: Any = update(Discussion).values(
    comments=select(func.count())
    .where(Comment.article_id == Discussion.article_id, Comment.status == Status.VISIBLE)
    .scalar_subquery()
)
