"""Deciding about held votes, one group or several: in one transaction, logged, and taken back as easily."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.orm import Session

from pollsite.moderation.ballot_errors import BurstDecided, BurstGrown, BurstNotFound, NoBurstChosen
from pollsite.moderation.decision_errors import NotYoursToUndo
from pollsite.moderation.models import BallotDecision
from pollsite.moderation.types import BallotVerdict
from pollsite.moderation.undoing import may_undo
from pollsite.polls.releasing import Burst, count_burst, keep_burst, let_wait, take_burst
from pollsite.polls.types import BurstState


@dataclass(frozen=True, slots=True)
class SeenBurst:
    """A group as the moderator was shown it: its number, and how many votes it held."""

    burst_id: int
    ballots: int


def decide_about_bursts(
    session: Session, *, seen: Sequence[SeenBurst], verdict: BallotVerdict, moderator_id: int, at: datetime
) -> tuple[int, ...]:
    """Count the groups' votes or keep them held, all or none; the decisions' numbers, in the order of `seen`.

    Raises NoBurstChosen, BurstNotFound, BurstDecided, or BurstGrown where more votes would be counted than were seen.
    """
    if not seen:
        raise NoBurstChosen
    connection = session.connection()
    entry = {"verdict": verdict, "moderator_id": moderator_id, "undoes_id": None, "at": at}
    decisions = {}
    for shown in sorted(seen, key=lambda shown: shown.burst_id):
        burst = _take(connection, shown.burst_id)
        if burst.state is not BurstState.WAITING:
            raise BurstDecided
        if verdict is BallotVerdict.COUNT and burst.ballots > shown.ballots:
            raise BurstGrown(seen=shown.ballots, ballots=burst.ballots)
        decide = count_burst if verdict is BallotVerdict.COUNT else keep_burst
        moved = {"burst_id": burst.id, "ballots": decide(connection, burst, at=at)}
        decisions[shown.burst_id] = _log(connection, {**entry, **moved})
    return tuple(decisions[shown.burst_id] for shown in seen)


def undo_ballot_decisions(
    session: Session, *, decision_ids: Sequence[int], moderator_id: int, at: datetime
) -> int:
    """Let the groups wait again, all or none; how many votes. A moderator takes back their own decisions, an admin
    anybody's. Raises NoBurstChosen, BurstNotFound, NotYoursToUndo, or BurstDecided where that is not the latest one.
    """
    if not decision_ids:
        raise NoBurstChosen
    connection = session.connection()
    moved = 0
    for decision_id in sorted(set(decision_ids)):
        decision = connection.execute(_DECISION, {"decision": decision_id}).one_or_none()
        if decision is None:
            raise BurstNotFound
        if not may_undo(connection, decision, moderator_id=moderator_id):
            raise NotYoursToUndo
        burst_id = decision.burst_id
        burst = _take(connection, burst_id)
        if (
            connection.scalar(_LATEST, {"burst": burst_id}) != decision_id
            or burst.state is BurstState.WAITING
        ):
            raise BurstDecided
        waiting = let_wait(connection, burst, at=at)
        entry = {"burst_id": burst_id, "verdict": BallotVerdict.UNDO, "ballots": waiting, "at": at}
        _log(connection, {**entry, "moderator_id": moderator_id, "undoes_id": decision_id})
        moved += waiting
    return moved


def _take(connection: Connection, burst_id: int) -> Burst:
    burst = take_burst(connection, burst_id)
    if burst is None:
        raise BurstNotFound
    return burst


def _log(connection: Connection, entry: dict[str, Any]) -> int:
    return int(connection.execute(_ADD, entry).scalar_one())


_ADD = insert(BallotDecision).returning(BallotDecision.id)
_DECISION = select(BallotDecision.burst_id, BallotDecision.moderator_id).where(
    BallotDecision.id == bindparam("decision")
)
_LATEST = select(func.max(BallotDecision.id)).where(BallotDecision.burst_id == bindparam("burst"))
