"""An author puts a comment into other words, or says that it is about other questions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.orm import Session

from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.errors import EditingClosed, RemovedByModerator, RepliesCarryNoTags
from pollsite.discussion.holding import hold_reason_of_new_words
from pollsite.discussion.limits import EDIT_WINDOW
from pollsite.discussion.models import Comment, CommentRevision, Discussion
from pollsite.discussion.overseeing import NOBODY, Overseer, Utterance
from pollsite.discussion.statuses import hold_again
from pollsite.discussion.tagging import refuse_tags, replace_tags
from pollsite.discussion.taking import take_comment, take_own
from pollsite.discussion.types import HoldReason, Openness, Status


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of it. `is_public`: the comment now says that it was edited, and its earlier text can be read, once
    it can be. `waits_again`: it was visible, and its new words wait for a moderator.
    """

    changed: bool
    is_public: bool
    waits_again: bool = False


def edit_comment(
    session: Session,
    *,
    comment_id: int,
    reader_id: UUID,
    text: str,
    html: str,
    polls: tuple[int, ...] | None = None,
    at: datetime,
    overseer: Overseer = NOBODY,
) -> Edited:
    """Let the comment say `text`, normalised, of which pollsite.markup made `html`; the earlier words are kept.

    `polls` are the questions of a thread's first comment; None leaves them as they are. A held comment stays held,
    and who could not publish these words without a moderator cannot by an edit.
    Raises CommentNotFound, NotYours, RemovedByModerator, EditingClosed, TooManyTags, TagNotAsked or
    RepliesCarryNoTags.
    """
    connection = session.connection()
    comment = take_own(connection, comment_id, reader_id)
    openness = _openness_for_edits(connection, comment)
    reworded = text != comment.body_source
    reason = _reason_to_wait(session, comment, openness, overseer, at=at) if reworded else None
    retagged = _retag(connection, comment, polls)
    is_visible = comment.status == Status.VISIBLE
    published_at = comment.published_at if is_visible else None
    is_public = reworded and not is_silent(published_at=published_at, is_answered=comment.replies > 0, at=at)
    if reworded:
        _reword(connection, comment, text=text, html=html, is_public=is_public, at=at)
        overseer.reworded(session, comment_id=comment_id, at=at)
    elif retagged:
        connection.execute(_TOUCH, {"comment": comment_id})
    if reason is not None:
        hold_again(connection, take_comment(connection, comment_id), reason=reason, at=at)
        overseer.held(session, comment_id=comment_id, reason=reason, at=at)
    elif (reworded or retagged) and is_visible:
        touch_discussion(connection, comment.article_id)
    return Edited(reworded or retagged, is_public, waits_again=reason is not None)


def _openness_for_edits(connection: Connection, comment: Any) -> Openness:
    openness = Openness(connection.scalar(_OPENNESS, {"article": comment.article_id}) or Openness.OPEN)
    if comment.status == Status.REMOVED:
        raise RemovedByModerator
    if openness is Openness.CLOSED:
        raise EditingClosed
    return openness


def is_silent(*, published_at: datetime | None, is_answered: bool, at: datetime) -> bool:
    """Whether an edit leaves no trace for others: nobody had the time to take the earlier words at their word.

    `published_at` is None for words that others cannot read: those are never shown as the earlier text.
    """
    if published_at is None:
        return True
    return at - published_at <= EDIT_WINDOW and not is_answered


def _reason_to_wait(
    session: Session, comment: Any, openness: Openness, overseer: Overseer, *, at: datetime
) -> HoldReason | None:
    """Why what now says something that nobody has looked at goes back to those that wait; None if it does not.

    What is not visible stays where it is, once the overseer has let its new words be stored.
    """
    utterance = Utterance(
        article_id=comment.article_id,
        reader_id=comment.reader_id,
        account_id=comment.account_id,
        comment_id=comment.id,
        parent_id=comment.parent_id,
        root_id=comment.root_id,
        held_for=hold_reason_of_new_words(
            status=Status(comment.status), is_guest=comment.account_id is None, openness=openness
        ),
    )
    reason = overseer.judge(session, utterance, at=at)
    return reason if comment.status == Status.VISIBLE else None


def _retag(connection: Connection, comment: Any, polls: tuple[int, ...] | None) -> bool:
    if polls is None:
        return False
    if comment.depth:
        if polls:
            raise RepliesCarryNoTags
        return False
    refuse_tags(connection, comment.article_id, polls)
    visible = comment.replies + (comment.status == Status.VISIBLE)
    return replace_tags(connection, comment.id, polls, visible=visible)


def _reword(
    connection: Connection, comment: Any, *, text: str, html: str, is_public: bool, at: datetime
) -> None:
    earlier = {"comment": comment.id, "public": is_public, "at": at}
    connection.execute(_KEEP, earlier)
    connection.execute(
        _REWORD,
        {
            "comment": comment.id,
            "source": text,
            "html": html,
            "edited": at if is_public else comment.edited_at,
        },
    )


_OPENNESS = select(Discussion.openness).where(Discussion.article_id == bindparam("article"))
_KEEP = insert(CommentRevision).from_select(
    ["comment_id", "number", "body_source", "body_html", "public", "replaced_at"],
    Comment.__table__.select()
    .with_only_columns(
        Comment.id,
        Comment.revision,
        Comment.body_source,
        Comment.body_html,
        bindparam("public", type_=CommentRevision.public.type),
        bindparam("at", type_=CommentRevision.replaced_at.type),
    )
    .where(Comment.id == bindparam("comment")),
)
_REWORD = (
    update(Comment)
    .where(Comment.id == bindparam("comment"))
    .values(
        body_source=bindparam("source"),
        body_html=bindparam("html"),
        edited_at=bindparam("edited"),
        revision=Comment.revision + 1,
        version=Comment.version + 1,
    )
)
_TOUCH = update(Comment).where(Comment.id == bindparam("comment")).values(version=Comment.version + 1)
