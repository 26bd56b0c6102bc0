"""Putting rows into an empty table, as each engine takes many at once."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, column, insert
from sqlalchemy import table as sql_table

from pollsite.engines import SQLITE
from pollsite.operations.tables import Table, numbers_by_itself, quoted, sequence_of
from pollsite.operations.values import Form, Row, read_bytes


def load(connection: Connection, table: Table, rows: Iterable[list[Row]]) -> None:
    """Store all rows. Raises what the driver raises, and RowUnfit where bytes are none."""
    into = _into_sqlite if connection.dialect.name == SQLITE else _into_postgresql
    into(connection, table, _as_taken(table, rows, _CHANGES[connection.dialect.name]))


def go_on_numbering(connection: Connection, table: Table, *, after: int) -> None:
    """Let the next new row have a number above `after`, which is at least the highest that is there."""
    if after < 1 or table.number is None:
        return
    if connection.dialect.name == SQLITE:
        _remember_in_sqlite(connection, table, after)
    elif sequence := sequence_of(connection, table):
        connection.exec_driver_sql(
            "SELECT setval(%(sequence)s, %(after)s)", {"sequence": sequence, "after": after}
        )


def _into_sqlite(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    names: Any = [column(known.name) for known in table.columns]
    statement = insert(sql_table(table.name, *names)).compile(dialect=connection.dialect)
    cursor: Any = connection.connection.cursor()
    cursor.executemany(str(statement), rows)


def _into_postgresql(connection: Connection, table: Table, rows: Iterator[Row]) -> None:
    names = ", ".join(quoted(known.name) for known in table.columns)
    cursor: Any = connection.connection.cursor()
    with cursor.copy(f"COPY {quoted(table.name)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _remember_in_sqlite(connection: Connection, table: Table, after: int) -> None:
    if table.name not in numbers_by_itself(connection):
        return
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
    connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, after))


def _as_taken(
    table: Table, rows: Iterable[list[Row]], changes: dict[Form, Callable[[Any], Any]]
) -> Iterator[Row]:
    """Rows one by one, with the values that are not as they are written."""
    changing = [(place, changes[form]) for place, form in enumerate(table.forms) if form in changes]
    for some in rows:
        for row in some:
            for place, change in changing:
                if row[place] is not None:
                    row[place] = change(row[place])
            yield row


_CHANGES: dict[str, dict[Form, Callable[[Any], Any]]] = {
    "sqlite": {Form.BYTES: read_bytes},
    "postgresql": {Form.BYTES: read_bytes, Form.INSTANT: lambda value: f"{value}+00"},
}
