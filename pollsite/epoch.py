"""An epoch of the database: as long as it lasts, nobody has committed anything, and what was read still holds."""

import os
import sqlite3
import threading

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from pollsite.db import reading
from pollsite.engines import SQLITE

SNAPSHOT = "SELECT pg_current_snapshot()::text"
"""Which transactions are seen: the same words say that the same rows are. Costs PostgreSQL no lock and no disk."""


class Epoch:
    """Tells epochs apart, across all threads, processes and hosts. May be asked from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._file = _DataVersion(engine.url.database or "") if engine.dialect.name == SQLITE else None

    def number(self) -> int | str | None:
        """What the present epoch is called; None where the database cannot tell. Ask before reading, never after."""
        return self._file.number() if self._file else self._snapshot()

    def _snapshot(self) -> str | None:
        try:
            with reading(self._engine) as connection:
                return str(connection.exec_driver_sql(SNAPSHOT).scalar_one())
        except SQLAlchemyError:
            return None


class _DataVersion:
    """Counts the changes that SQLite's `PRAGMA data_version` tells of, on a connection that only looks.

    It sees commits of every process and thread, and costs a few microseconds.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened_in = 0
        self._data_version = 0
        self._number = 0

    def number(self) -> int | None:
        with self._lock:
            try:
                return self._look()
            except sqlite3.Error:
                self._connection = None
                return None

    def _look(self) -> int:
        if self._connection is None or self._opened_in != os.getpid():
            self._connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            self._opened_in = os.getpid()
            self._number += 1
        (data_version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if data_version != self._data_version:
            self._data_version = data_version
            self._number += 1
        return self._number
