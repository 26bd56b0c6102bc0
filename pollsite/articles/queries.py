"""Articles as they are published now."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.articles.models import AnchorRecord, Article, ArticleRevision
from pollsite.articles.types import Anchor, Heading, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedArticle:
    """An article with its rendered body. `quotes`: by question key, the sentence it was asked about. `shift`: the key of the
    question that is asked before reading too, "" for none.
    """

    id: int
    slug: str
    title: str
    author: str
    summary: str
    language: str
    published_on: date
    updated_at: datetime
    revision: int
    version: int
    words: int
    segments: tuple[Segment, ...]
    headings: tuple[Heading, ...]
    quotes: dict[str, str]
    shift: str = ""


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article as lists show it."""

    id: int
    slug: str
    title: str
    author: str
    summary: str
    language: str
    published_on: date
    revision: int


def find_article(connection: Connection, slug: str) -> PublishedArticle | None:
    """The article published under `slug`, whole. Two statements."""
    row = connection.execute(_WHOLE, {"slug": slug}).one_or_none()
    if row is None:
        return None
    return PublishedArticle(
        id=row.id,
        slug=row.slug,
        title=row.title,
        author=row.author,
        summary=row.summary,
        language=row.language,
        published_on=row.published_on,
        updated_at=row.updated_at,
        revision=row.revision,
        version=row.version,
        words=row.words,
        segments=tuple(Segment(**segment) for segment in json.loads(row.segments)),
        headings=tuple(Heading(**heading) for heading in json.loads(row.headings)),
        shift=row.shift,
        quotes={quote.key: quote.exact for quote in connection.execute(_QUOTES, {"article_id": row.id})},
    )


_WHOLE = (
    select(
        *Article.__table__.columns, ArticleRevision.words, ArticleRevision.segments, ArticleRevision.headings
    )
    .join(ArticleRevision, ArticleRevision.article_id == Article.id)
    .where(Article.slug == bindparam("slug"), ArticleRevision.number == Article.revision)
)
_QUOTES = select(AnchorRecord.key, AnchorRecord.exact).where(
    AnchorRecord.article_id == bindparam("article_id")
)
NEWEST_FIRST = select(Article).order_by(Article.published_on.desc(), Article.id.desc())


def published_articles(session: Session) -> list[ArticleLine]:
    """Every article, newest first."""
    return [line_of(article) for article in session.scalars(NEWEST_FIRST)]


def line_of(article: Article) -> ArticleLine:
    """The article as lists show it."""
    return ArticleLine(
        article.id,
        article.slug,
        article.title,
        article.author,
        article.summary,
        article.language,
        article.published_on,
        article.revision,
    )


def article_changes(connection: Connection, *, limit: int) -> list[tuple[str, datetime]]:
    """The slug of every article with when its text last changed, newest first, up to `limit`."""
    found = select(Article.slug, Article.updated_at).order_by(Article.updated_at.desc(), Article.id.desc())
    return [(slug, updated_at) for slug, updated_at in connection.execute(found.limit(limit))]


def stored_anchors(session: Session, article_id: int) -> dict[str, Anchor]:
    """By question key, where each was last found."""
    records = session.scalars(select(AnchorRecord).where(AnchorRecord.article_id == article_id))
    return {
        record.key: Anchor(record.exact, record.prefix, record.suffix, record.section, record.occurrences)
        for record in records
    }
