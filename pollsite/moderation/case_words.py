"""The words of a case: how the comment was when it was flagged, how it is now, and what stands around it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from pollsite.articles.models import Article
from pollsite.discussion.models import Comment, CommentRevision
from pollsite.discussion.queries import find_excerpt
from pollsite.discussion.records import CommentRecord
from pollsite.discussion.types import Status
from pollsite.discussion.visibility import tombstone
from pollsite.discussion.words import NOBODY
from pollsite.moderation.changes import Piece, changes_between

TEXTS_SHOWN = 3
REPLIES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """A text that was flagged and is not there any more. `html` is rendered; `changes` leads from it to the present one."""

    revision: int
    html: str
    changes: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A comment around the one it is about. `html` is rendered, "" where it stands behind the `notice`."""

    id: int
    author: str
    at: datetime
    html: str
    notice: str
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The comment as it is now, `html` rendered and "" once its author has deleted it, beside the texts that were
    flagged, and the thread around it. `guest_name` is "" for a member and for an account that is gone.
    """

    comment: CommentRecord
    guest_name: str
    revision: int
    html: str
    flagged: tuple[EarlierWords, ...]
    title: str
    slug: str
    above: tuple[Neighbour, ...]
    below: tuple[Neighbour, ...]
    more_below: int

    @property
    def address(self) -> str:
        """Where the comment stands in its discussion."""
        return f"/articles/{self.slug}/comments/{self.comment.id}"


def find_words(connection: Connection, comment_id: int, *, revisions: Collection[int]) -> Words | None:
    """The comment and what was flagged of it, by these revisions; None if there is no such comment. Four statements."""
    row = connection.execute(_COMMENT, {"comment": comment_id}).one_or_none()
    excerpt = find_excerpt(connection, comment_id, article_id=row.article_id) if row else None
    if row is None or excerpt is None:
        return None
    earlier = sorted({number for number in revisions if 0 < number != row.revision})[-TEXTS_SHOWN:]
    texts = connection.execute(_TEXTS, {"comment": comment_id, "numbers": earlier}) if earlier else ()
    return Words(
        comment=excerpt.comment,
        guest_name=row.guest_name or "" if excerpt.comment.author.account_id is None else "",
        revision=row.revision,
        html=excerpt.comment.html,
        flagged=tuple(
            EarlierWords(text.number, text.body_html, changes_between(text.body_source, row.body_source))
            for text in texts
        ),
        title=row.title,
        slug=row.slug,
        above=tuple(_neighbour(comment) for comment in excerpt.above),
        below=tuple(_neighbour(comment) for comment in excerpt.below[:REPLIES_SHOWN]),
        more_below=max(0, len(excerpt.below) - REPLIES_SHOWN),
    )


def _neighbour(comment: CommentRecord) -> Neighbour:
    is_visible = comment.status is Status.VISIBLE
    return Neighbour(
        id=comment.id,
        author=comment.author.name or NOBODY,
        at=comment.created_at,
        html=comment.html if is_visible else "",
        notice="" if is_visible else tombstone(comment),
        depth=comment.depth,
    )


_COMMENT: Any = (
    select(
        Comment.article_id,
        Comment.revision,
        Comment.body_source,
        Comment.guest_name,
        Article.slug,
        Article.title,
    )
    .join(Article, Article.id == Comment.article_id)
    .where(Comment.id == bindparam("comment"))
)
_TEXTS: Any = (
    select(CommentRevision.number, CommentRevision.body_source, CommentRevision.body_html)
    .where(
        CommentRevision.comment_id == bindparam("comment"),
        CommentRevision.number.in_(bindparam("numbers", expanding=True)),
    )
    .order_by(CommentRevision.number)
)
