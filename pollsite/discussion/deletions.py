"""Where authors find themselves after they have deleted a comment, and what they are told there."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pollsite.discussion.deleting import delete_comment
from pollsite.discussion.models import Comment
from pollsite.discussion.overseeing import NOBODY, Overseer
from pollsite.discussion.subjects import Written, find_written, place_of

DELETED = "Your comment was deleted."
_TOLD = "deleted-"
_MAX_DIGITS = 10


def delete_and_lead_on(
    session: Session, *, comment: Written, at: datetime, overseer: Overseer = NOBODY
) -> str:
    """Erase the comment for its author; the address at which they go on. Raises CommentNotFound or NotYours."""
    delete_comment(session, comment_id=comment.id, reader_id=comment.reader_id, at=at, overseer=overseer)
    return place_left_by(session, comment)


def place_left_by(session: Session, comment: Written) -> str:
    """The address of the line that stands in a deleted comment's place; else of what it answered; else of the
    discussion. It lets the page say to the author what has happened.
    """
    told = f"{_TOLD}{comment.id}"
    for place in (comment.id, comment.parent_id):
        if place and session.scalar(_LISTED, {"comment": place}):
            return place_of(comment.slug, place, told=told)
    return f"/articles/{comment.slug}/discussion?told={told}#discussion"


def deletion_in_words(session: Session, told: str, *, reader_id: UUID | None) -> str:
    """The sentence for `?told=deleted-NUMBER`; "" unless this reader has deleted that comment. One statement at most."""
    number = told.removeprefix(_TOLD)
    if reader_id is None or number == told or not number.isascii() or not number.isdigit():
        return ""
    comment = find_written(session, int(number)) if len(number) < _MAX_DIGITS else None
    is_theirs = comment is not None and comment.reader_id == reader_id
    return DELETED if comment and is_theirs and comment.is_erased else ""


_LISTED = select(Comment.listed).where(Comment.id == bindparam("comment"))
