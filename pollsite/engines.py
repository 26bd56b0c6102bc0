"""What each database engine is told, so that the same code keeps the same promises on both.

SQLite: write-ahead log, foreign keys on, and write transactions that begin IMMEDIATE, because a deferred
transaction that reads and then writes fails at once with "database is locked", whatever the timeout.

PostgreSQL: whoever writes first takes one lock of the whole site and then reads what is committed at that moment,
so that writers follow each other there as they do on SQLite; whoever only reads has a snapshot. A connection that is
PgBouncer's, which gives each transaction another server, is left nothing that would be lost: no prepared statement,
and what a write needs is set in its transaction. Where PostgreSQL itself answers, it parses a statement once.
"""

import sqlite3
from select import POLLIN, poll
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
BUSY_TIMEOUT_MS = 15_000
"""How long a write waits for those before it, on either engine."""
STATEMENT_TIMEOUT_MS = 30_000
THREADS_BESIDE = 4
"""Of a process, that ask the database too: the watcher, who posts letters, who asks whether it is there."""
NOTICE_WE_ARE_GONE = (
    "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3"
)
"""So that a server frees the writers' lock of a machine it cannot reach, after a quarter of a minute."""
IDLE_TIMEOUT_MS = 60_000
"""Of a transaction in which nothing is said: its process is gone, or stopped."""
CONNECT_TIMEOUT_S = 5
PEER_GONE_MS = 10_000
"""How long the other machine may leave unacknowledged what it was sent, before the connection counts as broken."""
POOL_TIMEOUT_S = 5
PREPARE_AFTER = 3
"""A statement that a connection has sent so often is prepared: PostgreSQL then need not parse and plan it again."""
WRITERS_LOCK = 0x706F6C6C73697465
"""The advisory lock of whoever writes: `pollsite`, in ASCII."""
WRITING: dict[str, dict[str, Any]] = {
    SQLITE: {"pollsite_writes": True},
    POSTGRESQL: {"pollsite_writes": True, "isolation_level": "AUTOCOMMIT"},
}
"""A connection's options for a transaction that writes, by the engine's name; it is begun by BEGIN_WRITING."""
READING: dict[str, dict[str, Any]] = {
    SQLITE: {"pollsite_begins": False},
    POSTGRESQL: {"pollsite_begins": False, "isolation_level": "AUTOCOMMIT"},
}
"""The same for statements outside any transaction."""
BEGIN_WRITING = {
    SQLITE: "BEGIN IMMEDIATE",
    POSTGRESQL: (
        f"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = {BUSY_TIMEOUT_MS}; "
        f"SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS}; SELECT pg_advisory_xact_lock({WRITERS_LOCK})"
    ),
}
"""What begins a write transaction in a connection that has none: one exchange with the server."""
UNREACHABLE = (OperationalError, InterfaceError, NoConnectionFree)
"""What is raised where a database does not answer, or not in time, or no connection to it is free."""

_WAITED_FOR = {"55P03", "57014"}
"""PostgreSQL's codes for what waited as long as it may: lock_not_available, query_canceled."""


def has_waited(problem: Exception) -> bool:
    """Whether the database was asked for as long as one may wait, so that nobody should wait once more."""
    cause = getattr(problem, "orig", None)
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    return getattr(cause, "sqlstate", None) in _WAITED_FOR


def engine_options(url: str, *, threads: int) -> dict[str, Any]:
    """Options for SQLAlchemy's create_engine in a process where so many threads answer requests.

    Twice as many connections may be open, and half of them are kept: a thread whose session reads may write, or read
    apart, on a second one, and would otherwise wait for others that wait for it.
    """
    options: dict[str, Any] = {
        "pool_size": threads,
        "max_overflow": threads + THREADS_BESIDE,
        "pool_timeout": POOL_TIMEOUT_S,
        "hide_parameters": True,
    }
    if make_url(url).get_backend_name() == POSTGRESQL:
        options |= {
            "isolation_level": "REPEATABLE READ",
            "pool_use_lifo": True,
            "connect_args": {
                "connect_timeout": CONNECT_TIMEOUT_S,
                "prepare_threshold": None,
                "application_name": "pollsite",
                "tcp_user_timeout": PEER_GONE_MS,
                "keepalives_idle": 5,
                "keepalives_interval": 3,
                "keepalives_count": 3,
            },
        }
    return options


def postgresql_url(given: str) -> str:
    """The address as SQLAlchemy takes it, with the driver we use. Raises ValueError if it is none of PostgreSQL's."""
    url: URL = make_url(given)
    if url.get_backend_name() not in (POSTGRESQL, "postgres") or not url.database:
        raise ValueError(given)
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def prepare_engine(engine: Engine, *, synchronous: str) -> None:
    """Teach one engine the rules above; `synchronous` is FULL or NORMAL, and SQLite's alone."""
    if engine.dialect.name == SQLITE:
        _prepare_sqlite(engine, synchronous=synchronous)
    else:
        _prepare_postgresql(engine)


def _prepare_sqlite(engine: Engine, *, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            "cache_size = -16000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("pollsite_begins", True):
            writes = options.get("pollsite_writes", False)
            connection.exec_driver_sql(BEGIN_WRITING[SQLITE] if writes else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.autocommit = True
        if _answers_itself(connection):
            connection.prepare_threshold = PREPARE_AFTER
            connection.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}")
            connection.execute(f"SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS}")
            connection.execute(NOTICE_WE_ARE_GONE)
        connection.autocommit = False

    @event.listens_for(engine, "checkout")
    def _on_checkout(connection: Any, _record: object, _proxy: object) -> None:
        if _has_hung_up(connection):
            raise DisconnectionError("the server closed it while it was not used")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("pollsite_writes"):
            connection.exec_driver_sql(BEGIN_WRITING[POSTGRESQL])

    @event.listens_for(engine, "do_execute")
    def _on_execute(cursor: Any, statement: str, _parameters: object, _context: object) -> bool:
        """Several statements in one message cannot be prepared."""
        begins = statement == BEGIN_WRITING[POSTGRESQL]
        if begins:
            cursor.execute(statement, prepare=False)
        return begins

    @event.listens_for(engine, "rollback")
    def _on_rollback(connection: Any) -> None:
        """psycopg, whose own would throw away what is prepared as well, then finds nothing left to undo."""
        if connection.invalidated:  # it broke, and with it what there was to undo
            return
        server = connection.connection.dbapi_connection.pgconn
        if server.transaction_status in _BEGUN:
            server.exec_(b"ROLLBACK")


_BEGUN = (2, 3)
"""libpq's names for a connection within a transaction: PQTRANS_INTRANS, and PQTRANS_INERROR, in one that failed."""


def _answers_itself(connection: Any) -> bool:
    """Whether the other end is PostgreSQL: PgBouncer, and who does the like, names itself as the process to cancel."""
    return bool(connection.info.backend_pid == connection.execute("SELECT pg_backend_pid()").fetchone()[0])


def _has_hung_up(connection: Any) -> bool:
    """Whether the server closed a connection that nobody used: to look costs no question, unlike pool_pre_ping.

    A server that ends says so, and then there is something to read.
    """
    looking = poll()
    looking.register(connection.fileno(), POLLIN)
    return bool(looking.poll(0))
