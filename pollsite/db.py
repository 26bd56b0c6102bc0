"""The database: declarative base, naming convention, and transaction(), the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from pollsite.engines import BEGIN_WRITING, POSTGRESQL, READING, SQLITE, UNREACHABLE, WRITING, has_waited

_WRITES_IN = "pollsite_writes_in"
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware instant: stored as UTC, read back as UTC, naive values refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times with ValueError; SQLite stores the UTC wall time."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time must carry its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == SQLITE else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Attach UTC where the engine dropped it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


db = SQLAlchemy(model_class=Base)


@contextmanager
def transaction() -> Iterator[Session]:
    """One write transaction on the request's session: committed at the end, rolled back on any exception.

    Reads made before it on the same session are let go of first, so that what it reads is current. Raises
    RuntimeError within another one, whose writes that would undo.
    """
    session = db.session()
    if session.in_transaction() and session.connection().get_execution_options().get("pollsite_writes"):
        raise RuntimeError("a transaction is already open: pass its session on instead")
    session.rollback()
    _begin_writing(session)
    try:
        yield session
        session.flush()
        with _thrown_away_on_failure(session.connection()):
            session.commit()
    except BaseException:
        session.rollback()
        raise


def keep_writes() -> None:
    """Commit what was put into the request's session outside of transaction(), or undo it and raise."""
    session = db.session()
    try:
        session.flush()
        with _thrown_away_on_failure(session.connection()):
            session.commit()
    except BaseException:
        session.rollback()
        raise


@event.listens_for(db.session, "before_flush")
def _write_at_once(session: Session, *_: object) -> None:
    """Before a session that has only read writes: take the write lock, and read on from what is stored now.

    For Flask-Security, which writes through the request's session: neither engine would let a transaction that began
    with reading write after somebody else did, however long it waited.
    """
    connection = session.connection()
    begun_by_reading = not connection.get_execution_options().get("pollsite_writes")
    transaction = session.get_transaction()
    if begun_by_reading and session.info.get(_WRITES_IN) is not transaction:
        for statement in ("COMMIT", BEGIN_WRITING[connection.dialect.name]):
            connection.exec_driver_sql(statement)
        session.info[_WRITES_IN] = transaction


@contextmanager
def _thrown_away_on_failure(connection: Connection) -> Iterator[None]:
    """A connection whose commit failed may still hold the write lock: close it, whatever SQLAlchemy believes."""
    try:
        yield
    except BaseException:
        connection.invalidate()
        raise


@contextmanager
def committing(engine: Engine) -> Iterator[Connection]:
    """One write transaction on a connection of its own (see pollsite.writing); closing it undoes what is left."""
    with engine.connect() as connection:
        writing = connection.execution_options(**WRITING[engine.dialect.name])
        try:
            writing.begin()
        except UNREACHABLE as problem:
            if has_waited(problem):
                raise
            writing.begin()
        yield writing
        with _thrown_away_on_failure(writing):
            writing.commit()


@contextmanager
def in_one_exchange(connection: Connection) -> Iterator[None]:
    """Writes that ask nothing back: PostgreSQL is sent them together, and answers once, at the end.

    Each else waits for the one before to be told, all while everybody else who writes waits, too. What came of a
    statement, its `rowcount` among it, may not be asked for meanwhile. SQLite is in this process.
    """
    if connection.dialect.name != POSTGRESQL:
        yield
        return
    driver: Any = connection.connection.driver_connection
    base: Any = connection.dialect.loaded_dbapi.Error
    try:
        with driver.pipeline():
            yield
    except base as problem:  # told late, and so not to SQLAlchemy, which has its own names for it
        raise DBAPIError.instance(
            None, None, problem, base, hide_parameters=True, dialect=connection.dialect
        ) from problem


@contextmanager
def reading(engine: Engine | None = None) -> Iterator[Connection]:
    """A connection for reading outside any transaction: each statement sees what is committed at its moment.

    For the pages that are read most: it spares them the session, and four calls of the database's driver. On
    PostgreSQL a session that has begun to read lends its own, with its view: who waits for a second connection while
    they keep one waits for others who do the same, wherever there are fewer connections than threads.
    """
    lent = _open_view()
    if lent is not None:
        yield lent
        return
    with (engine or db.engine).connect() as connection:
        yield connection.execution_options(**READING[connection.dialect.name])


def let_go_of_view() -> None:
    """End what the request's session has begun to read, before waiting for somebody else's write."""
    session = _session_in_transaction()
    if session is not None and not (session.new or session.dirty or session.deleted or _is_writing(session)):
        session.rollback()


def _open_view() -> Connection | None:
    session = _session_in_transaction()
    if session is None or session.get_bind().dialect.name != POSTGRESQL or _is_writing(session):
        return None
    return session.connection()


def _session_in_transaction() -> Session | None:
    """The request's session, if there is one and it has begun something."""
    try:
        session = db.session() if db.session.registry.has() else None
    except RuntimeError:  # outside of any request or command
        return None
    return session if session is not None and session.in_transaction() else None


def _is_writing(session: Session) -> bool:
    if session.connection().get_execution_options().get("pollsite_writes"):
        return True
    return session.info.get(_WRITES_IN) is session.get_transaction()


def _begin_writing(session: Session) -> None:
    """Take the write lock, trying once more unless another process kept it for as long as one may wait."""
    options = WRITING[session.get_bind().dialect.name]
    try:
        session.connection(execution_options=options)
    except UNREACHABLE as problem:
        session.rollback()
        if has_waited(problem):
            raise
        session.connection(execution_options=options)
