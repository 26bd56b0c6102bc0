"""What an archive takes of articles: every text there was, the pictures, and what was worked out of their ballots."""

import json
import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, bindparam, select

from pollsite.archive.shapes import written_instant
from pollsite.articles.models import AnchorRecord, Article, ArticleRevision, Media
from pollsite.articles.services import MEDIA_TYPES
from pollsite.articles.types import Anchor
from pollsite.discussion.models import Discussion
from pollsite.discussion.types import Openness
from pollsite.insights.models import KeptFigure
from pollsite.insights.publishing import published

_PICTURE = re.compile(r"/media/([0-9a-f]{20})/([A-Za-z0-9._-]+)")
ENDINGS = {media_type: ending for ending, media_type in reversed(MEDIA_TYPES.items())}


def article_records(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every article as it is published now, with how its discussion stands and where its questions do."""
    for row in connection.execute(_ARTICLES).all():
        yield {
            "id": row.id,
            "slug": row.slug,
            "title": row.title,
            "author": row.author,
            "summary": row.summary,
            "language": row.language,
            "published_on": row.published_on.isoformat(),
            "updated_at": written_instant(row.updated_at),
            "revision": row.revision,
            "openness": row.openness or Openness.OPEN.value,
            "discussion": row.discussion or 1,
            "anchors": {
                anchor.key: {name: getattr(anchor, name) for name in _ANCHOR_FIELDS}
                for anchor in connection.execute(_ANCHORS, {"article": row.id})
            },
        }


def revision_records(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every text, with the pictures it showed by their files' names."""
    for row in connection.execute(_REVISIONS):
        yield {
            "article": row.article_id,
            "number": row.number,
            "created_at": written_instant(row.created_at),
            "source": row.source,
            "pictures": {name: picture for name, (_, picture) in sorted(_pictures(connection, row.segments))},
        }


def picture_contents(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """(digest with its ending, content) of every picture that any text shows, each once, in order."""
    found = {
        picture: digest
        for segments in connection.scalars(_SEGMENTS)
        for _, (digest, picture) in _pictures(connection, segments)
    }
    for picture, digest in sorted(found.items()):
        yield picture, bytes(connection.execute(_CONTENT, {"digest": digest}).scalar_one())


def figure_records(connection: Connection) -> Iterator[dict[str, Any]]:
    """What was worked out of ballots taken together, as it is shown: not of how many readers, which nobody is told, for
    it would narrow what is withheld.
    """
    for row in connection.execute(_FIGURES):
        yield {
            "article": row.article_id,
            "kind": row.kind,
            "made_of": row.made_of,
            "ballots_seen": row.ballots_seen,
            "computed_at": written_instant(row.computed_at),
            "body": published(json.loads(row.body)),
        }


def _pictures(connection: Connection, segments: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """(file's name, (digest, digest with the ending of its kind)) of the pictures in a rendered text."""
    for digest, name in set(_PICTURE.findall(segments)):
        kind = connection.execute(_KIND, {"digest": digest}).scalar_one()
        yield name, (digest, digest + ENDINGS[kind])


_ANCHOR_FIELDS = (*Anchor.__dataclass_fields__, "revision")
_ARTICLES: Any = (
    select(Article.__table__, Discussion.openness, Discussion.version.label("discussion"))
    .outerjoin(Discussion, Discussion.article_id == Article.id)
    .order_by(Article.id)
)
_ANCHORS = (
    select(AnchorRecord.__table__)
    .where(AnchorRecord.article_id == bindparam("article"))
    .order_by(AnchorRecord.key)
)
_REVISIONS = select(ArticleRevision.__table__).order_by(ArticleRevision.article_id, ArticleRevision.number)
_SEGMENTS = select(ArticleRevision.segments).order_by(ArticleRevision.id)
_KIND = select(Media.media_type).where(Media.digest == bindparam("digest"))
_CONTENT = select(Media.content).where(Media.digest == bindparam("digest"))
_FIGURES = select(KeptFigure.__table__).order_by(KeptFigure.article_id, KeptFigure.kind)
