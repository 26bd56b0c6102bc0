"""What becomes of a burst of held ballots: counted, kept held, or waiting again; its readers keep their choice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select, update

from pollsite.polls.counting import count_held, hold_counted
from pollsite.polls.ledger import record_moves
from pollsite.polls.ledger_lines import Decided, Decision
from pollsite.polls.models import Ballot, BallotBurst, BallotOrigin
from pollsite.polls.types import BurstState, Hold


@dataclass(frozen=True, slots=True)
class Burst:
    """A burst to decide about; `ballots` are those that are held."""

    id: int
    wording_id: int
    reason: Hold
    state: BurstState
    ballots: int


def take_burst(connection: Connection, burst_id: int) -> Burst | None:
    """The burst of that number, or None."""
    row = connection.execute(_TAKE, {"burst": burst_id}).one_or_none()
    if row is None:
        return None
    ballots = connection.scalar(_BALLOTS, {"burst": burst_id}) or 0
    return Burst(row.id, row.wording_id, Hold(row.reason), BurstState(row.state), ballots)


def count_burst(connection: Connection, burst: Burst, *, at: datetime) -> int:
    """Count its ballots; how many. Where they came from is forgotten: what comes from there next is weighed anew."""
    moved = connection.execute(_COUNT, {"burst": burst.id}).all()
    connection.execute(_FORGET, {"burst": burst.id})
    count_held(connection, burst.wording_id, [row.choices for row in moved])
    connection.execute(_TURN, {"burst": burst.id, "to": BurstState.COUNTED})
    decision = Decision(Decided.COUNT, len(moved))
    record_moves(connection, burst.wording_id, moved, hold=Hold.NONE, at=at, decision=decision)
    return len(moved)


def keep_burst(connection: Connection, burst: Burst, *, at: datetime) -> int:
    """Leave its ballots out of the count, and let their readers know that somebody has looked; how many."""
    connection.execute(_TURN, {"burst": burst.id, "to": BurstState.KEPT})
    kept = connection.execute(_RENAME, {"burst": burst.id, "held_as": Hold.KEPT}).rowcount
    decision = Decision(Decided.KEEP, kept)
    record_moves(connection, burst.wording_id, (), hold=Hold.KEPT, at=at, decision=decision)
    return kept


def let_wait(connection: Connection, burst: Burst, *, at: datetime) -> int:
    """Let a burst that was decided about wait again, with all of its ballots that stand; how many."""
    to = {"burst": burst.id, "held_as": burst.reason}
    moved = connection.execute(_HOLD, to).all()
    hold_counted(connection, burst.wording_id, [row.choices for row in moved])
    connection.execute(_TURN, {"burst": burst.id, "to": BurstState.WAITING})
    waiting = connection.execute(_RENAME, to).rowcount
    decision = Decision(Decided.RECONSIDER, waiting)
    record_moves(connection, burst.wording_id, moved, hold=burst.reason, at=at, decision=decision)
    return waiting


_THIS: Any = Ballot.burst_id == bindparam("burst")
_IS_HELD = Ballot.held != Hold.NONE
_TAKE: Any = select(BallotBurst.id, BallotBurst.wording_id, BallotBurst.reason, BallotBurst.state).where(
    BallotBurst.id == bindparam("burst")
)
_BALLOTS: Any = select(func.count()).select_from(Ballot).where(_THIS, _IS_HELD)
_MOVED: Any = (Ballot.reader_id, Ballot.choices, Ballot.ledger_id)
_COUNT: Any = update(Ballot).where(_THIS, _IS_HELD).values(held=Hold.NONE).returning(*_MOVED)
_HOLD: Any = (
    update(Ballot).where(_THIS, Ballot.held == Hold.NONE).values(held=bindparam("held_as")).returning(*_MOVED)
)
_RENAME: Any = update(Ballot).where(_THIS, _IS_HELD).values(held=bindparam("held_as"))
_FORGET: Any = delete(BallotOrigin).where(BallotOrigin.burst_id == bindparam("burst"))
_TURN: Any = update(BallotBurst).where(BallotBurst.id == bindparam("burst")).values(state=bindparam("to"))
