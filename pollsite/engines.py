"""What each database engine is told, so that the same code keeps the same promises on both.

SQLite: write-ahead log, foreign keys on, and write transactions that begin IMMEDIATE, because a deferred
transaction that reads and then writes fails at once with "database is locked", whatever the timeout.

PostgreSQL: whoever writes first takes one lock of the whole site and then reads what is committed at that moment,
so that writers follow each other there as they do on SQLite; whoever only reads has a snapshot. Nothing is left in a
connection that PgBouncer, which gives each transaction another one, would lose: no prepared statement, and what a
write needs is set in its transaction.
"""

from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url

SQLITE = "sqlite"
POSTGRESQL = "postgresql"
BUSY_TIMEOUT_MS = 15_000
"""How long a write waits for those before it, on either engine."""
STATEMENT_TIMEOUT_MS = 30_000
IDLE_TIMEOUT_MS = 60_000
"""Of a transaction in which nothing is said: its process is gone, or stopped."""
CONNECT_TIMEOUT_S = 5
WRITERS_LOCK = 0x706F6C6C73697465
"""The advisory lock of whoever writes: `pollsite`, in ASCII."""
WRITING: dict[str, dict[str, Any]] = {
    SQLITE: {"pollsite_writes": True},
    POSTGRESQL: {"pollsite_writes": True, "isolation_level": "READ COMMITTED"},
}
"""A connection's options for a transaction that writes, by the engine's name."""
READING: dict[str, dict[str, Any]] = {
    SQLITE: {"pollsite_begins": False},
    POSTGRESQL: {"isolation_level": "AUTOCOMMIT"},
}
"""The same for statements outside any transaction."""
_TAKE_TURN = (
    f"SELECT set_config('lock_timeout', '{BUSY_TIMEOUT_MS}', true), "
    f"set_config('statement_timeout', '{STATEMENT_TIMEOUT_MS}', true), pg_advisory_xact_lock({WRITERS_LOCK})"
)
BEGIN_WRITING = {
    SQLITE: ("BEGIN IMMEDIATE",),
    POSTGRESQL: ("BEGIN ISOLATION LEVEL READ COMMITTED", _TAKE_TURN),
}
"""What begins a write transaction in a connection that has none."""


def engine_options(url: str, *, connections: int) -> dict[str, Any]:
    """Options for SQLAlchemy's create_engine; `connections` is how many threads may need one at once."""
    options: dict[str, Any] = {"pool_size": connections, "hide_parameters": True}
    if make_url(url).get_backend_name() == POSTGRESQL:
        options |= {
            "isolation_level": "REPEATABLE READ",
            "pool_pre_ping": True,
            "pool_timeout": CONNECT_TIMEOUT_S,
            "connect_args": {
                "connect_timeout": CONNECT_TIMEOUT_S,
                "prepare_threshold": None,
                "application_name": "pollsite",
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
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MS}")
        connection.execute(f"SET idle_in_transaction_session_timeout = {IDLE_TIMEOUT_MS}")
        connection.autocommit = False

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        if connection.get_execution_options().get("pollsite_writes"):
            connection.exec_driver_sql(_TAKE_TURN)
