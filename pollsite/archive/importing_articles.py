"""Bringing in articles: each text is read and rendered anew, so that no archive brings markup of its own along."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.records import ARTICLES, INSIGHTS, REVISIONS, media_entry
from pollsite.archive.shapes import read_instant
from pollsite.archive.unpacking import Unpacking
from pollsite.articles.errors import ArticleInvalid
from pollsite.articles.models import AnchorRecord, Article, ArticleRevision, Media
from pollsite.articles.reading import read_article
from pollsite.articles.rendering import render_article
from pollsite.articles.services import DIGEST_LENGTH, MAX_MEDIA_BYTES, MEDIA_TYPES, media_digest
from pollsite.articles.types import Anchor, ArticleSource, RenderedArticle, Severity
from pollsite.discussion.models import Discussion
from pollsite.insights.models import KeptFigure
from pollsite.polls.models import Ballot, BallotRevision, Poll, Wording
from pollsite.polls.types import Hold

Row = dict[str, Any]


@dataclass(slots=True)
class BroughtArticle:
    """An article whose record was read. `asks`: the keys of the questions in its present text, once that was read."""

    id: int
    slug: str
    revision: int
    anchors: Mapping[str, Anchor]
    asks: tuple[str, ...] | None = None
    record: Row = field(default_factory=dict)


def bring_articles(connection: Connection, archive: Unpacking) -> dict[int, BroughtArticle]:
    """Store every article with its texts and pictures; by number. Raises ArchiveRefused."""
    articles = {record["id"]: _brought(record) for record in archive.records(ARTICLES)}
    for article in articles.values():
        connection.execute(insert(Article), _row(article))
        connection.execute(insert(Discussion), _discussion(article))
        if article.anchors:
            connection.execute(insert(AnchorRecord), list(_anchors(article)))
    pictures: set[str] = set()
    for record in archive.records(REVISIONS):
        article = _of(articles, record["article"])
        connection.execute(insert(ArticleRevision), _revision(article, record))
        if record["number"] == article.revision:
            _describe(connection, article, record["source"])
        pictures.update(record["pictures"].values())
    for unread in (article for article in articles.values() if article.asks is None):
        raise ArchiveRefused(f"The archive holds no present text of the article {unread.slug}.")
    for picture in sorted(pictures):
        connection.execute(insert(Media), _picture(archive, picture))
    return articles


def bring_figures(connection: Connection, archive: Unpacking, articles: Mapping[int, BroughtArticle]) -> int:
    """Store what was worked out, so that it stands until enough ballots have changed; how many figures."""
    last = connection.scalar(_LAST_STEP) or 0
    number = 0
    for record in archive.records(INSIGHTS):
        article_id = _of(articles, record["article"]).id
        row = {
            "article_id": article_id,
            "kind": record["kind"],
            "body": json.dumps(record["body"], ensure_ascii=False, separators=(",", ":"), sort_keys=True),
            "readers": connection.execute(_READERS, {"article": article_id}).scalar_one(),
            "made_of": record["made_of"],
            "ballots_seen": record["ballots_seen"],
            "revision": last,
            "computed_at": read_instant(record["computed_at"]),
        }
        connection.execute(insert(KeptFigure), row)
        number += 1
    return number


def keep_versions(connection: Connection, articles: Mapping[int, BroughtArticle]) -> None:
    """Let each discussion be as often changed as it was, which figures about it were made from."""
    for article in articles.values():
        connection.execute(_VERSION, {"article": article.id, "to": article.record["discussion"]})


def _of(articles: Mapping[int, BroughtArticle], number: int) -> BroughtArticle:
    if number not in articles:
        raise ArchiveRefused(f"The archive speaks of an article {number} that it does not hold.")
    return articles[number]


def _brought(record: Row) -> BroughtArticle:
    names = Anchor.__dataclass_fields__
    anchors = {
        key: Anchor(**{name: stored[name] for name in names}) for key, stored in record["anchors"].items()
    }
    return BroughtArticle(record["id"], record["slug"], record["revision"], anchors, record=record)


def _row(article: BroughtArticle) -> Row:
    """What its present text says of it is put in its place by _describe()."""
    record = article.record
    return {
        "id": article.id,
        "slug": article.slug,
        "title": "",
        "author": "",
        "summary": "",
        "language": "",
        "published_on": date.fromisoformat(record["published_on"]),
        "updated_at": read_instant(record["updated_at"]),
        "revision": article.revision,
        "version": 1,
    }


def _discussion(article: BroughtArticle) -> Row:
    return {"article_id": article.id, "openness": article.record["openness"], "comments": 0, "version": 1}


def _anchors(article: BroughtArticle) -> Iterator[Row]:
    for key, stored in article.record["anchors"].items():
        yield {"article_id": article.id, "key": key, **stored}


def _revision(article: BroughtArticle, record: Row) -> Row:
    """An earlier text that could not be published any more is kept as it is, and shown nowhere."""
    rendered = _rendered(article, record, is_present=record["number"] == article.revision)
    return {
        "article_id": article.id,
        "number": record["number"],
        "source": record["source"],
        "digest": hashlib.sha256(record["source"].encode()).hexdigest(),
        "segments": json.dumps([asdict(segment) for segment in rendered.segments] if rendered else []),
        "headings": json.dumps([asdict(heading) for heading in rendered.headings] if rendered else []),
        "words": rendered.words if rendered else 0,
        "created_at": read_instant(record["created_at"]),
    }


def _rendered(article: BroughtArticle, record: Row, *, is_present: bool) -> RenderedArticle | None:
    pictures: Mapping[str, str] = record["pictures"]

    def address(name: str) -> str:
        return f"/media/{pictures.get(name, '0')[:DIGEST_LENGTH]}/{name}"

    try:
        source = read_article(record["source"])
        rendered = render_article(source, article.anchors, media_url=address)
        if is_present:
            _refuse_unfit(article, source, rendered, pictures)
    except ArticleInvalid as problem:
        if is_present:
            raise ArchiveRefused(
                f"The text of the article {article.slug} is not as pollsite publishes it: {problem.problems[0].message}"
            ) from problem
        return None
    return rendered


def _refuse_unfit(
    article: BroughtArticle, source: ArticleSource, rendered: RenderedArticle, pictures: Mapping[str, str]
) -> None:
    errors = [problem for problem in rendered.problems if problem.severity is Severity.ERROR]
    if errors:
        raise ArticleInvalid(errors)
    if source.slug != article.slug or not rendered.media.keys() <= pictures.keys():
        raise ArchiveRefused(f"The text of the article {article.slug} is another's, or lacks its pictures.")


def _describe(connection: Connection, article: BroughtArticle, text: str) -> None:
    source = read_article(text)
    article.asks = tuple(question.key for question in source.questions)
    described = {
        "title": source.title,
        "author": source.author,
        "summary": source.summary,
        "language": source.language,
        "published_on": source.published_on,
        "shift": source.shift,
    }
    connection.execute(update(Article).where(Article.id == article.id).values(described))


def _picture(archive: Unpacking, picture: str) -> Row:
    content = archive.content(media_entry(picture), at_most=MAX_MEDIA_BYTES)
    digest, ending = picture[:DIGEST_LENGTH], picture[DIGEST_LENGTH:]
    if media_digest(content) != digest:
        raise ArchiveRefused(f"The archive is damaged: the picture {picture} is another than its name says.")
    return {"digest": digest, "media_type": MEDIA_TYPES[ending], "content": content}


_LAST_STEP = select(BallotRevision.id).order_by(BallotRevision.id.desc()).limit(1)
_READERS: Any = (
    select(func.count(Ballot.reader_id.distinct()))
    .join(Wording, Wording.id == Ballot.wording_id)
    .join(Poll, (Poll.id == Wording.poll_id) & (Poll.wording == Wording.number))
    .where(Poll.article_id == bindparam("article"), Poll.active, Ballot.held == Hold.NONE)
)
_VERSION = (
    update(Discussion).where(Discussion.article_id == bindparam("article")).values(version=bindparam("to"))
)
