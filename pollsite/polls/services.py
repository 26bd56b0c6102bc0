"""What a reader does: cast, change or withdraw a ballot, or look without voting.

Each is one story inside the caller's write transaction: the ballot, its history, its row in the ledger, the counters
and the version move together or not at all, and doing it twice is harmless.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, exists, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pollsite.accounts.services import remember_reader
from pollsite.db import in_one_exchange
from pollsite.polls.choosing import mask_of
from pollsite.polls.counting import move_counters
from pollsite.polls.definitions import BallotBox, get_ballot_box, get_definition
from pollsite.polls.errors import (
    FormIncomplete,
    NoBallot,
    NothingToPeek,
    PollClosed,
    PollNotOpen,
    WordingChanged,
)
from pollsite.polls.holding import NOT_HELD, FirstBallot, Holding, weigh
from pollsite.polls.ledger import append, head_of_poll, new_ballot_id, record_withdrawal
from pollsite.polls.ledger_lines import Answered, act_of, ballot_entry
from pollsite.polls.models import Ballot, BallotRevision, Peek
from pollsite.polls.queries import standing_in
from pollsite.polls.types import BallotChange, Hold, LedgerHead, Origin, Phase, PollDefinition
from pollsite.polls.visibility import may_peek, results_visible
from pollsite.polls.words import closed_sentence, not_open_sentence


class BallotHook(Protocol):
    """What another feature does when a ballot has changed, inside the same transaction."""

    def __call__(self, session: Session, change: BallotChange, *, at: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class BallotReceipt:
    """What came of it: masks of choices after and before, 0 says none; and why the ballot is held, if it is."""

    definition: PollDefinition
    choices: int
    previous: int
    hold: Hold = Hold.NONE


def cast_ballot(
    session: Session,
    *,
    poll_id: int,
    reader_id: UUID,
    keys: Iterable[str],
    wording: int,
    at: datetime,
    origin: Origin | None = None,
    hooks: Sequence[BallotHook] = (),
) -> BallotReceipt:
    """Make `keys` the reader's one answer, in place of any earlier one; `hooks` are told if it is another one.

    `wording` is the number the reader was shown, 0 if the form did not say. A first answer from a known `origin` may
    be held, and others of its burst with it; one that is held stays so when it changes. Raises PollNotFound, PollNotOpen,
    PollClosed, FormIncomplete, WordingChanged and the refusals of choosing.mask_of.
    """
    box = get_ballot_box(session, poll_id=poll_id, reader_id=reader_id)
    choices = allowed_choices(box.poll, keys=keys, wording=wording, at=at)
    if not box.reader_known:
        remember_reader(session, reader_id=reader_id, at=at)
    holding = Holding(box.hold, None)
    if origin is not None and not box.choices:
        first = FirstBallot(box.poll.wording_id, reader_id, origin, at)
        holding = weigh(session.connection(), first)
    return _replace_ballot(session, box, holding, reader_id=reader_id, choices=choices, at=at, hooks=hooks)


def allowed_choices(poll: PollDefinition, *, keys: Iterable[str], wording: int, at: datetime) -> int:
    """The mask that a ballot with `keys` would hold; raises what cast_ballot raises, but for PollNotFound."""
    refuse_unless_open(poll, at=at)
    if not wording:
        raise FormIncomplete
    if wording != poll.wording:
        raise WordingChanged
    return mask_of(poll, keys)


def withdraw_ballot(
    session: Session, *, poll_id: int, reader_id: UUID, at: datetime, hooks: Sequence[BallotHook] = ()
) -> BallotReceipt:
    """Take the reader's answer back; `hooks` are told. Raises PollNotFound, PollNotOpen, PollClosed, or NoBallot."""
    box = get_ballot_box(session, poll_id=poll_id, reader_id=reader_id)
    refuse_unless_open(box.poll, at=at)
    if not box.choices:
        raise NoBallot
    holding = Holding(box.hold, None)
    return _replace_ballot(session, box, holding, reader_id=reader_id, choices=0, at=at, hooks=hooks)


def take_ballot_back(connection: Connection, ballot: Any, *, reader_id: UUID, at: datetime) -> None:
    """Withdraw a ballot, open or not: for a reader who turns out to be another.

    `ballot` is a row of its wording_id, choices, held and ledger_id.
    """
    wording_id, hold = ballot.wording_id, Hold(ballot.held)
    connection.execute(_DELETE, {"w": wording_id, "r": reader_id})
    step = {"wording_id": wording_id, "reader_id": reader_id, "choices": 0, "at": at}
    connection.execute(_APPEND, {**step, "ledger_id": ballot.ledger_id})
    move_counters(connection, wording_id, before=ballot.choices, after=0, hold=hold)
    record_withdrawal(connection, wording_id, ballot.ledger_id, hold=hold, at=at)


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


def refuse_unless_open(poll: PollDefinition, *, at: datetime) -> None:
    """Raises PollNotOpen or PollClosed, with their sentence, unless votes are taken at that instant."""
    match poll.phase(at):
        case Phase.NOT_OPEN:
            raise PollNotOpen(not_open_sentence(poll))
        case Phase.CLOSED:
            raise PollClosed(closed_sentence(poll))


def _replace_ballot(
    session: Session,
    box: BallotBox,
    holding: Holding,
    *,
    reader_id: UUID,
    choices: int,
    at: datetime,
    hooks: Sequence[BallotHook],
) -> BallotReceipt:
    if box.choices != choices:
        connection = session.connection()
        head = box.ledger if holding.burst_id is None else head_of_poll(connection, box.poll.id)
        with in_one_exchange(connection):
            placed = _record(connection, box, head, choices, holding, at=at)
            _store(connection, box, placed, reader_id=reader_id, choices=choices, at=at)
            move_counters(
                connection, box.poll.wording_id, before=box.choices, after=choices, hold=holding.hold
            )
        change = BallotChange(box.poll.id, box.poll.wording_id, reader_id, box.choices, choices)
        for hook in hooks:
            hook(session, change, at=at)
    return BallotReceipt(box.poll, choices, box.choices, holding.hold)


@dataclass(frozen=True, slots=True)
class _Placed:
    """How a ballot is held, and where it stands in its poll's ledger."""

    holding: Holding
    ledger_id: str
    row: int


def _record(
    connection: Connection, box: BallotBox, head: LedgerHead, choices: int, holding: Holding, *, at: datetime
) -> _Placed:
    """Add the step to the poll's ledger. A withdrawal says what became of the ballot, held or counted, before it went."""
    poll = box.poll
    ledger_id = box.ledger_id or new_ballot_id()
    answered = Answered(poll.wording, [choice.key for choice in poll.choices], choices, holding.hold)
    entry = ballot_entry(act_of(box.choices, choices), ledger_id, answered, at=at)
    return _Placed(holding, ledger_id, append(connection, poll.id, head, [entry]).rows)


def _store(
    connection: Connection, box: BallotBox, placed: _Placed, *, reader_id: UUID, choices: int, at: datetime
) -> None:
    """The ballot, and one more step of its history."""
    key = {"w": box.poll.wording_id, "r": reader_id}
    if choices:
        begun = NOT_HELD if box.choices else placed.holding  # of one that stands only the choice is replaced
        row = {**key, "c": choices, "t": at, "h": begun.hold, "b": begun.burst_id}
        row |= {"i": placed.ledger_id, "n": placed.row}
        connection.execute(_upsert(connection.dialect.name), row)
    else:
        connection.execute(_DELETE, key)
    step = {"wording_id": box.poll.wording_id, "reader_id": reader_id, "choices": choices, "at": at}
    connection.execute(_APPEND, {**step, "ledger_id": placed.ledger_id})


_DELETE = delete(Ballot).where(Ballot.wording_id == bindparam("w"), Ballot.reader_id == bindparam("r"))
_APPEND = insert(BallotRevision).inline()
_RENEWED = ("choices", "changed_at", "ledger_id", "ledger_row")


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
        held=bindparam("h"),
        burst_id=bindparam("b"),
        ledger_id=bindparam("i"),
        ledger_row=bindparam("n"),
    )
    renewed = {name: statement.excluded[name] for name in _RENEWED}
    return statement.on_conflict_do_update(index_elements=["wording_id", "reader_id"], set_=renewed)
