"""Publishing an article: its text, its anchors and its pictures, in the caller's transaction."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pollsite.articles.errors import ArticleInvalid
from pollsite.articles.models import AnchorRecord, Article, ArticleRevision, Media
from pollsite.articles.queries import stored_anchors
from pollsite.articles.rendering import render_article
from pollsite.articles.types import Anchor, ArticleSource, Problem, RenderedArticle, Severity

DIGEST_LENGTH = 20
MAX_MEDIA_BYTES = 2_000_000
MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".gif": "image/gif",
}


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing came to. `changed` is False when this very text was already published."""

    article_id: int
    slug: str
    revision: int
    changed: bool
    warnings: tuple[Problem, ...]
    orphans: tuple[str, ...]


def publish_article(
    session: Session, source: ArticleSource, *, media: Mapping[str, bytes], at: datetime
) -> Publication:
    """Make `source` what readers see under its slug; the same text again changes nothing but its rendering.

    `media` holds the contents of the picture files the body names. Raises ArticleInvalid when the text
    cannot be rendered, a picture is missing, or a new question's sentence is not found.
    """
    article = session.scalars(select(Article).where(Article.slug == source.slug)).one_or_none()
    previous = stored_anchors(session, article.id) if article else {}
    rendered = render_article(source, previous, media_url=lambda name: _media_address(media, name))
    _refuse_errors(rendered, media)
    if article is None:
        article = _new_article(session, source, at=at)
    changed = _store_revision(session, article, source, rendered, at=at)
    _describe(article, source)
    article.version += 1
    article.updated_at = at if changed else article.updated_at
    _store_anchors(session, article, rendered.anchors)
    _store_media(session, rendered, media)
    session.flush()
    warnings = tuple(problem for problem in rendered.problems if problem.severity is Severity.WARNING)
    return Publication(article.id, article.slug, article.revision, changed, warnings, rendered.orphans)


def read_media(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """The files of `names` that exist in `folder`, by name."""
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}


def media_digest(content: bytes) -> str:
    """The name under which a picture is stored and served."""
    return hashlib.sha256(content).hexdigest()[:DIGEST_LENGTH]


def _media_address(media: Mapping[str, bytes], name: str) -> str:
    return f"/media/{media_digest(media.get(name, b''))}/{name}"


def _refuse_errors(rendered: RenderedArticle, media: Mapping[str, bytes]) -> None:
    errors = [problem for problem in rendered.problems if problem.severity is Severity.ERROR]
    for name, line in rendered.media.items():
        if name not in media:
            errors.append(Problem(line, f"The picture {name} is not beside the article file; put it there."))
        elif len(media[name]) > MAX_MEDIA_BYTES:
            errors.append(
                Problem(
                    line, f"The picture {name} is larger than {MAX_MEDIA_BYTES:,} bytes; make it smaller."
                )
            )
    if errors:
        raise ArticleInvalid(errors)


def _new_article(session: Session, source: ArticleSource, *, at: datetime) -> Article:
    article = Article(slug=source.slug, revision=0, version=0, updated_at=at)
    _describe(article, source)
    session.add(article)
    session.flush()
    return article


def _describe(article: Article, source: ArticleSource) -> None:
    article.title, article.author, article.summary = source.title, source.author, source.summary
    article.language, article.published_on = source.language, source.published_on
    article.shift = source.shift


def _store_revision(
    session: Session, article: Article, source: ArticleSource, rendered: RenderedArticle, *, at: datetime
) -> bool:
    """Add a revision for new text, or renew the rendering of the present one; returns whether it was new."""
    digest = hashlib.sha256(source.text.encode()).hexdigest()
    current = session.scalars(
        select(ArticleRevision).where(
            ArticleRevision.article_id == article.id, ArticleRevision.number == article.revision
        )
    ).one_or_none()
    changed = current is None or current.digest != digest
    if current is None or changed:
        article.revision += 1
        current = ArticleRevision(
            article_id=article.id, number=article.revision, source=source.text, digest=digest, created_at=at
        )
        session.add(current)
    current.segments = json.dumps([asdict(segment) for segment in rendered.segments])
    current.headings = json.dumps([asdict(heading) for heading in rendered.headings])
    current.words = rendered.words
    return changed


def _store_anchors(session: Session, article: Article, anchors: Mapping[str, Anchor]) -> None:
    """Remember where each sentence was found; an orphan keeps its last place."""
    for key, anchor in anchors.items():
        session.merge(
            AnchorRecord(article_id=article.id, key=key, revision=article.revision, **asdict(anchor))
        )


def _store_media(session: Session, rendered: RenderedArticle, media: Mapping[str, bytes]) -> None:
    for name in rendered.media:
        digest = media_digest(media[name])
        if session.get(Media, digest) is None:
            media_type = MEDIA_TYPES[Path(name).suffix.lower()]
            session.add(Media(digest=digest, media_type=media_type, content=media[name]))
