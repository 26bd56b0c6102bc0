"""What would be cleared up at once: everything of one author, or one burst of spam, before anything is touched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.discussion.errors import CommentNotFound
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.discussion.words import NOBODY
from pollsite.moderation.bursts import BURST, Grouping, is_alike
from pollsite.moderation.limits import MAX_BULK
from pollsite.moderation.models import Case, Decision
from pollsite.moderation.types import Actor, DecisionKind

LOOKED_THROUGH = 3_000
"""So many comments before and after one are compared with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkLine:
    """A comment as it is now; `seen` names all of that: number, revision, and the latest decision, 0 for none."""

    comment_id: int
    seen: str
    author: str
    title: str
    status: Status
    waits: bool
    excerpt: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkView:
    """A burst around a comment. `account_id` is its author's, None for a guest; `more`: there are more than MAX_BULK."""

    comment_id: int
    grouping: Grouping
    author: str
    account_id: int | None
    lines: tuple[BulkLine, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class BulkResult:
    """How many decisions a bulk holds, and how many of them were taken back since."""

    bulk_id: int
    number: int
    undone: int
    moderator_id: int | None


def view_bulk(connection: Connection, comment_id: int, grouping: Grouping, *, moderator_id: int) -> BulkView:
    """The comment's burst, newest first: what is read by others, or waits, but for the moderator's own words.

    Raises CommentNotFound.
    """
    comment = connection.execute(_COMMENT, {"comment": comment_id}).one_or_none()
    if comment is None or comment.status == Status.DELETED:
        raise CommentNotFound
    rows = (
        _of_author(connection, comment, moderator_id)
        if grouping is Grouping.AUTHOR
        else _alike(connection, comment, grouping, moderator_id)
    )
    return BulkView(
        comment_id=comment_id,
        grouping=grouping,
        author=comment.author or NOBODY,
        account_id=comment.account_id,
        lines=tuple(_line(row) for row in rows[:MAX_BULK]),
        more=len(rows) > MAX_BULK,
    )


def find_bulk(connection: Connection, bulk_id: int) -> BulkResult | None:
    """What the bulk of that first decision did; None if there is none."""
    row = connection.execute(_RESULT, {"bulk": bulk_id}).one()
    return BulkResult(bulk_id, row.number, row.undone, row.moderator_id) if row.number else None


def _of_author(connection: Connection, comment: Any, moderator_id: int) -> list[Any]:
    """Guests by their reader, which nobody is shown."""
    asked = {"moderator": moderator_id, "account": comment.account_id, "reader": comment.reader_id}
    return list(connection.execute(_OF_READER if comment.account_id is None else _OF_ACCOUNT, asked))


def _alike(connection: Connection, comment: Any, grouping: Grouping, moderator_id: int) -> list[Any]:
    asked = {
        "moderator": moderator_id,
        "first": comment.id - LOOKED_THROUGH,
        "last": comment.id + LOOKED_THROUGH,
        "since": comment.created_at - BURST,
        "until": comment.created_at + BURST,
    }
    rows = connection.execute(_AROUND, asked)
    return [row for row in rows if is_alike(grouping, comment.body_source, row.body_source)]


def _line(row: Any) -> BulkLine:
    return BulkLine(
        comment_id=row.id,
        seen=f"{row.id}.{row.revision}.{row.latest or 0}",
        author=row.author or NOBODY,
        title=row.title,
        status=Status(row.status),
        waits=bool(row.waits),
        excerpt=excerpt_of(row.html),
        at=row.created_at,
    )


_latest = (
    select(func.max(Decision.id))
    .where(Decision.comment_id == Comment.id, Decision.actor.in_((Actor.MODERATOR, Actor.OPERATOR)))
    .scalar_subquery()
)
_waits = select(Case.id).where(Case.comment_id == Comment.id, Case.closed_at.is_(None)).exists()
_ROWS: Any = (
    select(
        Comment.id,
        Comment.reader_id,
        Comment.account_id,
        Comment.status,
        Comment.revision,
        Comment.created_at,
        Comment.body_source,
        func.substr(Comment.body_html, 1, EXCERPT_SOURCE).label("html"),
        func.coalesce(Account.name, Comment.guest_name).label("author"),
        Article.title,
        _latest.label("latest"),
        _waits.label("waits"),
    )
    .join(Article, Article.id == Comment.article_id)
    .outerjoin(Account, Account.id == Comment.account_id)
)
_COMMENT: Any = _ROWS.where(Comment.id == bindparam("comment"))
_THEIR_OWN = select(Account.reader_id).where(Account.id == bindparam("moderator")).scalar_subquery()
_STANDING: Any = _ROWS.where(
    Comment.status.in_((Status.VISIBLE, Status.HELD)), Comment.reader_id != _THEIR_OWN
).order_by(Comment.id.desc())
_FEW: Any = _STANDING.limit(MAX_BULK + 1)
_OF_ACCOUNT: Any = _FEW.where(Comment.account_id == bindparam("account"))
_OF_READER: Any = _FEW.where(Comment.reader_id == bindparam("reader"), Comment.account_id.is_(None))
_AROUND: Any = _STANDING.where(
    Comment.id.between(bindparam("first"), bindparam("last")),
    Comment.created_at.between(
        bindparam("since", type_=Comment.created_at.type), bindparam("until", type_=Comment.created_at.type)
    ),
)
_undoing: Any = Decision.__table__.alias("undoing")
_RESULT: Any = (
    select(
        func.count(Decision.id).label("number"),
        func.count(_undoing.c.id).label("undone"),
        func.min(Decision.moderator_id).label("moderator_id"),
    )
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(
        (Decision.id == bindparam("bulk")) | (Decision.bulk_id == bindparam("bulk")),
        Decision.kind != DecisionKind.UNDO,
        Decision.actor == Actor.MODERATOR,
    )
)
