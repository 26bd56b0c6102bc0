"""What the API lists that no page does in this way."""

from datetime import date

from sqlalchemy import tuple_
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.articles.queries import NEWEST_FIRST, ArticleLine, line_of
from pollsite.discussion.cursors import UnreadableCursor
from pollsite.numbers import number_in

ARTICLES_A_PAGE = 50


def page_of_articles(session: Session, *, after: str = "") -> tuple[tuple[ArticleLine, ...], str]:
    """Articles from the newest on, and the cursor of the next page, "" on the last. Raises UnreadableCursor."""
    wanted = NEWEST_FIRST
    if after:
        wanted = wanted.where(tuple_(Article.published_on, Article.id) < _read(after))
    found = session.scalars(wanted.limit(ARTICLES_A_PAGE + 1)).all()
    lines = tuple(map(line_of, found[:ARTICLES_A_PAGE]))
    last = found[ARTICLES_A_PAGE - 1] if len(found) > ARTICLES_A_PAGE else None
    return lines, f"{last.published_on.isoformat()}.{last.id}" if last else ""


def _read(cursor: str) -> tuple[date, int]:
    day, _, number = cursor.partition(".")
    try:
        return date.fromisoformat(day), number_in(number)
    except ValueError as broken:
        raise UnreadableCursor(cursor) from broken
