"""What a page says of itself in its head: to search engines, to feed readers, and to those who share a link to it."""

from collections.abc import Callable
from dataclasses import dataclass

from pollsite.articles.queries import PublishedArticle
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.records import CommentRecord
from pollsite.discussion.types import Status
from pollsite.discussion.words import NOBODY

MAX_DESCRIPTION = 200
NOT_LISTED = "noindex, follow"
"""For a page that shows in another order, or further on, what other pages list already."""

Absolute = Callable[[str], str]
"""From a path of the site to its whole address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The head of one page. `address` is the one it is to be known by; `feeds` are (title, address).

    `robots` is "" where a page is to be listed. `modified_at` and `published_on` are ISO 8601, "" if not told.
    """

    title: str
    description: str
    address: str
    kind: str = "article"
    author: str = ""
    published_on: str = ""
    modified_at: str = ""
    robots: str = ""
    feeds: tuple[tuple[str, str], ...] = ()


def article_meta(article: PublishedArticle, *, absolute: Absolute) -> Meta:
    """An article with the first page of its discussion."""
    return Meta(
        title=article.title,
        description=article.summary,
        address=absolute(f"/articles/{article.slug}"),
        author=article.author,
        published_on=article.published_on.isoformat(),
        modified_at=article.updated_at.isoformat(timespec="seconds"),
        feeds=(_discussion_feed(article, absolute),),
    )


def discussion_meta(article: PublishedArticle, *, is_first: bool, absolute: Absolute) -> Meta:
    """A page of threads. Only the first page of the best ones (`is_first`) is to be listed; all are known by it."""
    return Meta(
        title=f"Discussion of “{article.title}”",
        description=f"What readers say about “{article.title}”.",
        address=absolute(f"/articles/{article.slug}/discussion"),
        kind="website",
        robots="" if is_first else NOT_LISTED,
        feeds=(_discussion_feed(article, absolute),),
    )


def comment_meta(
    article: PublishedArticle, comment: CommentRecord, *, is_first: bool = True, absolute: Absolute
) -> Meta:
    """A comment on a page of its own. One whose words may not be read, or wait behind a notice, is described by its
    article alone.
    """
    is_visible = comment.status is Status.VISIBLE
    is_told = is_visible and not comment.collapsed
    said = excerpt_of(comment.html[:EXCERPT_SOURCE], limit=MAX_DESCRIPTION) if is_told else ""
    who = (comment.author.name or NOBODY) if is_visible else "A comment"
    thread = f"/articles/{article.slug}/comments/{comment.root_id}.atom"
    return Meta(
        title=f"{who} on “{article.title}”",
        description=said or f"A comment on “{article.title}”.",
        address=absolute(f"/articles/{article.slug}/comments/{comment.id}"),
        published_on=comment.since.isoformat(timespec="seconds") if is_visible else "",
        robots="" if is_visible and is_first else NOT_LISTED,
        feeds=(("This thread", absolute(thread)), _discussion_feed(article, absolute)),
    )


def _discussion_feed(article: PublishedArticle, absolute: Absolute) -> tuple[str, str]:
    return f"Comments on “{article.title}”", absolute(f"/articles/{article.slug}/discussion.atom")
