"""What a page says of itself in its head: to search engines, to feed readers, and to those who share a link to it."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from pollsite.articles.queries import PublishedArticle
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.records import CommentRecord
from pollsite.discussion.types import Status
from pollsite.discussion.words import NOBODY
from pollsite.pages.share_picture import HEIGHT, WIDTH, SharePicture, picture_address

MAX_DESCRIPTION = 200
NOT_LISTED = "noindex, follow"
"""For a page that shows in another order, or further on, what other pages list already."""

Absolute = Callable[[str], str]
"""From a path of the site to its whole address."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands beside a link that is shared: the whole address of a PNG, its pixels, and the same in words."""

    address: str
    width: int
    height: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """The head of one page. `address` is the one it is to be known by; `feeds` are (title, address).

    `robots` is "" where a page is to be listed. `modified_at` and `published_on` are ISO 8601, "" if not told. `oembed`:
    (media type, address) of what says how it is shown elsewhere.
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
    picture: Picture | None = None
    oembed: tuple[tuple[str, str], ...] = ()


def article_meta(
    article: PublishedArticle, *, absolute: Absolute, picture: SharePicture | None = None
) -> Meta:
    """An article with the first page of its discussion, and its share picture."""
    address = absolute(f"/articles/{article.slug}")
    return Meta(
        title=article.title,
        description=article.summary,
        address=address,
        author=article.author,
        published_on=article.published_on.isoformat(),
        modified_at=article.updated_at.isoformat(timespec="seconds"),
        feeds=(_discussion_feed(article, absolute),),
        picture=_picture(picture, article.slug, absolute) if picture else None,
        oembed=_oembed(address, absolute),
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
        oembed=_oembed(absolute(f"/articles/{article.slug}/discussion"), absolute),
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


def oembed_address(page: str, *, absolute: Absolute) -> str:
    """Where it is said how the page at this whole address is shown elsewhere."""
    return f"{absolute('/oembed')}?url={quote(page, safe='')}"


def _discussion_feed(article: PublishedArticle, absolute: Absolute) -> tuple[str, str]:
    return f"Comments on “{article.title}”", absolute(f"/articles/{article.slug}/discussion.atom")


def _picture(picture: SharePicture, slug: str, absolute: Absolute) -> Picture:
    return Picture(absolute(picture_address(picture, slug)), WIDTH, HEIGHT, picture.words)


def _oembed(page: str, absolute: Absolute) -> tuple[tuple[str, str], ...]:
    asked = oembed_address(page, absolute=absolute)
    return ("application/json+oembed", f"{asked}&format=json"), ("text/xml+oembed", f"{asked}&format=xml")
