"""Making the database and bringing it up to date: Alembic, run from code with this package's migrations."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from pollsite.db import Base, db
from pollsite.engines import SQLITE, WRITING
from pollsite.migrations import MigrationError
from pollsite.unwritable import is_unwritable, why_no_write

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def upgrade(app: Flask) -> tuple[str, ...]:
    """Apply the migrations that are missing, all or none; returns their ids, oldest first.

    Safe to start twice at once: the second waits and finds nothing to do. Raises MigrationError when the
    database is newer than this code, does not take it, or a migration leaves broken references. No connection is
    kept open. A database that lacks nothing is only read, so that it is well also where it cannot be written.
    """
    with app.app_context():
        database = Path(db.engine.url.database or "") if db.engine.dialect.name == SQLITE else None
        try:
            if (database is None or database.exists()) and not (
                missing := _look_in_turn(db.engine, database)
            ):
                return ()
            if database and is_unwritable(database):
                raise MigrationError(
                    f"The database lacks {', '.join(missing)}, and cannot be written: "
                    "make its folder writable, then start again."
                )
            return _apply_missing(db.engine)
        except OperationalError as problem:
            reason = (database and why_no_write(database)) or str(problem.orig).strip().partition("\n")[0]
            raise MigrationError(
                f"The database was not brought up to date, and is as it was before: {reason.rstrip('.')}."
            ) from problem


def _look_in_turn(engine: Engine, database: Path | None) -> tuple[str, ...]:
    """What is missing; while somebody makes the file, SQLite may not even be looked at."""
    with nullcontext() if database and is_unwritable(database) else _exclusively(engine):
        return _look(engine)


def _apply_missing(engine: Engine) -> tuple[str, ...]:
    with changing_schema(engine) as connection:
        missing = _missing_revisions(connection)
        if missing:
            command.upgrade(_config(connection), "head")
            refuse_broken_references(connection)
    return missing


def problems(app: Flask) -> tuple[str, ...]:
    """Sentences saying how the database falls short of this version or is damaged; empty when it is well."""
    with app.app_context(), db.engine.connect() as connection:
        missing = _missing_revisions(connection)
        if missing:
            return (f"It lacks {', '.join(missing)}: run `python3 -m pollsite database upgrade`.",)
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
        return (
            *(f"A table differs from this version: {difference}." for difference in differences),
            *(f"{table} refers to a missing row of {parent}." for table, parent in _broken(connection)),
            *(f"Damaged: {finding}." for finding in _damage(connection)),
        )


@contextmanager
def changing_schema(engine: Engine) -> Iterator[Connection]:
    """One write transaction in which tables may be made and filled, all or nothing, by one process at a time.

    References are not checked by SQLite in it: see refuse_broken_references().
    """
    with _exclusively(engine), _schema_connection(engine) as connection:
        yield connection


def revision_of(connection: Connection) -> str | None:
    """The last migration that was applied; None where no tables were made. MigrationError when it is not known here."""
    _missing_revisions(connection)
    return MigrationContext.configure(connection).get_current_revision()


def is_current(connection: Connection) -> bool:
    """Whether no migration is missing. Raises MigrationError when the database is newer than this code."""
    return not _missing_revisions(connection)


def is_known(revision: str) -> bool:
    """Whether this version has the migration."""
    scripts = ScriptDirectory.from_config(_config())
    return revision in {script.revision for script in scripts.walk_revisions()}


def reach(connection: Connection, revision: str) -> tuple[str, ...]:
    """Apply or undo migrations until the tables are those of `revision`, which is known, or of `head`; what was applied.

    In the transaction of changing_schema(). Undoing is for tables without rows.
    """
    missing = _missing_revisions(connection)
    if revision == "head" or revision in missing:
        command.upgrade(_config(connection), revision)
        still = _missing_revisions(connection)
        return tuple(applied for applied in missing if applied not in still)
    command.downgrade(_config(connection), revision)
    return ()


def revise(app: Flask, message: str) -> Path | None:
    """Write a migration from the difference between tables and database; returns its file, or None.

    None when they are equal. The database must be up to date, else MigrationError.
    """
    with app.app_context(), db.engine.connect() as connection:
        config = _config(connection)
        if _missing_revisions(connection):
            raise MigrationError("Bring the database up to date first, then write the next migration.")
        if not compare_metadata(MigrationContext.configure(connection), Base.metadata):
            return None
        number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
        script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")
        return Path(script.path) if script and not isinstance(script, list) else None


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _missing_revisions(connection: Connection) -> tuple[str, ...]:
    """Ids of the migrations not yet applied, oldest first; MigrationError when the database is ahead."""
    scripts = ScriptDirectory.from_config(_config())
    known = [script.revision for script in reversed(list(scripts.walk_revisions()))]
    applied = MigrationContext.configure(connection).get_current_revision()
    if applied is None:
        return tuple(known)
    if applied not in known:
        raise MigrationError(
            f"The database was made by a newer pollsite (it is at {applied}): update this one."
        )
    return tuple(known[known.index(applied) + 1 :])


def _look(engine: Engine) -> tuple[str, ...]:
    """What is missing, by reading alone; leaves no connection in the pool."""
    try:
        with engine.connect() as connection:
            return _missing_revisions(connection)
    finally:
        engine.dispose()


@contextmanager
def _exclusively(engine: Engine) -> Iterator[None]:
    """One process at a time; leaves no connection in the pool for a later fork to inherit."""
    if engine.dialect.name != SQLITE:  # where the lock of whoever writes does it, among all hosts
        try:
            yield
        finally:
            engine.dispose()
        return
    lock_path = Path(engine.url.database or "").with_name("migrate.lock")
    try:
        lock_file = os.fdopen(os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "w")
    except OSError as problem:
        raise MigrationError(
            f"The folder {lock_path.parent} cannot be written: {problem.strerror}."
        ) from problem
    with lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            engine.dispose()


@contextmanager
def _schema_connection(engine: Engine) -> Iterator[Connection]:
    """A connection inside one write transaction, on SQLite with foreign keys off.

    SQLite changes a table by copying it and dropping the old one, and dropping deletes what refers to it.
    The pragma is ignored inside a transaction, so it goes to the driver before one begins. PostgreSQL may take its
    time over a statement.
    """
    is_sqlite = engine.dialect.name == SQLITE
    with engine.connect().execution_options(**WRITING[engine.dialect.name]) as connection:
        if is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        with connection.begin():
            if not is_sqlite:
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            yield connection


def refuse_broken_references(connection: Connection) -> None:
    """Raise MigrationError where a row refers to a missing one."""
    if broken := _broken(connection):
        raise MigrationError(
            f"The migration would leave {len(broken)} broken references; nothing was changed."
        )


def _broken(connection: Connection) -> list[tuple[str, str]]:
    """(table, table it refers to) for every row whose reference leads nowhere; PostgreSQL never lets it come so far."""
    if connection.dialect.name != SQLITE:
        return []
    return [(row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def _damage(connection: Connection) -> list[str]:
    """What SQLite's own check of its file finds."""
    if connection.dialect.name != SQLITE:
        return []
    return [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
