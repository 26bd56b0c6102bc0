"""What the API lists that no page does in this way."""

from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.articles.queries import ArticleLine
from pollsite.discussion.cursors import UnreadableCursor
from pollsite.numbers import number_in

ARTICLES_A_PAGE = 50


def page_of_articles(session: Session, *, after: str = "") -> tuple[tuple[ArticleLine, ...], str]:
    """Articles from the newest on, and the cursor of the next page, "" on the last. Raises UnreadableCursor."""
    newest_first = select(Article).order_by(Article.published_on.desc(), Article.id.desc())
    if after:
        newest_first = newest_first.where(tuple_(Article.published_on, Article.id) < _read(after))
    found = session.scalars(newest_first.limit(ARTICLES_A_PAGE + 1)).all()
    lines = tuple(
        ArticleLine(
            one.id,
            one.slug,
            one.title,
            one.author,
            one.summary,
            one.language,
            one.published_on,
            one.revision,
        )
        for one in found[:ARTICLES_A_PAGE]
    )
    last = found[ARTICLES_A_PAGE - 1] if len(found) > ARTICLES_A_PAGE else None
    return lines, f"{last.published_on.isoformat()}.{last.id}" if last else ""


def _read(cursor: str) -> tuple[date, int]:
    day, _, number = cursor.partition(".")
    try:
        return date.fromisoformat(day), number_in(number)
    except ValueError as broken:
        raise UnreadableCursor(cursor) from broken
