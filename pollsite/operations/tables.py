"""The tables of a database as they stand, whichever engine keeps them and whichever version made them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TEXT, Connection, Engine, cast, collate, column, func, inspect, literal, select, text
from sqlalchemy import table as sql_table

from pollsite.engines import SQLITE
from pollsite.operations.errors import OperationRefused
from pollsite.operations.values import Form, Row, Value, written_bytes, written_instant

SCHEMA_TABLE = "alembic_version"
"""Alembic's own, which says at which revision the others are."""
ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Column:
    """A column, and how its values are written."""

    name: str
    form: Form


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `columns` stand by name, so that both engines write the same rows; `key` is the primary key."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[Column, ...]

    @property
    def forms(self) -> tuple[Form, ...]:
        """Of its columns, in their order."""
        return tuple(column.form for column in self.columns)

    @property
    def number(self) -> Column | None:
        """The column that numbers its rows, if its key is one number."""
        return self.key[0] if len(self.key) == 1 and self.key[0].form is Form.NUMBER else None


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, however long it reads and whatever is written meanwhile."""
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name != SQLITE:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield connection


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """Every table but SCHEMA_TABLE, each after those that it refers to."""
    inspector = inspect(connection)
    columns = {key[1]: found for key, found in inspector.get_multi_columns().items()}
    keys = {
        key[1]: found["constrained_columns"] for key, found in inspector.get_multi_pk_constraint().items()
    }
    names = [name for name, _ in inspector.get_sorted_table_and_fkc_names() if name and name != SCHEMA_TABLE]
    return tuple(_table(name, columns[name], keys[name]) for name in names)


def rows_of(connection: Connection, table: Table) -> Iterator[list[Row]]:
    """The table's rows in the order of its key, some at a time."""
    dialect = connection.dialect.name
    changes = [
        (place, change)
        for place, known in enumerate(table.columns)
        if (change := _CHANGES[dialect].get(known.form))
    ]
    found = connection.execute(
        _select(table, dialect), execution_options={"stream_results": True, "yield_per": ROWS_AT_ONCE}
    )
    for some in found.partitions():
        rows: list[Row] = [list(row) for row in some]
        for place, change in changes:
            for row in rows:
                if row[place] is not None:
                    row[place] = change(row[place])
        yield rows


def is_empty(connection: Connection, table: Table) -> bool:
    """Whether the table has no row."""
    return connection.execute(select(literal(1)).select_from(sql_table(table.name)).limit(1)).first() is None


def last_number(connection: Connection, table: Table) -> int:
    """The highest number that the table has ever given to a row, as far as the engine knows; 0 for none."""
    if table.number is None:
        return 0
    number: Any = func.max(column(table.number.name))
    highest = connection.execute(select(number).select_from(sql_table(table.name))).scalar() or 0
    given = _given_in_sqlite if connection.dialect.name == SQLITE else _given_in_postgresql
    return max(int(highest), given(connection, table))


def sequence_of(connection: Connection, table: Table) -> str | None:
    """What PostgreSQL calls the sequence that numbers the rows; None where they are numbered by hand."""
    if table.number is None:
        return None
    asked = {"table": quoted(table.name), "number": table.number.name}
    named: str | None = connection.exec_driver_sql(
        "SELECT pg_get_serial_sequence(%(table)s, %(number)s)", asked
    ).scalar()
    return named


def numbers_by_itself(connection: Connection) -> frozenset[str]:
    """The tables for which SQLite remembers the highest number, so that none is given twice."""
    if not connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").first():
        return frozenset()
    made = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL"
    )
    return frozenset(row.name for row in made if "AUTOINCREMENT" in row.sql.upper())


def quoted(name: str) -> str:
    """A name as it stands in a statement of either engine."""
    return '"' + name.replace('"', '""') + '"'


def _given_in_sqlite(connection: Connection, table: Table) -> int:
    if table.name not in numbers_by_itself(connection):
        return 0
    given = connection.exec_driver_sql(
        "SELECT seq FROM sqlite_sequence WHERE name = ?", (table.name,)
    ).scalar()
    return int(given or 0)


def _given_in_postgresql(connection: Connection, table: Table) -> int:
    sequence = sequence_of(connection, table)
    if sequence is None:
        return 0
    asked: Any = select(column("last_value"), column("is_called")).select_from(text(sequence))
    row = connection.execute(asked).one()
    return int(row.last_value) if row.is_called else 0


def _table(name: str, columns: Any, key: list[str]) -> Table:
    if not key:
        raise OperationRefused(f"The table {name} has no key: it is none of pollsite's.")
    known = {found["name"]: Column(found["name"], _form(name, found)) for found in columns}
    return Table(name, tuple(known[part] for part in sorted(known)), tuple(known[part] for part in key))


def _form(table: str, found: Any) -> Form:
    kind = type(found["type"]).__name__.upper()
    if kind not in _FORMS:
        raise OperationRefused(f"{table}.{found['name']} is a {kind}, which no table of pollsite has.")
    return _FORMS[kind]


def _select(table: Table, dialect: str) -> Any:
    read, order = _READ[dialect], _ORDER[dialect]
    columns = [read.get(known.form, _as_it_is)(column(known.name)) for known in table.columns]
    keys = [order.get(known.form, _as_it_is)(column(known.name)) for known in table.key]
    return select(*columns).select_from(sql_table(table.name)).order_by(*keys)


def _as_it_is(stored: Any) -> Any:
    return stored


_FORMS = {
    "INTEGER": Form.NUMBER,
    "BIGINT": Form.NUMBER,
    "SMALLINT": Form.NUMBER,
    "VARCHAR": Form.TEXT,
    "TEXT": Form.TEXT,
    "BOOLEAN": Form.TRUTH,
    "BLOB": Form.BYTES,
    "BYTEA": Form.BYTES,
    "DATETIME": Form.INSTANT,
    "TIMESTAMP": Form.INSTANT,
    "DATE": Form.DAY,
    "CHAR": Form.UUID,
    "UUID": Form.UUID,
}
"""By the names of types in both engines. The only CHAR is how SQLite keeps a UUID."""
_READ: dict[str, dict[Form, Callable[[Any], Any]]] = {
    "sqlite": {},
    "postgresql": {
        Form.INSTANT: lambda stored: func.to_char(func.timezone("UTC", stored), "YYYY-MM-DD HH24:MI:SS.US"),
        Form.DAY: lambda stored: func.to_char(stored, "YYYY-MM-DD"),
        Form.UUID: lambda stored: func.replace(cast(stored, TEXT), "-", ""),
    },
}
_ORDER: dict[str, dict[Form, Callable[[Any], Any]]] = {
    "sqlite": {},
    "postgresql": {Form.TEXT: lambda stored: collate(stored, "C")},
}
_CHANGES: dict[str, dict[Form, Callable[[Any], Value]]] = {
    "sqlite": {Form.TRUTH: bool, Form.BYTES: written_bytes, Form.INSTANT: written_instant},
    "postgresql": {Form.BYTES: written_bytes},
}
