"""Authors take their words back: one comment, all of an account, or only the name under them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.discussion.authors import touch_author
from pollsite.discussion.errors import NotYours
from pollsite.discussion.models import Comment, Stance, Visit
from pollsite.discussion.overseeing import NOBODY, Overseer
from pollsite.discussion.statuses import change_status
from pollsite.discussion.taking import take_comment
from pollsite.discussion.types import Status


def delete_comment(
    session: Session, *, comment_id: int, reader_id: UUID, at: datetime, overseer: Overseer = NOBODY
) -> None:
    """Erase the author's comment; a tombstone stays while it has answers. Doing it twice is harmless.

    Raises CommentNotFound or NotYours.
    """
    if take_comment(session.connection(), comment_id).reader_id != reader_id:
        raise NotYours
    _erase(session, comment_id, overseer, at=at)


def delete_all_of(session: Session, *, account_id: int, at: datetime, overseer: Overseer = NOBODY) -> None:
    """Erase every comment of the account and of its reader, as a guest, and forget whose they were."""
    for comment_id in session.connection().scalars(_COMMENTS, {"account": account_id}).all():
        _erase(session, comment_id, overseer, at=at)
    forget_author(session, account_id=account_id)


def _erase(session: Session, comment_id: int, overseer: Overseer, *, at: datetime) -> None:
    change_status(session, comment_id=comment_id, status=Status.DELETED, at=at)
    overseer.gone(session, comment_id=comment_id, at=at)


def forget_author(session: Session, *, account_id: int) -> None:
    """Let the account's comments stand under no name, without stances, and forget how far it has read.

    Nothing in any discussion names the account afterwards. Its reader's marks and thanks stay counted.
    """
    connection = session.connection()
    touch_author(session, account_id=account_id)
    for statement in _FORGETTING:
        connection.execute(statement, {"account": account_id})


_MINE: Any = Comment.account_id == bindparam("account")
_READER = select(Account.reader_id).where(Account.id == bindparam("account"))
_COMMENTS = (
    select(Comment.id).where(or_(_MINE, Comment.reader_id == _READER.scalar_subquery())).order_by(Comment.id)
)
_FORGETTING: Any = (
    delete(Stance).where(Stance.comment_id.in_(select(Comment.id).where(_MINE))),
    delete(Visit).where(Visit.account_id == bindparam("account")),
    update(Comment).where(_MINE).values(account_id=None, guest_name=None, stance_shown=False),
)
