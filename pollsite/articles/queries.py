"""Articles as they are published now."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pollsite.articles.models import AnchorRecord, Article, ArticleRevision
from pollsite.articles.types import Anchor, Heading, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedArticle:
    """An article with its rendered body. `quotes`: by question key, the sentence it was asked about."""

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


def find_article(session: Session, slug: str) -> PublishedArticle | None:
    """The article published under `slug`, whole. Two statements."""
    row = session.execute(
        select(Article, ArticleRevision)
        .join(ArticleRevision, ArticleRevision.article_id == Article.id)
        .where(Article.slug == slug, ArticleRevision.number == Article.revision)
    ).one_or_none()
    if row is None:
        return None
    article, revision = row
    return PublishedArticle(
        id=article.id,
        slug=article.slug,
        title=article.title,
        author=article.author,
        summary=article.summary,
        language=article.language,
        published_on=article.published_on,
        updated_at=article.updated_at,
        revision=article.revision,
        version=article.version,
        words=revision.words,
        segments=tuple(Segment(**segment) for segment in json.loads(revision.segments)),
        headings=tuple(Heading(**heading) for heading in json.loads(revision.headings)),
        quotes={record.key: record.exact for record in _anchor_records(session, article.id)},
    )


def published_articles(session: Session) -> list[ArticleLine]:
    """Every article, newest first."""
    newest_first = select(Article).order_by(Article.published_on.desc(), Article.id.desc())
    return [
        ArticleLine(
            article.id,
            article.slug,
            article.title,
            article.author,
            article.summary,
            article.language,
            article.published_on,
            article.revision,
        )
        for article in session.scalars(newest_first)
    ]


def stored_anchors(session: Session, article_id: int) -> dict[str, Anchor]:
    """By question key, where each was last found."""
    return {
        record.key: Anchor(record.exact, record.prefix, record.suffix, record.section, record.occurrences)
        for record in _anchor_records(session, article_id)
    }


def _anchor_records(session: Session, article_id: int) -> list[AnchorRecord]:
    return list(session.scalars(select(AnchorRecord).where(AnchorRecord.article_id == article_id)))
