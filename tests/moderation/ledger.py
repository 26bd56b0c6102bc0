"""A log written by hand, for what counts and reads it: rows as the services would leave them, in a database of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, create_engine, insert

from pollsite.db import Base
from pollsite.moderation.models import Appeal, Case, Decision, Flag, SecondLook, Statement
from pollsite.moderation.types import Actor, CaseKind, DecisionKind

NOVEMBER = datetime(2026, 11, 10, 12, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 10, 12, tzinfo=UTC)
NOBODY = UUID(int=1)
_numbers = count(1)


@contextmanager
def empty_tables() -> Iterator[Connection]:
    """A database with every table and no row, in which nothing refers to anything."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        yield connection
    engine.dispose()


def case_of(
    connection: Connection, kind: CaseKind = CaseKind.FLAGGED, *, opened_at: datetime, **row: Any
) -> int:
    """A case; its number."""
    values = {"kind": kind, "opened_at": opened_at, "priority": 2, **row}
    return _put(connection, Case, values)


def step(
    connection: Connection,
    kind: DecisionKind = DecisionKind.KEEP,
    *,
    at: datetime = NOVEMBER,
    actor: Actor = Actor.MODERATOR,
    **row: Any,
) -> int:
    """A step in the log; its number."""
    return _put(connection, Decision, {"kind": kind, "actor": actor, "at": at, **row})


def stated(
    connection: Connection,
    decision_id: int,
    restriction: str = "removed",
    *,
    rule: int = 2,
    reader_id: UUID = NOBODY,
) -> int:
    """Its author is told of it; the number of the decision."""
    row = {
        "decision_id": decision_id,
        "reader_id": reader_id,
        "restriction": restriction,
        "rule": rule,
        "appeal_until": NOVEMBER + timedelta(days=14),
    }
    connection.execute(insert(Statement).values(row))
    return decision_id


def appealed(connection: Connection, decision_id: int, outcome: str = "", *, at: datetime = NOVEMBER) -> None:
    """And appeals."""
    row = {"decision_id": decision_id, "text": "No.", "at": at, "case_id": next(_numbers), "outcome": outcome}
    connection.execute(insert(Appeal).values(row))


def looked_at(
    connection: Connection,
    decision_id: int,
    kind: DecisionKind,
    *,
    status_after: str = "",
    at: datetime | None = NOVEMBER,
) -> None:
    """A second moderator looks at it; has not yet where `at` is None."""
    row = {"decision_id": decision_id, "case_id": next(_numbers), "kind": kind, "at": at}
    connection.execute(insert(SecondLook).values({**row, "status_after": status_after}))


def flagged(
    connection: Connection,
    reason: str,
    outcome: str = "",
    *,
    at: datetime = NOVEMBER,
    withdrawn_at: datetime | None = None,
    **row: Any,
) -> None:
    """A reader reports something."""
    values = {
        "reader_id": UUID(int=next(_numbers)),
        "reason": reason,
        "outcome": outcome,
        "at": at,
        "withdrawn_at": withdrawn_at,
        "weight": 1000,
    }
    _put(connection, Flag, {**values, **row})


def _put(connection: Connection, table: Any, values: dict[str, Any]) -> int:
    return int(connection.execute(insert(table).values(values).returning(table.id)).scalar_one())
