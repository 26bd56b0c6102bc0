"""The one small statement before every page: which version an article has, and where its reader stands."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select

from pollsite.articles.models import Article
from pollsite.discussion.models import Discussion
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


def find_versions(
    connection: Connection, slug: str, *, reader_id: UUID | None
) -> tuple[ArticleVersions | None, dict[int, Standing]]:
    """The article's versions, None if there is none of that name, and the reader's standings by wording id."""
    asked = {"slug": slug, "reader_id": reader_id}
    row = connection.execute(_query(with_reader=reader_id is not None), asked).one_or_none()
    if row is None:
        return None, {}
    article_id, article_version, version, *standings = row
    return ArticleVersions(article_id, article_version, version), read_standings(*standings)


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
    versions = article_versions().where(Article.slug == bindparam("slug"))
    if not with_reader:
        return versions
    wordings = (
        select(Wording.id)
        .join(Poll, Poll.id == Wording.poll_id)
        .join(Article, Article.id == Poll.article_id)
        .where(Article.slug == bindparam("slug"))
    )
    return versions.add_columns(*standing_columns(wordings))
