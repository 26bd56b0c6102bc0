"""What a reader does: cast, change or withdraw a ballot, or look without voting.

Each is one story inside the caller's write transaction: the ballot, its history, the counters and the
version move together or not at all, and doing it twice is harmless.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pollsite.accounts.services import remember_reader
from pollsite.polls.choosing import mask_of, positions_in
from pollsite.polls.errors import NoBallot, NothingToPeek, PollClosed, PollNotOpen, WordingChanged
from pollsite.polls.models import Ballot, BallotRevision, Option, Peek, Wording
from pollsite.polls.queries import get_definition, standing_in
from pollsite.polls.types import Phase, PollDefinition
from pollsite.polls.visibility import may_peek, results_visible
from pollsite.polls.words import closed_sentence, not_open_sentence


@dataclass(frozen=True, slots=True)
class BallotReceipt:
    """What came of it: masks of choices after and before; 0 says none."""

    definition: PollDefinition
    choices: int
    previous: int


def cast_ballot(
    session: Session,
    *,
    poll_id: int,
    reader_id: UUID,
    keys: Iterable[str],
    wording: int,
    at: datetime,
) -> BallotReceipt:
    """Make `keys` the reader's one answer, in place of any earlier one.

    `wording` is the number the reader was shown. Raises PollNotFound, PollNotOpen, PollClosed, WordingChanged
    and the refusals of choosing.mask_of.
    """
    poll, choices = check_ballot(session, poll_id=poll_id, keys=keys, wording=wording, at=at)
    remember_reader(session, reader_id=reader_id, at=at)
    return _replace_ballot(session.connection(), poll, reader_id=reader_id, choices=choices, at=at)


def check_ballot(
    session: Session, *, poll_id: int, keys: Iterable[str], wording: int, at: datetime
) -> tuple[PollDefinition, int]:
    """The poll and the mask that `keys` would be, without writing; raises what cast_ballot raises."""
    poll = poll_open_for_votes(session, poll_id, at=at)
    if wording != poll.wording:
        raise WordingChanged
    return poll, mask_of(poll, keys)


def withdraw_ballot(session: Session, *, poll_id: int, reader_id: UUID, at: datetime) -> BallotReceipt:
    """Take the reader's answer back. Raises PollNotFound, PollNotOpen, PollClosed, or NoBallot."""
    poll = poll_open_for_votes(session, poll_id, at=at)
    receipt = _replace_ballot(session.connection(), poll, reader_id=reader_id, choices=0, at=at)
    if receipt.previous == 0:
        raise NoBallot
    return receipt


def record_peek(session: Session, *, poll_id: int, reader_id: UUID, at: datetime) -> PollDefinition:
    """Remember that the reader wants the results without voting. Raises PollNotFound or NothingToPeek."""
    poll = get_definition(session, poll_id)
    standing = standing_in(session, poll.wording_id, reader_id)
    if may_peek(poll, standing, at=at):
        remember_reader(session, reader_id=reader_id, at=at)
        row = {"wording_id": poll.wording_id, "reader_id": reader_id, "at": at}
        session.connection().execute(insert(Peek), row)
    elif not results_visible(poll, standing, at=at):
        raise NothingToPeek
    return poll


def poll_open_for_votes(session: Session, poll_id: int, *, at: datetime) -> PollDefinition:
    """The poll, if it takes votes at that instant. Raises PollNotFound, PollNotOpen or PollClosed."""
    poll = get_definition(session, poll_id)
    match poll.phase(at):
        case Phase.NOT_OPEN:
            raise PollNotOpen(not_open_sentence(poll))
        case Phase.CLOSED:
            raise PollClosed(closed_sentence(poll))
    return poll


def _replace_ballot(
    connection: Connection, poll: PollDefinition, *, reader_id: UUID, choices: int, at: datetime
) -> BallotReceipt:
    key = {"w": poll.wording_id, "r": reader_id}
    previous = connection.execute(_FIND, key).scalar() or 0
    if previous != choices:
        if choices:
            connection.execute(_upsert(connection.dialect.name), {**key, "c": choices, "t": at})
        else:
            connection.execute(_DELETE, key)
        connection.execute(
            _APPEND, {"wording_id": poll.wording_id, "reader_id": reader_id, "choices": choices, "at": at}
        )
        _move_counters(connection, poll.wording_id, before=previous, after=choices)
    return BallotReceipt(poll, choices, previous)


def _move_counters(connection: Connection, wording_id: int, *, before: int, after: int) -> None:
    """In the order of positions, so that two transactions never wait for each other crosswise."""
    moves = [
        {"w": wording_id, "p": position, "d": 1 if after >> position & 1 else -1}
        for position in positions_in(before ^ after)
    ]
    connection.execute(_COUNT, moves)
    connection.execute(_TOUCH, {"w": wording_id, "d": bool(after) - bool(before)})


_FIND = select(Ballot.choices).where(Ballot.wording_id == bindparam("w"), Ballot.reader_id == bindparam("r"))
_DELETE = delete(Ballot).where(Ballot.wording_id == bindparam("w"), Ballot.reader_id == bindparam("r"))
_APPEND = insert(BallotRevision)
_COUNT = (
    update(Option)
    .where(Option.wording_id == bindparam("w"), Option.position == bindparam("p"))
    .values(ballots=Option.ballots + bindparam("d"))
)
_TOUCH = (
    update(Wording)
    .where(Wording.id == bindparam("w"))
    .values(voters=Wording.voters + bindparam("d"), version=Wording.version + 1)
)


@cache
def _upsert(dialect: str) -> Any:
    make: Any = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[dialect]
    peeked = exists().where(Peek.wording_id == bindparam("w"), Peek.reader_id == bindparam("r"))
    statement = make(Ballot).values(
        wording_id=bindparam("w"),
        reader_id=bindparam("r"),
        choices=bindparam("c"),
        after_peek=select(peeked).scalar_subquery(),
        cast_at=bindparam("t"),
        changed_at=bindparam("t"),
    )
    renewed = {"choices": statement.excluded.choices, "changed_at": statement.excluded.changed_at}
    return statement.on_conflict_do_update(index_elements=["wording_id", "reader_id"], set_=renewed)
