"""What an anonymous reader did in discussions becomes their account's when they sign in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, String, and_, bindparam, cast, delete, literal, or_, select, union, update
from sqlalchemy.orm import Session, aliased

from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.marking import count_mark, put_mark
from pollsite.discussion.minds import take_credit_back
from pollsite.discussion.models import ChangedMind, Comment, Mark, StoredDraft
from pollsite.discussion.taking import take_comment
from pollsite.polls.models import Ballot


def join_marks(session: Session, *, from_reader: UUID, to_reader: UUID, at: datetime) -> None:
    """Let comments, marks, credits and drafts of one reader be another's; doing it twice is harmless.

    A guest's comments keep the name they were written under: only their author knows that they are an account's now.
    Where both said something the other's stands, but for drafts, where the one just typed does. Nobody comes to have
    marked or credited their own comment, and a credit stays only where the other's vote, joined before, did change.
    """
    connection = session.connection()
    readers = {"from_reader": from_reader, "to_reader": to_reader}
    _join_marks(connection, readers, at=at)
    _join_credits(connection, readers)
    _join_comments(connection, readers)
    connection.execute(_OUSTED_DRAFTS, readers)
    connection.execute(_MOVE_DRAFTS, readers)


def _join_comments(connection: Connection, readers: dict[str, UUID]) -> None:
    """Their drawing changes, so that what pages keep of them is made anew."""
    articles = connection.scalars(_SHOWN_IN, readers).all()
    connection.execute(_MOVE_COMMENTS, readers)
    for article_id in articles:
        touch_discussion(connection, article_id)


def _join_marks(connection: Connection, readers: dict[str, UUID], *, at: datetime) -> None:
    for mark in connection.execute(_ENDING_MARKS, readers).all():
        comment = take_comment(connection, mark.comment_id)
        put_mark(connection, comment_id=comment.id, reader_id=mark.reader_id, kind=None, at=at)
        count_mark(connection, comment, before=mark.kind, after=None)
    connection.execute(_MOVE_MARKS, readers)


def _join_credits(connection: Connection, readers: dict[str, UUID]) -> None:
    for credit in connection.execute(_ENDING_CREDITS, readers).all():
        take_credit_back(connection, poll_id=credit.poll_id, reader_id=credit.reader_id)
    connection.execute(_MOVE_CREDITS, readers)


_FROM: Any = bindparam("from_reader")
_TO: Any = bindparam("to_reader")
_THEIR_MARK, _THEIR_CREDIT, _THEIR_DRAFT = aliased(Mark), aliased(ChangedMind), aliased(StoredDraft)

_SHOWN_IN = (
    select(Comment.article_id)
    .where(Comment.reader_id == _FROM, Comment.listed)
    .distinct()
    .order_by(Comment.article_id)
)
_MOVE_COMMENTS = (
    update(Comment)
    .where(Comment.reader_id == _FROM)
    .values(
        reader_id=_TO,
        submission_key=literal("joined ") + cast(Comment.id, String),
        version=Comment.version + 1,
    )
)
_MARKS_ENDING_HERE = (
    select(Mark.comment_id, Mark.reader_id, Mark.kind)
    .join(Comment, Comment.id == Mark.comment_id)
    .outerjoin(_THEIR_MARK, and_(_THEIR_MARK.comment_id == Mark.comment_id, _THEIR_MARK.reader_id == _TO))
    .where(Mark.reader_id == _FROM, or_(Comment.reader_id == _TO, _THEIR_MARK.kind.is_not(None)))
)
_ENDING_MARKS: Any = union(
    _MARKS_ENDING_HERE,
    select(Mark.comment_id, Mark.reader_id, Mark.kind)
    .join(Comment, Comment.id == Mark.comment_id)
    .where(Mark.reader_id == _TO, Comment.reader_id == _FROM),
).order_by("comment_id")
_MOVE_MARKS = update(Mark).where(Mark.reader_id == _FROM).values(reader_id=_TO)
_ENDING_CREDITS = (
    select(ChangedMind.poll_id, ChangedMind.reader_id)
    .join(Comment, Comment.id == ChangedMind.comment_id)
    .outerjoin(
        _THEIR_CREDIT,
        and_(_THEIR_CREDIT.poll_id == ChangedMind.poll_id, _THEIR_CREDIT.reader_id == _TO),
    )
    .outerjoin(Ballot, and_(Ballot.wording_id == ChangedMind.wording_id, Ballot.reader_id == _TO))
    .where(
        ChangedMind.reader_id.in_((_FROM, _TO)),
        or_(
            and_(ChangedMind.reader_id == _TO, Comment.reader_id == _FROM),
            and_(
                ChangedMind.reader_id == _FROM,
                or_(
                    Comment.reader_id == _TO,
                    _THEIR_CREDIT.before.is_not(None),
                    Ballot.choices.is_(None),
                    Ballot.choices == ChangedMind.before,
                ),
            ),
        ),
    )
    .order_by(ChangedMind.poll_id, ChangedMind.reader_id)
)
_MOVE_CREDITS = update(ChangedMind).where(ChangedMind.reader_id == _FROM).values(reader_id=_TO)
_OUSTED_DRAFTS = delete(StoredDraft).where(
    StoredDraft.reader_id == _TO,
    select(_THEIR_DRAFT.reader_id)
    .where(
        _THEIR_DRAFT.reader_id == _FROM,
        _THEIR_DRAFT.article_id == StoredDraft.article_id,
        _THEIR_DRAFT.parent_id == StoredDraft.parent_id,
    )
    .exists(),
)
_MOVE_DRAFTS = update(StoredDraft).where(StoredDraft.reader_id == _FROM).values(reader_id=_TO)
