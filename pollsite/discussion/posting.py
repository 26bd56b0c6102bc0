"""A new comment, from the form to the thread: stored once, in its place, counted and told of."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.notices import notify
from pollsite.accounts.services import remember_reader
from pollsite.accounts.types import NoticeKind, Told
from pollsite.discussion.counting import count_comment
from pollsite.discussion.drafts import drop_draft
from pollsite.discussion.errors import (
    DiscussionClosed,
    GuestNameTaken,
    ParentGone,
    RemovedWords,
    RepliesCarryNoTags,
    SignedOutMeanwhile,
    SubmissionIncomplete,
    ThreadLocked,
)
from pollsite.discussion.ground import look_around
from pollsite.discussion.holding import hold_reason
from pollsite.discussion.models import Comment
from pollsite.discussion.overseeing import NOBODY, Overseer, Utterance
from pollsite.discussion.placing import Place, first_place, place_below
from pollsite.discussion.stances import keep_stance
from pollsite.discussion.tagging import add_tags, refuse_tags
from pollsite.discussion.types import HoldReason, Openness, Status
from pollsite.discussion.visibility import is_known
from pollsite.happenings import Happened, Happening, tell


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
    """The comment that was stored, now or, `is_repeat`, before; and who was told of it. `stance_missed`: its author
    wanted their vote shown, and has none on what it is about.
    """

    comment_id: int
    status: Status
    is_repeat: bool = False
    told: tuple[Told, ...] = ()
    stance_missed: bool = False


def post_comment(
    session: Session, submission: Submission, *, at: datetime, overseer: Overseer = NOBODY
) -> Posted:
    """Store the comment, or find that it was. What waits for a moderator is for the `overseer` to say, who hears that
    a guest's would, and everybody's where the discussion holds.

    What its author has deleted since can be said again. Raises ArticleNotFound, RemovedWords, DiscussionClosed,
    SignedOutMeanwhile, ParentGone, ThreadLocked, GuestNameTaken, SubmissionIncomplete, TooManyTags, TagNotAsked,
    RepliesCarryNoTags, and what the overseer raises.
    """
    connection = session.connection()
    _refuse_incomplete(submission)
    ground = look_around(connection, submission, at=at)
    if ground.repeats:
        return _repeated(connection, ground.repeats)
    _refuse(connection, submission, ground)
    reason = _reason_to_hold(session, submission, ground, overseer, at=at)
    if not ground.reader_known:
        remember_reader(session, reader_id=submission.reader_id, at=at)
    stance_missed = _store(connection, submission, ground, reason=reason, at=at)
    if ground.has_draft:
        drop_draft(
            session,
            reader_id=submission.reader_id,
            article_id=submission.article_id,
            parent_id=submission.parent_id,
        )
    if reason is not None:
        overseer.held(session, comment_id=ground.next_id, reason=reason, at=at)
        return Posted(ground.next_id, Status.HELD, stance_missed=stance_missed)
    told = tell_parent(session, ground, submission, comment_id=ground.next_id, at=at)
    return Posted(ground.next_id, Status.VISIBLE, told=told, stance_missed=stance_missed)


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


def _repeated(connection: Connection, comment_id: int) -> Posted:
    status = Status(connection.execute(_STATUS, {"comment": comment_id}).scalar_one())
    if status is Status.REMOVED:
        raise RemovedWords
    return Posted(comment_id, status, is_repeat=True)


def _refuse(connection: Connection, submission: Submission, ground: Any) -> None:
    if ground.openness == Openness.CLOSED:
        raise DiscussionClosed
    if submission.account_id is not None and not ground.account_known:
        raise SignedOutMeanwhile
    if submission.parent_id is not None:
        _refuse_parent(ground, submission)
        if submission.polls:
            raise RepliesCarryNoTags
    if ground.name_taken:
        raise GuestNameTaken
    refuse_tags(connection, submission.article_id, submission.polls)


def _refuse_parent(ground: Any, submission: Submission) -> None:
    if ground.parent_status is None or ground.parent_article != submission.article_id:
        raise ParentGone(None)
    if ground.parent_status == Status.VISIBLE:
        if ground.parent_locked:
            raise ThreadLocked
        return
    status = Status(ground.parent_status)
    own = ground.parent_reader == submission.reader_id
    known = own or is_known(status, listed=ground.parent_listed, published_at=ground.parent_published)
    raise ParentGone(status if known else None)


def _reason_to_hold(
    session: Session, submission: Submission, ground: Any, overseer: Overseer, *, at: datetime
) -> HoldReason | None:
    openness = Openness(ground.openness or Openness.OPEN)
    utterance = Utterance(
        article_id=submission.article_id,
        reader_id=submission.reader_id,
        account_id=submission.account_id,
        parent_id=submission.parent_id,
        root_id=ground.parent_root,
        held_for=hold_reason(is_guest=submission.account_id is None, openness=openness),
    )
    return overseer.judge(session, utterance, at=at)


def _store(
    connection: Connection, submission: Submission, ground: Any, *, reason: HoldReason | None, at: datetime
) -> bool:
    """The row in its place, its tags, its stance, and every count it moves; whether a stance was asked for in vain."""
    status = Status.HELD if reason else Status.VISIBLE
    place = _place(submission, ground)
    held = {"status": status.value, "reason": reason.value if reason else "", "listed": not reason}
    times = {"created_at": at, "published_at": None if reason else at}
    connection.execute(
        _INSERT, {"id": ground.next_id, **_words(submission), **asdict(place), **held, **times}
    )
    stance_missed = not _attach(connection, submission, place, comment_id=ground.next_id, listed=not reason)
    if not reason:
        count_comment(
            connection,
            article_id=submission.article_id,
            root_id=place.root_id,
            path=place.path,
            tagged=bool(submission.polls) or bool(ground.parent_tagged),
            by=1,
        )
        tell(connection, Happened(Happening.COMMENT_PUBLISHED, ground.next_id, at))
    return stance_missed


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
) -> bool:
    """Whether the stance is beside the comment, if it was to be."""
    if submission.polls:
        add_tags(connection, comment_id, submission.polls, listed=listed)
    if not submission.stance_shown:
        return True
    kept = keep_stance(
        connection, comment_id=comment_id, root_id=place.root_id, reader_id=submission.reader_id
    )
    if kept:
        connection.execute(_TICK, {"comment": comment_id})
    return kept


_INSERT = insert(Comment).values(
    revision=1,
    stance_shown=False,
    collapsed=False,
    locked=False,
    heat=0,
    good=0,
    weak=0,
    best=0,
    replies=0,
    minds=0,
    version=1,
    edited_at=None,
)
_TICK = update(Comment).where(Comment.id == bindparam("comment")).values(stance_shown=True)
_STATUS = select(Comment.status).where(Comment.id == bindparam("comment"))
