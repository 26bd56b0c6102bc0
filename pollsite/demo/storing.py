"""Rows, many at once: what a made-up debate comes to in the tables."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select
from sqlalchemy.orm import Session

from pollsite.engines import POSTGRESQL

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
    if stored and connection.dialect.name == POSTGRESQL:
        _go_on_numbering(connection, inspect(table).local_table)
    return stored


def _go_on_numbering(connection: Connection, table: Table) -> None:
    """Rows that bring their number leave PostgreSQL's own counting behind: the next new one would collide with them."""
    if table.autoincrement_column is not None:
        column = table.autoincrement_column
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, select(func.max(column)).scalar_subquery())))
