"""Holding ballots that came in a burst, those before the burst was seen as well; see suspicion.py for when.

All of it happens in the transaction of the ballot that made it a burst: nothing is ever counted by halves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pollsite.polls.counting import hold_counted
from pollsite.polls.ledger import record_moves
from pollsite.polls.models import Ballot, BallotBurst, BallotOrigin
from pollsite.polls.suspicion import (
    ADDRESS_BALLOTS,
    ADDRESS_WINDOW,
    BROWSER_BALLOTS,
    BROWSER_WINDOW,
    SPEED_WINDOW,
    Signals,
    suspicions,
)
from pollsite.polls.types import BurstState, Hold, Origin


@dataclass(frozen=True, slots=True)
class Holding:
    """Whether a ballot is held, and with which burst."""

    hold: Hold
    burst_id: int | None


NOT_HELD = Holding(Hold.NONE, None)


@dataclass(frozen=True, slots=True)
class FirstBallot:
    """A reader's first ballot on a wording, about to be stored."""

    wording_id: int
    reader_id: UUID
    origin: Origin
    at: datetime


def weigh(connection: Connection, ballot: FirstBallot) -> Holding:
    """Whether it is held, and with it what came before it in its burst. Two statements where nothing is suspect.

    Cast again after a withdrawal it is no new one, and held if it was.
    """
    row = {
        "reader_id": ballot.reader_id,
        "wording_id": ballot.wording_id,
        "address": ballot.origin.address,
        "browser": ballot.origin.browser,
        "at": ballot.at,
    }
    connection.execute(_NOTE[connection.dialect.name], row)
    seen = connection.execute(_SIGNALS, {**row, **_windows(ballot.at)}).one()
    if seen.burst_id is not None:
        return _held_again(connection, seen.burst_id)
    reasons = suspicions(Signals(seen.from_address, seen.from_browser, seen.questions))
    holdings = [_hold_burst(connection, reason, ballot) for reason in reasons]
    return holdings[0] if holdings else NOT_HELD


def forget_origins(session: Session, *, before: datetime) -> None:
    """Forget where ballots cast before then came from."""
    connection = session.connection()
    connection.execute(_FORGET, {"before": before})
    connection.execute(_FORGET_OF_BURSTS, {"before": before})


def _windows(at: datetime) -> dict[str, datetime]:
    return {
        "address_since": at - ADDRESS_WINDOW,
        "browser_since": at - BROWSER_WINDOW,
        "speed_since": at - SPEED_WINDOW,
    }


def _held_again(connection: Connection, burst_id: int) -> Holding:
    burst = connection.execute(_BURST, {"burst": burst_id}).one()
    return Holding(Hold.KEPT if burst.state == BurstState.KEPT else Hold(burst.reason), burst_id)


def _hold_burst(connection: Connection, reason: Hold, ballot: FirstBallot) -> Holding:
    """Hold what belongs to the ballot's burst: on its question, or of its reader on every question."""
    if reason is not Hold.SPEED:
        return _hold_on(connection, ballot.wording_id, reason, ballot)
    asked = {"reader": ballot.reader_id, "since": ballot.at - SPEED_WINDOW}
    holdings = {
        wording_id: _hold_on(connection, wording_id, reason, ballot)
        for wording_id in connection.scalars(_HASTY, asked).all()
    }
    return holdings.get(ballot.wording_id, NOT_HELD)


def _hold_on(connection: Connection, wording_id: int, reason: Hold, ballot: FirstBallot) -> Holding:
    """Hold the burst on one wording: its ballots that are counted still, and those of its readers yet to come."""
    origin = ballot.origin.browser if reason is Hold.BROWSER else ballot.origin.address
    members = {
        "w": wording_id,
        "since": ballot.at - _WINDOWS[reason],
        "alike": ballot.reader_id if reason is Hold.SPEED else origin,
    }
    burst_id = _waiting_burst(connection, wording_id, reason, origin, at=ballot.at)
    if burst_id is None:
        began_at = connection.scalar(_EARLIEST[reason], members) or ballot.at
        burst_id = _begin_burst(connection, wording_id, reason, origin, began_at=began_at, at=ballot.at)
    held = connection.execute(_HOLD[reason], {**members, "held_as": reason, "burst": burst_id}).all()
    connection.execute(_JOIN[reason], {**members, "burst": burst_id})
    hold_counted(connection, wording_id, [row.choices for row in held])
    record_moves(connection, wording_id, held, hold=reason, at=ballot.at)
    return Holding(reason, burst_id)


def _waiting_burst(
    connection: Connection, wording_id: int, reason: Hold, origin: str, *, at: datetime
) -> int | None:
    """The burst that waits for a decision, grown until now; None if there is none."""
    asked = {"w": wording_id, "because": reason, "origin_is": origin, "t": at}
    return connection.scalar(_GROW, asked)


def _begin_burst(
    connection: Connection, wording_id: int, reason: Hold, origin: str, *, began_at: datetime, at: datetime
) -> int:
    row = {
        "wording_id": wording_id,
        "reason": reason,
        "origin": origin,
        "state": BurstState.WAITING,
        "began_at": began_at,
        "latest_at": at,
    }
    return int(connection.execute(_BEGIN, row).scalar_one())


def _members(reason: Hold) -> Any:
    """Origins that belong to a burst and were in none."""
    columns = {
        Hold.ADDRESS: BallotOrigin.address,
        Hold.BROWSER: BallotOrigin.browser,
        Hold.SPEED: BallotOrigin.reader_id,
    }
    column: Any = columns[reason]
    return (
        BallotOrigin.wording_id == bindparam("w"),
        column == bindparam("alike"),
        BallotOrigin.at > bindparam("since"),
        BallotOrigin.burst_id.is_(None),
    )


def _number(*limits: Any, at_most: int | None = None) -> Any:
    """How many origins there are within the limits; counting ends where the answer is known."""
    found = select(BallotOrigin.reader_id).where(*limits).limit(at_most).subquery()
    return select(func.count()).select_from(found).scalar_subquery()


_WINDOWS = {Hold.ADDRESS: ADDRESS_WINDOW, Hold.BROWSER: BROWSER_WINDOW, Hold.SPEED: SPEED_WINDOW}
_VALUES: Any = {name: bindparam(name) for name in ("reader_id", "wording_id", "address", "browser", "at")}
_NOTE = {
    "sqlite": sqlite.insert(BallotOrigin).values(_VALUES).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(BallotOrigin).values(_VALUES).on_conflict_do_nothing(),
}
_THIS_WORDING: Any = BallotOrigin.wording_id == bindparam("wording_id")
_THIS_READER: Any = BallotOrigin.reader_id == bindparam("reader_id")
_SIGNALS = select(
    select(BallotOrigin.burst_id).where(_THIS_WORDING, _THIS_READER).scalar_subquery().label("burst_id"),
    _number(
        _THIS_WORDING,
        BallotOrigin.address == bindparam("address"),
        BallotOrigin.at > bindparam("address_since"),
        at_most=ADDRESS_BALLOTS + 1,
    ).label("from_address"),
    _number(
        _THIS_WORDING,
        BallotOrigin.browser == bindparam("browser"),
        BallotOrigin.at > bindparam("browser_since"),
        at_most=BROWSER_BALLOTS + 1,
    ).label("from_browser"),
    _number(_THIS_READER, BallotOrigin.at > bindparam("speed_since")).label("questions"),
)
_BURST = select(BallotBurst.reason, BallotBurst.state).where(BallotBurst.id == bindparam("burst"))
_HASTY = (
    select(BallotOrigin.wording_id)
    .where(
        BallotOrigin.reader_id == bindparam("reader"),
        BallotOrigin.at > bindparam("since"),
        BallotOrigin.burst_id.is_(None),
    )
    .order_by(BallotOrigin.wording_id)
)
_EARLIEST = {reason: select(func.min(BallotOrigin.at)).where(*_members(reason)) for reason in _WINDOWS}
_HOLD = {
    reason: update(Ballot)
    .where(
        Ballot.wording_id == bindparam("w"),
        Ballot.burst_id.is_(None),
        Ballot.reader_id.in_(select(BallotOrigin.reader_id).where(*_members(reason))),
    )
    .values(held=bindparam("held_as"), burst_id=bindparam("burst"))
    .returning(Ballot.reader_id, Ballot.choices, Ballot.ledger_id)
    for reason in _WINDOWS
}
_JOIN = {
    reason: update(BallotOrigin).where(*_members(reason)).values(burst_id=bindparam("burst"))
    for reason in _WINDOWS
}
_GROW = (
    update(BallotBurst)
    .where(
        BallotBurst.wording_id == bindparam("w"),
        BallotBurst.reason == bindparam("because"),
        BallotBurst.origin == bindparam("origin_is"),
        BallotBurst.state == BurstState.WAITING,
    )
    .values(latest_at=bindparam("t"))
    .returning(BallotBurst.id)
)
_BEGIN = insert(BallotBurst).returning(BallotBurst.id)
_FORGET = delete(BallotOrigin).where(BallotOrigin.at < bindparam("before"))
_FORGET_OF_BURSTS = (
    update(BallotBurst)
    .where(BallotBurst.latest_at < bindparam("before"), BallotBurst.origin != "")
    .values(origin="")
)
