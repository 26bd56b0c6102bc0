"""What an anonymous reader voted becomes their account's when they sign in."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, select, union, update
from sqlalchemy.orm import Session, aliased

from pollsite.polls.models import Ballot, BallotOrigin, BallotRevision, Peek, Wording
from pollsite.polls.services import take_ballot_back


def join_ballots(session: Session, *, from_reader: UUID, to_reader: UUID, at: datetime) -> None:
    """Let the ballots of one reader be another's, with their history; doing it twice is harmless.

    Where both voted in a wording the other's ballot stands, and the one's is withdrawn. No tally changes but by
    what is withdrawn. What is held stays held. A look without voting moves as well. In the ledger a ballot that moves
    keeps its name, and nothing is said of it.
    """
    if from_reader == to_reader:
        return
    connection = session.connection()
    readers = {"from_reader": from_reader, "to_reader": to_reader}
    for ballot in connection.execute(_BOTH_VOTED, readers).all():
        take_ballot_back(connection, ballot, reader_id=from_reader, at=at)
    connection.execute(_DROP_ORIGINS, readers)
    connection.execute(_MOVE_ORIGINS, readers)
    _move(connection, readers, at=at)
    connection.execute(_DROP_PEEKS, readers)
    connection.execute(_MOVE_PEEKS, readers)


def _move(connection: Connection, readers: dict[str, UUID], *, at: datetime) -> None:
    """The ballots that are left, each with a history that ends with it."""
    moving = connection.execute(_MOVING, readers).all()
    revisited = set(connection.scalars(_REVISITED, readers))
    for ballot in moving:
        connection.execute(_MOVE_HISTORY, {**readers, "w": ballot.wording_id})
    connection.execute(_MOVE_BALLOTS, readers)
    last_steps = [
        {**ballot._mapping, "reader_id": readers["to_reader"], "at": at}
        for ballot in moving
        if ballot.wording_id in revisited
    ]
    if last_steps:
        connection.execute(_APPEND, last_steps)


_FROM: Any = bindparam("from_reader")
_TO: Any = bindparam("to_reader")
_THEIRS, _THEIR_PEEK, _THEIR_ORIGIN = aliased(Ballot), aliased(Peek), aliased(BallotOrigin)
_WORDINGS = select(Wording.id).scalar_subquery()
"""Every wording, for ballots are found by wording and reader, and there are few wordings."""

_BOTH_VOTED = (
    select(Ballot.wording_id, Ballot.choices, Ballot.held, Ballot.ledger_id)
    .join(_THEIRS, and_(_THEIRS.wording_id == Ballot.wording_id, _THEIRS.reader_id == _TO))
    .where(Ballot.wording_id.in_(_WORDINGS), Ballot.reader_id == _FROM)
    .order_by(Ballot.wording_id)
)
_MOVING = (
    select(Ballot.wording_id, Ballot.choices, Ballot.ledger_id)
    .where(Ballot.wording_id.in_(_WORDINGS), Ballot.reader_id == _FROM)
    .order_by(Ballot.wording_id)
)
_REVISITED = (
    select(BallotRevision.wording_id)
    .where(BallotRevision.wording_id.in_(_WORDINGS), BallotRevision.reader_id == _TO)
    .distinct()
)
_MOVE_BALLOTS = (
    update(Ballot).where(Ballot.wording_id.in_(_WORDINGS), Ballot.reader_id == _FROM).values(reader_id=_TO)
)
_MOVE_HISTORY = (
    update(BallotRevision)
    .where(BallotRevision.wording_id == bindparam("w"), BallotRevision.reader_id == _FROM)
    .values(reader_id=_TO)
)
_APPEND = insert(BallotRevision)
_THEIR_WORDINGS = union(
    select(_THEIRS.wording_id).where(_THEIRS.wording_id.in_(_WORDINGS), _THEIRS.reader_id == _TO),
    select(_THEIR_ORIGIN.wording_id).where(_THEIR_ORIGIN.reader_id == _TO),
)
_DROP_ORIGINS = delete(BallotOrigin).where(
    BallotOrigin.reader_id == _FROM, BallotOrigin.wording_id.in_(_THEIR_WORDINGS)
)
_MOVE_ORIGINS = update(BallotOrigin).where(BallotOrigin.reader_id == _FROM).values(reader_id=_TO)
_DROP_PEEKS = delete(Peek).where(
    Peek.wording_id.in_(_WORDINGS),
    Peek.reader_id == _FROM,
    exists().where(_THEIR_PEEK.wording_id == Peek.wording_id, _THEIR_PEEK.reader_id == _TO),
)
_MOVE_PEEKS = (
    update(Peek).where(Peek.wording_id.in_(_WORDINGS), Peek.reader_id == _FROM).values(reader_id=_TO)
)
