"""To whom a letter goes, and about what: address, wish and words as they are at that moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, case, func, select

from pollsite.accounts.models import Account
from pollsite.accounts.preferences import MAIL_COLUMNS
from pollsite.accounts.types import Told
from pollsite.accounts.unsubscribing import Subscription
from pollsite.articles.models import Article
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """A letter that is wanted. `source` is "" unless everybody may read the comment; `author` is "" if unknown."""

    to: str
    name: str
    subscription: Subscription
    comment_id: int
    slug: str
    title: str
    author: str
    status: Status
    reason: str
    source: str


def correspondence(connection: Connection, told: Sequence[Told]) -> Iterator[Correspondence]:
    """What those of `told` want to have by mail; nothing for an account that is gone or wants no such letters."""
    for one in told:
        if one.comment_id is None:
            continue
        row = connection.execute(
            _LETTERS[one.kind], {"account_id": one.account_id, "comment_id": one.comment_id}
        ).one_or_none()
        if row is not None:
            yield Correspondence(
                to=row.email,
                name=row.name,
                subscription=Subscription(one.account_id, row.created_at, one.kind),
                comment_id=one.comment_id,
                slug=row.slug,
                title=row.title,
                author=row.author,
                status=Status(row.status),
                reason=row.reason,
                source=row.source,
            )


_authors = Account.__table__.alias("authors")
_ADDRESSED = (
    select(
        Account.email,
        Account.name,
        Account.created_at,
        Article.slug,
        Article.title,
        func.coalesce(_authors.c.name, Comment.guest_name, "").label("author"),
        Comment.status,
        Comment.reason,
        case((Comment.status == Status.VISIBLE, Comment.body_source), else_="").label("source"),
    )
    .select_from(Comment)
    .join(Article, Article.id == Comment.article_id)
    .join(Account, Account.id == bindparam("account_id"))
    .outerjoin(_authors, _authors.c.id == Comment.account_id)
    .where(Comment.id == bindparam("comment_id"), Account.active, Account.confirmed_at.is_not(None))
)
_LETTERS = {kind: _ADDRESSED.where(getattr(Account, column)) for kind, column in MAIL_COLUMNS.items()}
