"""What must be known before a comment is stored, asked in one statement."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from pollsite.accounts.models import Account, Reader
from pollsite.accounts.names import fold_name
from pollsite.articles.models import Article
from pollsite.discussion.errors import ArticleNotFound
from pollsite.discussion.limits import REPEAT_WINDOW, REPEATS_COMPARED
from pollsite.discussion.models import Comment, Discussion, StoredDraft, Tag
from pollsite.discussion.types import Status


def look_around(connection: Connection, submission: Any, *, at: datetime) -> Any:
    """How the discussion, the parent and the author of a posting.Submission stand, and what it would repeat.

    One statement. Raises ArticleNotFound.
    """
    ground = connection.execute(
        _ground(),
        {
            "article": submission.article_id,
            "parent": submission.parent_id,
            "parent_or_0": submission.parent_id or 0,
            "account_or_0": submission.account_id or 0,
            "reader": submission.reader_id,
            "key": submission.key,
            "source": submission.source,
            "since": at - REPEAT_WINDOW,
            "folded": "" if submission.guest_name is None else fold_name(submission.guest_name),
        },
    ).one_or_none()
    if ground is None:
        raise ArticleNotFound
    return ground


def _repeats() -> Any:
    """The id of the comment that this submission would repeat: by its key, or by its words; else NULL."""
    by_key = select(Comment.id).where(
        Comment.reader_id == bindparam("reader"), Comment.submission_key == bindparam("key")
    )
    latest = (
        select(Comment)
        .where(Comment.reader_id == bindparam("reader"))
        .order_by(Comment.id.desc())
        .limit(REPEATS_COMPARED)
        .subquery()
    )
    by_words = select(func.max(latest.c.id)).where(
        latest.c.article_id == bindparam("article"),
        func.coalesce(latest.c.parent_id, 0) == bindparam("parent_or_0"),
        func.coalesce(latest.c.account_id, 0) == bindparam("account_or_0"),
        or_(latest.c.created_at > bindparam("since"), latest.c.status == Status.REMOVED),
        latest.c.status != Status.DELETED,
        latest.c.body_source == bindparam("source"),
    )
    return func.coalesce(by_key.scalar_subquery(), by_words.scalar_subquery())


@cache
def _ground() -> Any:
    parent = aliased(Comment)
    next_id: Any = select(func.coalesce(func.max(Comment.id), 0) + 1).scalar_subquery()
    drafts = exists().where(
        StoredDraft.reader_id == bindparam("reader"),
        StoredDraft.article_id == bindparam("article"),
        StoredDraft.parent_id == bindparam("parent_or_0"),
    )
    return (
        select(
            Discussion.openness,
            _repeats().label("repeats"),
            next_id.label("next_id"),
            exists().where(Reader.id == bindparam("reader")).label("reader_known"),
            exists().where(Account.id == bindparam("account_or_0")).label("account_known"),
            exists().where(Account.name_folded == bindparam("folded")).label("name_taken"),
            drafts.label("has_draft"),
            parent.article_id.label("parent_article"),
            parent.status.label("parent_status"),
            parent.locked.label("parent_locked"),
            parent.listed.label("parent_listed"),
            parent.published_at.label("parent_published"),
            parent.root_id.label("parent_root"),
            parent.path.label("parent_path"),
            parent.depth.label("parent_depth"),
            parent.reader_id.label("parent_reader"),
            parent.account_id.label("parent_account"),
            exists().where(Tag.comment_id == parent.root_id).label("parent_tagged"),
        )
        .select_from(Article)
        .outerjoin(Discussion, Discussion.article_id == Article.id)
        .outerjoin(parent, and_(parent.id == bindparam("parent")))
        .where(Article.id == bindparam("article"))
    )
