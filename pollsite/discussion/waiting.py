"""What waits for somebody to look at it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held comment, for whoever decides about it, who names the `revision` they have read; `author` is "" where
    their account is gone.
    """

    comment_id: int
    revision: int
    slug: str
    author: str
    reason: str
    created_at: datetime
    source: str


def held_comments(connection: Connection) -> tuple[Waiting, ...]:
    """Every held comment, the oldest first."""
    return tuple(Waiting(*row) for row in connection.execute(_HELD))


_HELD = (
    select(
        Comment.id,
        Comment.revision,
        Article.slug,
        func.coalesce(Account.name, Comment.guest_name, ""),
        Comment.reason,
        Comment.created_at,
        Comment.body_source,
    )
    .join(Article, Article.id == Comment.article_id)
    .outerjoin(Account, Account.id == Comment.account_id)
    .where(Comment.status == Status.HELD)
    .order_by(Comment.id)
)
