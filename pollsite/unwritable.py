"""Reading a SQLite database whose folder cannot be written: a read-only or a full disk still serves its readers.

SQLite needs its write-ahead log to read, and an index of it. Where they are there, it reads them; where the last to
close the database took them away, and nobody can make them anew, the file is all there is, and is opened as one that
does not change. Such a connection is thrown away as soon as the folder can be written again; on a full disk, where
nothing tells when there is room, as soon as it was used once.
"""

import errno
import os
import sqlite3
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

from pollsite.engines import SQLITE

_AS_IT_IS = "pollsite_as_it_is"
_NEW, _USED = "new", "used"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_OPENED = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN}
ROOM = 64 * 1024
"""Bytes: twice what SQLite needs to begin reading."""


def is_unwritable(database: Path) -> bool:
    """Whether there is a database that this process cannot change."""
    return database.exists() and not (os.access(database, os.W_OK) and os.access(database.parent, os.W_OK))


def is_full(folder: Path) -> bool:
    """Whether the disk of the folder takes no more, or no file may grow to ROOM."""
    try:
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            return file.write(bytes(ROOM)) < ROOM
    except OSError as problem:
        return problem.errno in _NO_ROOM


def why_no_write(database: Path) -> str:
    """Why the database takes no write, to stand in a sentence; "" where its folder is not the reason."""
    if is_unwritable(database):
        return f"{database.parent} cannot be written"
    return f"the disk of {database.parent} is full" if is_full(database.parent) else ""


def read_what_cannot_be_written(engine: Engine) -> None:
    """Teach one engine the above; PostgreSQL's has no file."""
    if engine.dialect.name != SQLITE:
        return
    database = Path(engine.url.database or "")

    @event.listens_for(engine, "do_connect")
    def _on_opening(_dialect: object, record: Any, given: Any, options: dict[str, Any]) -> Any:
        record.info.pop(_AS_IT_IS, None)
        if not is_unwritable(database):
            try:
                return _opened(*given, **options)
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode & 0xFF not in _NOT_OPENED or not _is_all_in(database):
                    raise
        elif database.with_name(f"{database.name}-wal").exists():
            return None
        record.info[_AS_IT_IS] = _NEW
        return sqlite3.connect(f"file:{quote(str(database))}?immutable=1", **{**options, "uri": True})

    @event.listens_for(engine, "checkout")
    def _on_checkout(_connection: object, record: Any, _proxy: object) -> None:
        if record.info.get(_AS_IT_IS) == _NEW:
            record.info[_AS_IT_IS] = _USED
        elif record.info.get(_AS_IT_IS) and not is_unwritable(database):
            raise DisconnectionError("the database may be written again")


def _opened(*given: Any, **options: Any) -> sqlite3.Connection:
    """A connection that has read, and so has the log and its index. Raises sqlite3.OperationalError."""
    connection: sqlite3.Connection = sqlite3.connect(*given, **options)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _is_all_in(database: Path) -> bool:
    """Whether a disk is full, and the database's file has in it all that was ever committed."""
    written_ahead = database.with_name(f"{database.name}-wal")
    is_empty = not written_ahead.exists() or written_ahead.stat().st_size == 0
    return is_empty and database.exists() and database.stat().st_size > 0 and is_full(database.parent)
