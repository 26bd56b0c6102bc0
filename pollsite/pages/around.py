"""Comments beside the pages of threads, with what belongs to them, each asked for as it is opened."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from pollsite.db import reading
from pollsite.discussion.personal import personal_in
from pollsite.discussion.queries import (
    comments_published_since,
    earlier_texts,
    find_comment,
    find_comment_slug,
    find_excerpt,
    shown_votes,
)
from pollsite.discussion.records import CommentRecord, EarlierText, Excerpt, Personal
from pollsite.discussion.types import Status
from pollsite.pages.debates import Votes


@dataclass(frozen=True, slots=True)
class Around:
    """A comment in its thread with the votes shown there, and what the reader did."""

    excerpt: Excerpt
    votes: Votes
    personal: Personal | None


@dataclass(frozen=True, slots=True)
class News:
    """Comments published since a moment, with the votes shown there, and what the reader did."""

    comments: tuple[CommentRecord, ...]
    votes: Votes
    personal: Personal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks, and when."""

    article_id: int
    reader_id: UUID | None
    account_id: int | None
    at: datetime


def find_around(comment_id: int, asking: Asking, *, after: str) -> Around | None:
    """The comment with what it answers and its replies after the path `after`; None if the article has none such."""
    with reading() as connection:
        excerpt = find_excerpt(connection, comment_id, article_id=asking.article_id, after=after)
        if excerpt is None:
            return None
        shown = excerpt.comments
        votes = shown_votes(connection, [comment.id for comment in shown if comment.stance_shown])
        return Around(excerpt, votes, _personal(connection, asking, shown))


def find_news(asking: Asking, *, since: datetime, after_id: int) -> News:
    """What others published since, one comment more than a page shows."""
    with reading() as connection:
        comments = comments_published_since(
            connection, asking.article_id, since=since, after_id=after_id, but_of=asking.reader_id
        )
        votes = shown_votes(connection, [comment.id for comment in comments if comment.stance_shown])
        return News(comments, votes, _personal(connection, asking, comments))


def find_earlier(comment_id: int, *, article_id: int) -> tuple[CommentRecord, tuple[EarlierText, ...]] | None:
    """A visible comment and what it said before its edits; None where there is nothing of that."""
    with reading() as connection:
        comment = find_comment(connection, comment_id)
        if comment is None or comment.article_id != article_id or comment.status is not Status.VISIBLE:
            return None
        texts = earlier_texts(connection, comment_id)
    return (comment, texts) if texts else None


def find_slug(comment_id: int) -> tuple[CommentRecord, str] | None:
    """The comment and the slug of its article."""
    with reading() as connection:
        comment = find_comment(connection, comment_id)
        slug = find_comment_slug(connection, comment_id)
    return (comment, slug) if comment and slug else None


def _personal(connection: Connection, asking: Asking, comments: Collection[CommentRecord]) -> Personal | None:
    if asking.reader_id is None:
        return None
    return personal_in(
        connection,
        asking.article_id,
        reader_id=asking.reader_id,
        account_id=asking.account_id,
        comment_ids=[comment.id for comment in comments],
        at=asking.at,
    )
