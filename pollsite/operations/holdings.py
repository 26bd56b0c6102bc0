"""What a whole site holds, table by table: in a database, or in a backup; and bringing it from one into another."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from sqlite3 import Error as SqliteError
from typing import Protocol

from psycopg import Error as PostgresqlError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from pollsite import migrating
from pollsite.migrations import MigrationError
from pollsite.operations.errors import OperationRefused
from pollsite.operations.loading import go_on_numbering, load
from pollsite.operations.tables import Column, Table, is_empty, last_number, rows_of, tables_of
from pollsite.operations.values import Row, RowUnfit, Sum, Summing, line_of

DATABASE_ERRORS = (SQLAlchemyError, SqliteError, PostgresqlError)
"""What SQLAlchemy raises, and the drivers where they are spoken to directly."""
Told = Callable[[str, Sum], None]
"""Is told each table that was brought over, with what its rows come to on both sides."""


class Holdings(Protocol):
    """A site's tables as they were at one moment."""

    @property
    def revision(self) -> str:
        """The migration that made the tables what they are."""

    @property
    def columns(self) -> Mapping[str, tuple[Column, ...]]:
        """Each table's columns, by name of table."""

    def last_number(self, table: str) -> int:
        """The highest number the table ever gave to a row."""

    def rows(self, table: str) -> Iterator[list[Row]]:
        """All rows in the order of the key, some at a time; what may be wrong with them is raised on the way."""

    def sum(self, table: str) -> Sum:
        """What the table's rows come to, once they were read to their end."""


@dataclass(frozen=True)
class Stored:
    """What a database holds, by a connection of tables.snapshot()."""

    connection: Connection
    revision: str
    tables: Mapping[str, Table]
    _sums: dict[str, Summing] = field(default_factory=dict)

    @classmethod
    def of(cls, connection: Connection) -> "Stored":
        """Raises OperationRefused where there are no tables of ours, MigrationError where they are a newer version's."""
        revision = migrating.revision_of(connection)
        if revision is None:
            raise OperationRefused("There is no site in this database: it has no tables of pollsite.")
        return cls(connection, revision, {table.name: table for table in tables_of(connection)})

    @property
    def columns(self) -> Mapping[str, tuple[Column, ...]]:
        """Each table's columns, by name of table."""
        return {name: table.columns for name, table in self.tables.items()}

    def last_number(self, table: str) -> int:
        """The highest number the table ever gave to a row."""
        return last_number(self.connection, self.tables[table])

    def rows(self, table: str) -> Iterator[list[Row]]:
        """All rows in the order of the key, some at a time."""
        summing = self._sums[table] = Summing()
        for some in rows_of(self.connection, self.tables[table]):
            summing.add(map(line_of, some))
            yield some

    def sum(self, table: str) -> Sum:
        """What the table's rows come to, once they were read to their end."""
        return self._sums[table].sum()


def bring(
    engine: Engine, holdings: Holdings, *, told: Told, lastly: Callable[[], None] = lambda: None
) -> tuple[str, ...]:
    """Store all that is held in an empty database, and bring its tables up to date; the migrations applied for that.

    What was stored is read again and must come to the same, table by table. All or nothing: `lastly` is done before
    the commit. Raises OperationRefused, or MigrationError, and nothing was changed.
    """
    try:
        with migrating.changing_schema(engine) as connection:
            applied = _bring(connection, holdings, told)
            lastly()
            return applied
    except DATABASE_ERRORS as problem:
        raise OperationRefused(f"Nothing was stored: {in_words(problem)}.") from problem


def _bring(connection: Connection, holdings: Holdings, told: Told) -> tuple[str, ...]:
    refuse_unless_empty(connection)
    if not migrating.is_known(holdings.revision):
        raise MigrationError(
            f"It was made by a newer pollsite (it is at {holdings.revision}): update this one."
        )
    migrating.reach(connection, holdings.revision)
    tables = tables_of(connection)
    _refuse_other_columns(holdings, tables)
    for table in tables:
        try:
            came_to = _bring_table(connection, holdings, table)
        except (RowUnfit, *DATABASE_ERRORS) as problem:
            raise OperationRefused(f"Nothing was stored: in {table.name}, {in_words(problem)}.") from problem
        told(table.name, came_to)
    migrating.refuse_broken_references(connection)
    return migrating.reach(connection, "head")


def refuse_unless_empty(connection: Connection) -> None:
    """Raises OperationRefused where there is a row in any table."""
    if migrating.revision_of(connection) is None:
        filled = [table.name for table in tables_of(connection)]
    else:
        filled = [table.name for table in tables_of(connection) if not is_empty(connection, table)]
    if filled:
        raise OperationRefused(
            f"This instance is not empty (there is something in {filled[0]}): choose a new one, nothing is overwritten."
        )


def _refuse_other_columns(holdings: Holdings, tables: tuple[Table, ...]) -> None:
    ours = {table.name: table.columns for table in tables}
    theirs = dict(holdings.columns)
    differing = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    if differing:
        raise OperationRefused(
            f"Nothing was stored: the table {differing[0]} is not as pollsite makes it at {holdings.revision}."
        )


def _bring_table(connection: Connection, holdings: Holdings, table: Table) -> Sum:
    load(connection, table, holdings.rows(table.name))
    stored = _sum_of(connection, table)
    if stored != holdings.sum(table.name):
        raise OperationRefused(f"Nothing was stored: {table.name} would not be stored as it is.")
    number = max(holdings.last_number(table.name), last_number(connection, table))
    go_on_numbering(connection, table, after=number)
    return stored


def _sum_of(connection: Connection, table: Table) -> Sum:
    summing = Summing()
    for some in rows_of(connection, table):
        summing.add(map(line_of, some))
    return summing.sum()


def in_words(problem: Exception) -> str:
    """What a driver says, without a statement or a value, to stand in a sentence."""
    told = str(getattr(problem, "orig", None) or problem).strip() or type(problem).__name__
    return told.splitlines()[0].rstrip(".")
