"""Comments with stored HTML and stored ranking, and what readers attach to them.

Every number a page sorts or prints by is kept in its row and moved in the transaction that changes it, so that a
page costs the same at a hundred comments and at a hundred thousand; `discussion verify` recounts them all.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from pollsite.db import Base, UtcDateTime
from pollsite.discussion.types import Openness

_THREADS: dict[str, Any] = {
    "sqlite_where": text("depth = 0 AND listed"),
    "postgresql_where": text("depth = 0 AND listed"),
}
_LISTED: dict[str, Any] = {"sqlite_where": text("listed"), "postgresql_where": text("listed")}
_HELD: dict[str, Any] = {"sqlite_where": text("status = 'held'"), "postgresql_where": text("status = 'held'")}
_VISIBLE: dict[str, Any] = {
    "sqlite_where": text("status = 'visible'"),
    "postgresql_where": text("status = 'visible'"),
}


class Discussion(Base):
    """The one discussion of an article. `comments` counts the visible ones, `version` grows with each change.

    `holds_after_min`: every new comment is held while the oldest open case waits longer than so many minutes.
    """

    __tablename__ = "discussions"
    __table_args__ = (CheckConstraint("comments >= 0", name="comments_not_negative"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True, autoincrement=False)
    openness: Mapped[str] = mapped_column(String(20), default=Openness.OPEN)
    holds_after_min: Mapped[int | None]
    comments: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


class Slice(Base):
    """What of a discussion is about one question: how many visible comments its threads hold."""

    __tablename__ = "slices"
    __table_args__ = (CheckConstraint("comments >= 0", name="comments_not_negative"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True, autoincrement=False)
    comments: Mapped[int] = mapped_column(default=0)


class Comment(Base):
    """One comment. It stands in its thread at `path`: the ids from the thread's first comment down to its own, eight
    hexadecimal digits each, so that replies in order of path are the thread in reading order.

    `parent_id` is what it answers; past the greatest depth that is a sibling in `path`. `listed`: it is visible,
    or a tombstone that stays while there are visible `replies` below it. `best` is the Wilson bound in billionths.
    `account_id` and `guest_name` both empty: its author's account is gone. A guest's comment keeps its `guest_name`
    when its `reader_id` becomes an account's. Without words it was erased by its author, also where it was removed.
    `reason`: why it is held, or by which rule it was removed. `published_at`: since when everybody could read it.
    `collapsed`: readers have flagged it so often that its words wait behind a notice. `locked`: its thread takes no
    replies. `heat` counts those whose flags are open in a thread, in the row of its first comment. `version` grows
    with each change to what a page shows of it.
    """

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("reader_id", "submission_key"),
        CheckConstraint("good >= 0 AND weak >= 0", name="marks_not_negative"),
        CheckConstraint("replies >= 0", name="replies_not_negative"),
        CheckConstraint("minds >= 0", name="minds_not_negative"),
        CheckConstraint("heat >= 0", name="heat_not_negative"),
        CheckConstraint("status != 'visible' OR published_at IS NOT NULL", name="visible_is_published"),
        Index("ix_comments_time", "article_id", "id", **_THREADS),
        Index("ix_comments_thread", "root_id", "path", **_LISTED),
        Index("ix_comments_published", "article_id", "published_at", "id", **_VISIBLE),
        Index("ix_comments_thread_published", "root_id", "published_at", "id", **_VISIBLE),
        Index("ix_comments_held", "article_id", "id", **_HELD),
        Index("ix_comments_own_held", "reader_id", "article_id", "id", **_HELD),
        Index("ix_comments_reader", "reader_id", "id"),
        Index("ix_comments_account", "account_id", "published_at"),
        Index("ix_comments_parent", "parent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    root_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    path: Mapped[str] = mapped_column(String(80).with_variant(String(80, collation="C"), "postgresql"))
    depth: Mapped[int]
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    guest_name: Mapped[str | None] = mapped_column(String(60))
    submission_key: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(120), default="")
    listed: Mapped[bool]
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    stance_shown: Mapped[bool] = mapped_column(default=False)
    collapsed: Mapped[bool] = mapped_column(default=False)
    locked: Mapped[bool] = mapped_column(default=False)
    heat: Mapped[int] = mapped_column(default=0)
    good: Mapped[int] = mapped_column(default=0)
    weak: Mapped[int] = mapped_column(default=0)
    best: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    minds: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)


# Ties stand oldest first, so these run one way by the number and the other by the id.
Index("ix_comments_best", Comment.article_id, Comment.best.desc(), Comment.id, **_THREADS)
Index("ix_comments_discussed", Comment.article_id, Comment.replies.desc(), Comment.id, **_THREADS)
Index("ix_comments_minds", Comment.article_id, Comment.minds.desc(), Comment.id, **_THREADS)


class CommentRevision(Base):
    """Words a comment had before an edit. `public`: others may ask to see them; else it was edited within its window."""

    __tablename__ = "comment_revisions"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    public: Mapped[bool]
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Tag(Base):
    """A thread is about a question. What threads are sorted by is repeated here, so that a slice pages by index."""

    __tablename__ = "tags"
    __table_args__ = (
        Index("ix_tags_time", "poll_id", "comment_id", **_LISTED),
        Index("ix_tags_comment", "comment_id"),
    )

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    listed: Mapped[bool]
    best: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    minds: Mapped[int] = mapped_column(default=0)


Index("ix_tags_best", Tag.poll_id, Tag.best.desc(), Tag.comment_id, **_LISTED)
Index("ix_tags_discussed", Tag.poll_id, Tag.replies.desc(), Tag.comment_id, **_LISTED)
Index("ix_tags_minds", Tag.poll_id, Tag.minds.desc(), Tag.comment_id, **_LISTED)


class Mark(Base):
    """A reader's word on a comment: MarkKind.GOOD or MarkKind.WEAK."""

    __tablename__ = "marks"
    __table_args__ = (CheckConstraint("kind IN (1, -1)", name="kind_is_known"), Index(None, "reader_id"))

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"), primary_key=True)
    kind: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Stance(Base):
    """The author's vote as it was when the comment was written, kept while they let it be shown."""

    __tablename__ = "stances"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"), primary_key=True)
    choices: Mapped[int]


class ChangedMind(Base):
    """A reader changed a vote from `before` to `after` and named the comment that did it: one per reader and poll."""

    __tablename__ = "changed_minds"
    __table_args__ = (Index(None, "comment_id"), Index(None, "reader_id"))

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"))
    before: Mapped[int]
    after: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Visit(Base):
    """How far a member has read a discussion. What was published after `seen_until` is new to them.

    `latest_until` is how far the visit under way has come; it takes the place of `seen_until` when the next visit
    begins, so that reloading a page does not unmark what is new on it.
    """

    __tablename__ = "visits"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    seen_until: Mapped[datetime] = mapped_column(UtcDateTime)
    latest_until: Mapped[datetime] = mapped_column(UtcDateTime)
    latest_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StoredDraft(Base):
    """A comment kept for somebody who went to sign in without a script; `parent_id` 0 answers the article."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "written_at"),)

    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"), primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body_source: Mapped[str] = mapped_column(Text)
    polls: Mapped[str] = mapped_column(String(60))
    stance_shown: Mapped[bool]
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
