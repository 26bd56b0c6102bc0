"""Reading a SQLite database whose folder cannot be written: a disk that turned read-only still serves its readers.

SQLite needs its write-ahead log to read. Where the log is there, it reads it; where the last to close the database
took it away, and nobody can make it anew, the file is all there is, and is opened as one that does not change. Such a
connection is thrown away as soon as the folder can be written again.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError

from pollsite.engines import SQLITE

_AS_IT_IS = "pollsite_as_it_is"


def is_unwritable(database: Path) -> bool:
    """Whether there is a database that this process cannot change."""
    return database.exists() and not (os.access(database, os.W_OK) and os.access(database.parent, os.W_OK))


def read_what_cannot_be_written(engine: Engine) -> None:
    """Teach one engine the above; PostgreSQL's has no file."""
    if engine.dialect.name != SQLITE:
        return
    database = Path(engine.url.database or "")

    @event.listens_for(engine, "do_connect")
    def _on_opening(_dialect: object, record: Any, _given: object, options: dict[str, Any]) -> Any:
        record.info.pop(_AS_IT_IS, None)
        if not is_unwritable(database) or database.with_name(f"{database.name}-wal").exists():
            return None
        record.info[_AS_IT_IS] = True
        return sqlite3.connect(f"file:{quote(str(database))}?immutable=1", **{**options, "uri": True})

    @event.listens_for(engine, "checkout")
    def _on_checkout(_connection: object, record: Any, _proxy: object) -> None:
        if record.info.get(_AS_IT_IS) and not is_unwritable(database):
            raise DisconnectionError("the database can be written again")
