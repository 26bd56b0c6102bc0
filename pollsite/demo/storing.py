"""Rows, many at once: what a made-up debate comes to in the tables."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

AT_ONCE = 5_000

Row = dict[str, Any]


def store(
    session: Session, table: Any, rows: Iterable[Row], *, told: Callable[[int], None] | None = None
) -> int:
    """Insert the rows in their order; `told` hears after each load how many there are. Returns how many."""
    connection, statement = session.connection(), insert(table)
    stored, waiting = 0, iter(rows)
    while load := list(islice(waiting, AT_ONCE)):
        connection.execute(statement, load)
        stored += len(load)
        if told is not None:
            told(stored)
    return stored
