"""A new comment, from the form to the thread: stored once, in its place, counted and told of."""

from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, cast, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, aliased

from pollsite.accounts.models import Account, Reader
from pollsite.accounts.names import fold_name
from pollsite.accounts.notices import notify
from pollsite.accounts.services import remember_reader
from pollsite.accounts.types import NoticeKind, Told
from pollsite.articles.models import Article
from pollsite.discussion.counting import count_comment, take_discussion
from pollsite.discussion.drafts import drop_draft
from pollsite.discussion.errors import (
    ArticleNotFound,
    DiscussionClosed,
    GuestNameTaken,
    ParentGone,
    RepliesCarryNoTags,
    SubmissionIncomplete,
)
from pollsite.discussion.holding import hold_reason
from pollsite.discussion.limits import REPEAT_WINDOW, REPEATS_COMPARED
from pollsite.discussion.models import Comment, Discussion, StoredDraft, Tag
from pollsite.discussion.placing import Place, first_place, place_below
from pollsite.discussion.stances import keep_stance
from pollsite.discussion.tagging import add_tags, refuse_tags
from pollsite.discussion.types import Openness, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A comment as its form sends it. `source` is normalised, and `html` made of it by pollsite.markup.

    `parent_id` is None for a comment on the article, which alone may carry `polls`. A member has an `account_id`, a
    guest a `guest_name`. `key` names this submission: sent twice, it is one comment.
    """

    article_id: int
    parent_id: int | None = None
    reader_id: UUID
    account_id: int | None = None
    guest_name: str | None = None
    key: str
    source: str
    html: str
    polls: tuple[int, ...] = ()
    stance_shown: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """The comment that was stored, now or, `is_repeat`, before; and who was told of it."""

    comment_id: int
    status: Status
    is_repeat: bool = False
    told: tuple[Told, ...] = ()


def post_comment(session: Session, submission: Submission, *, at: datetime) -> Posted:
    """Store the comment, or find that it was; a guest's is held, and so is everybody's where the discussion says so.

    Raises ArticleNotFound, DiscussionClosed, ParentGone, GuestNameTaken, SubmissionIncomplete, TooManyTags,
    TagNotAsked or RepliesCarryNoTags.
    """
    connection = session.connection()
    _refuse_incomplete(submission)
    take_discussion(connection, submission.article_id)
    ground = _look_around(connection, submission, at=at)
    if ground.repeats:
        return _repeated(connection, ground.repeats)
    _refuse(connection, submission, ground)
    if not ground.reader_known:
        remember_reader(session, reader_id=submission.reader_id, at=at)
    status = _store(connection, submission, ground, at=at)
    if ground.has_draft:
        drop_draft(
            session,
            reader_id=submission.reader_id,
            article_id=submission.article_id,
            parent_id=submission.parent_id,
        )
    told: tuple[Told, ...] = ()
    if status is Status.VISIBLE:
        told = tell_parent(session, ground, submission, comment_id=ground.next_id, at=at)
    return Posted(ground.next_id, status, told=told)


def tell_parent(
    session: Session, parent: Any, reply: Any, *, comment_id: int, at: datetime
) -> tuple[Told, ...]:
    """Put a reply into the inbox of the member it answers, unless they answer themselves."""
    if parent.parent_account is None or parent.parent_reader == reply.reader_id:
        return ()
    told = notify(
        session,
        account_id=parent.parent_account,
        kind=NoticeKind.REPLY,
        comment_id=comment_id,
        at=at,
        author_id=reply.account_id,
    )
    return (told,) if told else ()


def _refuse_incomplete(submission: Submission) -> None:
    if not submission.key or (submission.account_id is None) == (submission.guest_name is None):
        raise SubmissionIncomplete


def _look_around(connection: Connection, submission: Submission, *, at: datetime) -> Any:
    """Everything to be known before the act, in one statement."""
    ground = connection.execute(
        _ground(connection.dialect.name),
        {
            "article": submission.article_id,
            "parent": submission.parent_id,
            "parent_or_0": submission.parent_id or 0,
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


def _repeated(connection: Connection, comment_id: int) -> Posted:
    status = connection.execute(_STATUS, {"comment": comment_id}).scalar_one()
    return Posted(comment_id, Status(status), is_repeat=True)


def _refuse(connection: Connection, submission: Submission, ground: Any) -> None:
    if ground.openness == Openness.CLOSED:
        raise DiscussionClosed
    if submission.parent_id is not None:
        _refuse_parent(ground, submission.article_id)
        if submission.polls:
            raise RepliesCarryNoTags
    if ground.name_taken:
        raise GuestNameTaken
    refuse_tags(connection, submission.article_id, submission.polls)


def _refuse_parent(ground: Any, article_id: int) -> None:
    if ground.parent_status is None or ground.parent_article != article_id:
        raise ParentGone(None)
    if ground.parent_status != Status.VISIBLE:
        raise ParentGone(Status(ground.parent_status))


def _store(connection: Connection, submission: Submission, ground: Any, *, at: datetime) -> Status:
    """The row in its place, its tags, its stance, and every count it moves."""
    openness = Openness(ground.openness or Openness.OPEN)
    reason = hold_reason(is_guest=submission.account_id is None, openness=openness)
    status = Status.HELD if reason else Status.VISIBLE
    place = _place(submission, ground)
    held = {"status": status.value, "reason": reason.value if reason else "", "listed": not reason}
    times = {"created_at": at, "published_at": None if reason else at}
    connection.execute(
        _INSERT, {"id": ground.next_id, **_words(submission), **asdict(place), **held, **times}
    )
    _attach(connection, submission, place, comment_id=ground.next_id, listed=not reason)
    if not reason:
        count_comment(
            connection,
            article_id=submission.article_id,
            root_id=place.root_id,
            path=place.path,
            tagged=bool(submission.polls) or bool(ground.parent_tagged),
            by=1,
        )
    return status


def _words(submission: Submission) -> dict[str, Any]:
    return {
        "article_id": submission.article_id,
        "parent_id": submission.parent_id,
        "reader_id": submission.reader_id,
        "account_id": submission.account_id,
        "guest_name": submission.guest_name,
        "submission_key": submission.key,
        "body_source": submission.source,
        "body_html": submission.html,
    }


def _place(submission: Submission, ground: Any) -> Place:
    if submission.parent_id is None:
        return first_place(ground.next_id)
    parent = Place(ground.parent_root, ground.parent_path, ground.parent_depth)
    return place_below(parent, ground.next_id)


def _attach(
    connection: Connection, submission: Submission, place: Place, *, comment_id: int, listed: bool
) -> None:
    if submission.polls:
        add_tags(connection, comment_id, submission.polls, listed=listed)
    if submission.stance_shown and keep_stance(
        connection, comment_id=comment_id, root_id=place.root_id, reader_id=submission.reader_id
    ):
        connection.execute(_TICK, {"comment": comment_id})


_INSERT = insert(Comment).values(
    revision=1, stance_shown=False, good=0, weak=0, best=0, replies=0, minds=0, version=1, edited_at=None
)
_TICK = update(Comment).where(Comment.id == bindparam("comment")).values(stance_shown=True)
_STATUS = select(Comment.status).where(Comment.id == bindparam("comment"))


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
        latest.c.created_at > bindparam("since"),
        latest.c.status != Status.DELETED,
        latest.c.body_source == bindparam("source"),
    )
    return func.coalesce(by_key.scalar_subquery(), by_words.scalar_subquery())


@cache
def _ground(dialect: str) -> Any:
    parent = aliased(Comment)
    next_id: Any = select(func.coalesce(func.max(Comment.id), 0) + 1).scalar_subquery()
    if dialect != "sqlite":
        sequence = func.pg_get_serial_sequence("comments", "id")
        next_id = func.nextval(cast(sequence, postgresql.REGCLASS))
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
            exists().where(Account.name_folded == bindparam("folded")).label("name_taken"),
            drafts.label("has_draft"),
            parent.article_id.label("parent_article"),
            parent.status.label("parent_status"),
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
