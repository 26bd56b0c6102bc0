"""An epoch of the database: as long as it lasts, nobody has committed anything, and what was read still holds."""

import os
import sqlite3
import threading

from sqlalchemy import Engine


class Epoch:
    """Counts the changes that SQLite's `PRAGMA data_version` tells of, on a connection that only looks.

    It sees commits of every process and thread, costs a few microseconds, and may be asked from any thread.
    """

    def __init__(self, engine: Engine) -> None:
        self._path = engine.url.database if engine.dialect.name == "sqlite" else None
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened_in = 0
        self._data_version = 0
        self._number = 0

    def number(self) -> int | None:
        """The present epoch's; None where the database cannot tell. Ask before reading, never after."""
        if self._path is None:
            return None
        with self._lock:
            try:
                return self._look(self._path)
            except sqlite3.Error:
                self._connection = None
                return None

    def _look(self, path: str) -> int:
        if self._connection is None or self._opened_in != os.getpid():
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._opened_in = os.getpid()
            self._number += 1
        (data_version,) = self._connection.execute("PRAGMA data_version").fetchone()
        if data_version != self._data_version:
            self._data_version = data_version
            self._number += 1
        return self._number
