"""The one small statement before every page: which version an article has, and where its reader stands."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, String, bindparam, cast, func, select

from pollsite.articles.models import Article
from pollsite.discussion.models import Discussion, Slice
from pollsite.discussion.records import DiscussionFacts
from pollsite.discussion.rows import comments, visible
from pollsite.discussion.types import Openness
from pollsite.polls.models import Poll, Wording
from pollsite.polls.queries import read_standings, standing_columns
from pollsite.polls.types import Standing


@dataclass(frozen=True, slots=True)
class ArticleVersions:
    """`version` grows with every publication and every change of a tally or in the discussion; `article_version`
    with publications.
    """

    article_id: int
    article_version: int
    version: int
    discussion: DiscussionFacts


def find_versions(
    connection: Connection, slug: str, *, reader_id: UUID | None
) -> tuple[ArticleVersions | None, dict[int, Standing]]:
    """The article's versions, None if there is none of that name, and the reader's standings by wording id."""
    asked = {"slug": slug, "reader_id": reader_id}
    row = connection.execute(_query(with_reader=reader_id is not None), asked).one_or_none()
    if row is None:
        return None, {}
    versions = ArticleVersions(row.id, row.article_version, row.version, _facts(row))
    return versions, read_standings(*row[len(_COLUMNS) :])


def _facts(row: Row[Any]) -> DiscussionFacts:
    if row.discussion_version is None:
        return DiscussionFacts()
    return DiscussionFacts(
        version=row.discussion_version,
        comments=row.comments,
        openness=Openness(row.openness),
        slices=_slices(row.slices),
        latest_at=row.latest_at,
    )


def _slices(text: str | None) -> dict[int, int]:
    """Comments by poll id, from "7:12,8:3"."""
    pairs = (pair.partition(":") for pair in text.split(",")) if text else ()
    return {int(poll_id): int(number) for poll_id, _, number in pairs}


def article_versions() -> Any:
    """Rows of an article's (id, article_version, version); see ArticleVersions."""
    discussed = select(Discussion.version).where(Discussion.article_id == Article.id).scalar_subquery()
    version = Article.version + func.coalesce(func.sum(Wording.version), 0) + func.coalesce(discussed, 0)
    return (
        select(Article.id, Article.version.label("article_version"), version.label("version"))
        .outerjoin(Poll, Poll.article_id == Article.id)
        .outerjoin(Wording, Wording.poll_id == Poll.id)
        .group_by(Article.id, Article.version)
    )


@cache
def _query(*, with_reader: bool) -> Any:
    """One statement for both: on the page that readers see most, a second one would cost as much as the page."""
    versions = article_versions().add_columns(*_facts_columns()).where(Article.slug == bindparam("slug"))
    if not with_reader:
        return versions
    wordings = (
        select(Wording.id)
        .join(Poll, Poll.id == Wording.poll_id)
        .join(Article, Article.id == Poll.article_id)
        .where(Article.slug == bindparam("slug"))
    )
    return versions.add_columns(*standing_columns(wordings))


_COLUMNS = (
    "id",
    "article_version",
    "version",
    "discussion_version",
    "comments",
    "openness",
    "slices",
    "latest_at",
)


def _facts_columns() -> list[Any]:
    """How the discussion stands, each as a value of its own beside the article's sum."""
    own = [
        select(column).where(Discussion.article_id == Article.id).scalar_subquery().label(name)
        for name, column in (
            ("discussion_version", Discussion.version),
            ("comments", Discussion.comments),
            ("openness", Discussion.openness),
        )
    ]
    polls: Any = Poll.__table__.alias("sliced")
    pair = cast(Slice.poll_id, String) + ":" + cast(Slice.comments, String)
    slices = (
        select(func.aggregate_strings(pair, ","))
        .join(polls, polls.c.id == Slice.poll_id)
        .where(polls.c.article_id == Article.id)
        .correlate(Article)
    )
    latest = select(func.max(comments.c.published_at)).where(
        comments.c.article_id == Article.id, visible(comments)
    )
    return [
        *own,
        slices.scalar_subquery().label("slices"),
        latest.correlate(Article).scalar_subquery().label("latest_at"),
    ]
