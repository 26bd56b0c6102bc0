"""What operators and moderators do with a whole discussion."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.errors import ArticleNotFound
from pollsite.discussion.models import Discussion
from pollsite.discussion.types import Openness


def set_openness(session: Session, *, slug: str, openness: Openness) -> None:
    """Let the article's discussion take comments at once, after a look, or not. Raises ArticleNotFound."""
    connection = session.connection()
    article_id = connection.scalar(_ARTICLE, {"slug": slug})
    if article_id is None:
        raise ArticleNotFound
    touch_discussion(connection, article_id)
    connection.execute(_SET, {"article": article_id, "to": openness.value})


def set_holds_after(session: Session, *, slug: str, minutes: int | None) -> None:
    """Hold every new comment while the oldest open case waits longer than so many minutes; None: never by itself.

    Raises ArticleNotFound.
    """
    connection = session.connection()
    article_id = connection.scalar(_ARTICLE, {"slug": slug})
    if article_id is None:
        raise ArticleNotFound
    touch_discussion(connection, article_id)
    connection.execute(_SET_HOLDS, {"article": article_id, "to": minutes})


_ARTICLE = select(Article.id).where(Article.slug == bindparam("slug"))
_SET = (
    update(Discussion).where(Discussion.article_id == bindparam("article")).values(openness=bindparam("to"))
)
_SET_HOLDS = (
    update(Discussion)
    .where(Discussion.article_id == bindparam("article"))
    .values(holds_after_min=bindparam("to"))
)
