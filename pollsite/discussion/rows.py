"""How rows of comments are asked for, so that the indexes serve, and what becomes of them."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    String,
    case,
    cast,
    func,
    literal_column,
    select,
)

from pollsite.accounts.models import Account
from pollsite.accounts.types import Portrait
from pollsite.discussion.models import Comment, Tag
from pollsite.discussion.records import Answered, Author, CommentRecord
from pollsite.discussion.types import Status

comments: Any = Comment.__table__
_parents: Any = comments.alias("parents")
_accounts: Any = Account.__table__
_namesakes: Any = _accounts.alias("parents_accounts")

# An index that leaves rows out is used only where the statement says the same literally, not with a parameter.


def listed(table: FromClause) -> ColumnElement[Any]:
    """It is visible, or a tombstone with visible replies."""
    return literal_column(f"{table.description}.listed")


def first_of_thread(table: FromClause) -> ColumnElement[Any]:
    """It begins a thread that is listed."""
    return literal_column(f"{table.description}.depth = 0 AND {table.description}.listed")


def visible(table: FromClause) -> ColumnElement[Any]:
    """Everybody may read its words."""
    return literal_column(f"{table.description}.status = '{Status.VISIBLE}'")


def held(table: FromClause) -> ColumnElement[Any]:
    """It waits for a moderator."""
    return literal_column(f"{table.description}.status = '{Status.HELD}'")


def comment_rows() -> Select[Any]:
    """Rows for record_of(): of `comments`, with their authors, tags, and whom they answer."""
    tags = select(func.aggregate_strings(cast(Tag.poll_id, String), ","))
    tags_of_thread = tags.where(Tag.comment_id == comments.c.id).scalar_subquery()
    return select(
        *(comments.c[name] for name in _COLUMNS),
        func.coalesce(_accounts.c.name, comments.c.guest_name, "").label("name"),
        _accounts.c.portrait,
        case((comments.c.depth == 0, tags_of_thread)).label("tags"),
        _parents.c.status.label("parent_status"),
        func.coalesce(_namesakes.c.name, _parents.c.guest_name, "").label("parent_name"),
    ).select_from(
        comments.outerjoin(_accounts, _accounts.c.id == comments.c.account_id)
        .outerjoin(_parents, _parents.c.id == comments.c.parent_id)
        .outerjoin(_namesakes, _namesakes.c.id == _parents.c.account_id)
    )


def record_of(row: Row[Any]) -> CommentRecord:
    """The comment in a row of comment_rows()."""
    answers = None
    if row.parent_id is not None:
        answers = Answered(row.parent_id, row.parent_name, Status(row.parent_status))
    return CommentRecord(
        id=row.id,
        article_id=row.article_id,
        root_id=int(row.path[:8], 16),
        path=row.path,
        depth=row.depth,
        status=Status(row.status),
        reason=row.reason,
        listed=bool(row.listed),
        html=row.body_html,
        author=Author(row.reader_id, row.name, row.account_id, Portrait(row.portrait or "")),
        answers=answers,
        tags=tuple(sorted(map(int, row.tags.split(",")))) if row.tags else (),
        created_at=row.created_at,
        published_at=row.published_at,
        edited_at=row.edited_at,
        stance_shown=bool(row.stance_shown),
        collapsed=bool(row.collapsed),
        locked=bool(row.locked),
        good=row.good,
        replies=row.replies,
        minds=row.minds,
        version=row.version,
    )


_COLUMNS = (
    "id",
    "article_id",
    "parent_id",
    "path",
    "depth",
    "status",
    "reason",
    "listed",
    "body_html",
    "reader_id",
    "account_id",
    "created_at",
    "published_at",
    "edited_at",
    "stance_shown",
    "collapsed",
    "locked",
    "good",
    "replies",
    "minds",
    "version",
)
