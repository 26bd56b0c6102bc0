"""What a form is about: the article under discussion, the comment that is answered, the one that is rewritten."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.discussion.models import Comment, Discussion, Tag
from pollsite.discussion.types import Openness, Status
from pollsite.discussion.visibility import is_known
from pollsite.discussion.words import NOBODY
from pollsite.polls.definitions import article_definitions
from pollsite.polls.types import PollDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An article as its discussion's forms need it; `polls` in the publisher's order."""

    article_id: int
    slug: str
    title: str
    openness: Openness
    polls: tuple[PollDefinition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A comment somebody acts upon. Its words are told to nobody but where `is_visible`, or to its author; that there
    is one, only where it `is_known`, or to its author. `is_locked`: its thread takes no replies.
    """

    id: int
    article_id: int
    slug: str
    parent_id: int | None
    author: str
    reader_id: UUID
    status: Status
    body_source: str
    body_html: str
    stance_shown: bool
    is_known: bool
    is_locked: bool

    @property
    def is_erased(self) -> bool:
        """Whether its author has taken its words away."""
        return not self.body_source

    @property
    def is_visible(self) -> bool:
        """Whether everybody may read it."""
        return self.status is Status.VISIBLE

    @property
    def address(self) -> str:
        """Where it stands."""
        return place_of(self.slug, self.id)


def place_of(slug: str, comment_id: int, *, told: str = "") -> str:
    """The address of a comment; `told` lets the page say to its author what has just happened (see told.py)."""
    query = f"?told={told}" if told else ""
    return f"/articles/{slug}/comments/{comment_id}{query}#comment-{comment_id}"


def find_subject(session: Session, article: int | str) -> Subject | None:
    """The article of that number or slug, or None. One statement when its questions are known in this process."""
    statement = _BY_ID if isinstance(article, int) else _BY_SLUG
    connection = session.connection()
    row = connection.execute(statement, {"article": article}).one_or_none()
    if row is None:
        return None
    return Subject(
        article_id=row.id,
        slug=row.slug,
        title=row.title,
        openness=Openness(row.openness or Openness.OPEN),
        polls=article_definitions(connection, row.id, article_version=row.version),
    )


def find_written(session: Session, comment_id: int) -> Written | None:
    """The comment of that number, whatever its status, or None. One statement."""
    row = session.connection().execute(_WRITTEN, {"comment": comment_id}).one_or_none()
    if row is None:
        return None
    return Written(
        id=row.id,
        article_id=row.article_id,
        slug=row.slug,
        parent_id=row.parent_id,
        author=row.name or row.guest_name or NOBODY,
        reader_id=row.reader_id,
        status=Status(row.status),
        body_source=row.body_source,
        body_html=row.body_html,
        stance_shown=row.stance_shown,
        is_known=is_known(Status(row.status), listed=row.listed, published_at=row.published_at),
        is_locked=row.locked,
    )


def find_tags(session: Session, comment_id: int) -> frozenset[int]:
    """The polls a thread's first comment is tagged with. One statement."""
    return frozenset(session.scalars(select(Tag.poll_id).where(Tag.comment_id == comment_id)))


_SUBJECT = select(Article.id, Article.slug, Article.title, Article.version, Discussion.openness).outerjoin(
    Discussion, Discussion.article_id == Article.id
)
_BY_ID = _SUBJECT.where(Article.id == bindparam("article"))
_BY_SLUG = _SUBJECT.where(Article.slug == bindparam("article"))
_WRITTEN: Any = (
    select(
        Comment.id,
        Comment.article_id,
        Article.slug,
        Comment.parent_id,
        Account.name,
        Comment.guest_name,
        Comment.reader_id,
        Comment.status,
        Comment.body_source,
        Comment.body_html,
        Comment.stance_shown,
        Comment.listed,
        Comment.published_at,
        Comment.locked,
    )
    .join(Article, Article.id == Comment.article_id)
    .outerjoin(Account, Account.id == Comment.account_id)
    .where(Comment.id == bindparam("comment"))
)
