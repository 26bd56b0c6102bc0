"""Comments as they are asked for one by one, in order of time, or around one of them; no statement reads a whole
discussion.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, bindparam, or_, select, tuple_, union_all

from pollsite.articles.models import Article
from pollsite.discussion.cursors import read_path_cursor
from pollsite.discussion.models import Comment, CommentRevision, Stance
from pollsite.discussion.placing import ancestors, path_below
from pollsite.discussion.records import CommentRecord, EarlierText, Excerpt, ShownVote
from pollsite.discussion.rows import comment_rows, comments, listed, record_of, visible
from pollsite.numbers import MAX_NUMBER
from pollsite.polls.models import Ballot

REPLIES_A_PAGE = 50
NEWS_A_PAGE = 50
_PAST_HEXADECIMAL = "g"


def find_excerpt(
    connection: Connection, comment_id: int, *, article_id: int, after: str = ""
) -> Excerpt | None:
    """The comment with what it answers and its listed replies, those after the path `after`, below what the first of
    them answers. Two statements.

    None if the article has no such comment. Whether it may be shown is visibility's business. Raises
    UnreadableCursor.
    """
    row = connection.execute(_ONE, {"comment_id": comment_id, "article_id": article_id}).one_or_none()
    if row is None:
        return None
    comment = record_of(row)
    resumed = read_path_cursor(after, below=comment.path) or comment.path
    asked = {
        "above": [*ancestors(comment.path), *path_below(comment.path, resumed)],
        "root_id": comment.root_id,
        "after": resumed,
        "end": comment.path + _PAST_HEXADECIMAL,
    }
    around = [record_of(found) for found in connection.execute(_AROUND, asked)]
    above = sorted((one for one in around if one.depth < comment.depth), key=_path)
    below = sorted((one for one in around if one.path > resumed), key=_path)
    shown, more = below[:REPLIES_A_PAGE], len(below) > REPLIES_A_PAGE
    between = [
        one for one in around if comment.path < one.path <= resumed and shown and _leads_to(one, shown[0])
    ]
    return Excerpt(
        above=tuple(above),
        comment=comment,
        between=tuple(sorted(between, key=_path)),
        below=tuple(shown),
        next_cursor=shown[-1].path if more else "",
    )


def find_comment(connection: Connection, comment_id: int) -> CommentRecord | None:
    """The comment by its number. One statement."""
    row = connection.execute(_BY_ID, {"comment_id": comment_id}).one_or_none()
    return record_of(row) if row else None


def find_comment_slug(connection: Connection, comment_id: int) -> str | None:
    """The slug of the article the comment belongs to."""
    slug: str | None = connection.execute(_SLUG, {"comment_id": comment_id}).scalar()
    return slug


def comments_published_since(
    connection: Connection,
    article_id: int,
    *,
    since: datetime,
    after_id: int = 0,
    but_of: UUID | None = None,
) -> tuple[CommentRecord, ...]:
    """Visible comments published after `since`, or at it with a greater id than `after_id` if that is given, oldest
    first: one more than NEWS_A_PAGE. Those of the reader `but_of` are left out.
    """
    first = after_id or _NO_ID
    asked = {"article_id": article_id, "since": since, "after_id": first, "but_of": but_of or _NOBODY}
    return _records(connection.execute(_SINCE, asked))


def latest_comments(
    connection: Connection, article_id: int, *, limit: int, root_id: int | None = None
) -> tuple[CommentRecord, ...]:
    """The visible comments published last, newest first; of one thread, if `root_id` names it."""
    asked = {"article_id": article_id, "root_id": root_id, "limit": limit}
    statement = _LATEST if root_id is None else _LATEST_IN_THREAD
    return _records(connection.execute(statement, asked))


def earlier_texts(connection: Connection, comment_id: int) -> tuple[EarlierText, ...]:
    """What a visible comment said before its public edits, newest first; () for one that is not visible, or that
    nobody stands for any more.
    """
    found = connection.execute(_EARLIER, {"comment_id": comment_id})
    return tuple(EarlierText(row.body_html, row.replaced_at) for row in found)


def shown_votes(connection: Connection, comment_ids: Collection[int]) -> dict[int, tuple[ShownVote, ...]]:
    """By comment id, the votes that authors of visible comments let be shown. One statement."""
    found: dict[int, tuple[ShownVote, ...]] = {}
    if comment_ids:
        for row in connection.execute(_VOTES, {"ids": sorted(comment_ids)}):
            vote = ShownVote(row.wording_id, row.choices, row.present or 0)
            found[row.comment_id] = (*found.get(row.comment_id, ()), vote)
    return found


def _records(rows: Iterable[Row[Any]]) -> tuple[CommentRecord, ...]:
    return tuple(record_of(row) for row in rows)


def _leads_to(comment: CommentRecord, reply: CommentRecord) -> bool:
    return reply.path.startswith(comment.path)


def _path(comment: CommentRecord) -> str:
    return comment.path


_NOBODY = UUID(int=0)
_NO_ID = MAX_NUMBER
"""Greater than every id, so that "at the same instant with a greater id" is nobody."""
_BY_ID = comment_rows().where(comments.c.id == bindparam("comment_id"))
_ONE = _BY_ID.where(comments.c.article_id == bindparam("article_id"))
_SLUG = (
    select(Article.slug)
    .join(Comment, Comment.article_id == Article.id)
    .where(Comment.id == bindparam("comment_id"))
)
_below = comments.alias("below")
_REPLIES = (
    select(_below.c.id)
    .where(
        _below.c.root_id == bindparam("root_id"),
        listed(_below),
        _below.c.path > bindparam("after"),
        _below.c.path < bindparam("end"),
    )
    .order_by(_below.c.path)
    .limit(REPLIES_A_PAGE + 1)
    .subquery()
)
_above = comments.alias("above")
_ABOVE = select(_above.c.id).where(_above.c.id.in_(bindparam("above", expanding=True)))
_AROUND = comment_rows().where(comments.c.id.in_(union_all(_ABOVE, select(_REPLIES.c.id))))
"""An OR instead of the union would have PostgreSQL read all comments."""
_SINCE = (
    comment_rows()
    .where(
        comments.c.article_id == bindparam("article_id"),
        visible(comments),
        comments.c.reader_id != bindparam("but_of"),
        tuple_(comments.c.published_at, comments.c.id)
        > tuple_(bindparam("since", type_=comments.c.published_at.type), bindparam("after_id")),
    )
    .order_by(comments.c.published_at, comments.c.id)
    .limit(NEWS_A_PAGE + 1)
)
_LATEST = (
    comment_rows()
    .where(comments.c.article_id == bindparam("article_id"), visible(comments))
    .order_by(comments.c.published_at.desc(), comments.c.id.desc())
    .limit(bindparam("limit"))
)
_LATEST_IN_THREAD = (
    comment_rows()
    .where(comments.c.root_id == bindparam("root_id"), visible(comments))
    .order_by(comments.c.published_at.desc(), comments.c.id.desc())
    .limit(bindparam("limit"))
)
_SIGNED = or_(Comment.account_id.is_not(None), Comment.guest_name.is_not(None))
_EARLIER = (
    select(CommentRevision.body_html, CommentRevision.replaced_at)
    .join(Comment, Comment.id == CommentRevision.comment_id)
    .where(
        CommentRevision.comment_id == bindparam("comment_id"),
        CommentRevision.public,
        visible(comments),
        _SIGNED,
    )
    .order_by(CommentRevision.number.desc())
)
_VOTES = (
    select(Stance.comment_id, Stance.wording_id, Stance.choices, Ballot.choices.label("present"))
    .join(Comment, Comment.id == Stance.comment_id)
    .outerjoin(Ballot, and_(Ballot.wording_id == Stance.wording_id, Ballot.reader_id == Comment.reader_id))
    .where(
        Stance.comment_id.in_(bindparam("ids", expanding=True)),
        Comment.id.in_(bindparam("ids", expanding=True)),
        visible(comments),
        Comment.stance_shown,
    )
    .order_by(Stance.comment_id, Stance.wording_id)
)
