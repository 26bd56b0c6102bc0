"""Comments from Isso: its database, which is one SQLite file. What is written there is Markdown."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.foreign import MAX_WORDS, ForeignComment, ForeignPage, LeftOut, believed, person_of
from pollsite.archive.foreign_files import MAX_BYTES

MOST_STEPS = 50_000
"""So many thousand steps of SQLite's machine a file may take."""
_STEPS_AT_ONCE = 1_000
_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name IN ('threads', 'comments')"
_PAGES = "SELECT id, uri, title FROM threads ORDER BY id"
_COMMENTS = (
    "SELECT tid, id, parent, created, mode, substr(author, 1, ?), substr(email, 1, ?), substr(text, 1, ?) "
    "FROM comments ORDER BY created, id"
)
_MADE_UP = "SELECT count(*) FROM pragma_table_xinfo(?) WHERE hidden"
_ACCEPTED, _PENDING = 1, 2
_MAX_VALUE = 4 * 1024**2
"""Bytes that one value, or one row, may have."""
_MAX_FACT = 1_000
_TOO_MUCH = "The database says more than it holds, which none of Isso's does."


def pages_from_isso(path: Path) -> list[ForeignPage]:
    """Every page of the file with its comments. Raises ArchiveRefused."""
    with _reading(path) as connection:
        pages = {
            number: ForeignPage(tuple(str(name) for name in (uri, title, number) if name) or ("?",))
            for number, uri, title in connection.execute(_PAGES)
        }
        left = path.stat().st_size
        for page, *comment in connection.execute(_COMMENTS, (_MAX_FACT, _MAX_FACT, MAX_WORDS + 1)):
            left -= sum(len(fact) for fact in comment if isinstance(fact, str | bytes))
            if left < 0:
                raise ArchiveRefused(_TOO_MUCH)
            if page in pages:
                _add(pages[page], *comment)
    return list(pages.values())


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file, opened for reading alone; it may hold anything, but its tables must be tables."""
    if path.exists() and path.stat().st_size > MAX_BYTES:
        raise ArchiveRefused(f"The file is larger than {MAX_BYTES // 1024**2} MiB.")
    steps = iter(range(MOST_STEPS))
    try:
        with closing(
            sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as connection:
            connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS_AT_ONCE)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            found = dict(connection.execute(_TABLES).fetchall())
            if len(found) != 2 or any("VIRTUAL" in str(made).upper()[:20] for made in found.values()):
                raise ArchiveRefused(
                    "This is no database of Isso: it lacks its tables of threads and comments."
                )
            if any(connection.execute(_MADE_UP, (table,)).fetchone()[0] for table in found):
                raise ArchiveRefused(_TOO_MUCH)
            yield connection
    except (sqlite3.Error, OverflowError) as problem:
        raise ArchiveRefused(f"{path} is no database of Isso, or not whole: {problem}.") from problem


def _add(page: ForeignPage, key: Any, parent: Any, created: Any, mode: Any, *told: Any) -> None:
    number, above = str(key) if key is not None else "", str(parent) if parent else ""
    name, mail, words = (fact.strip() if isinstance(fact, str) else "" for fact in told)
    at = _moment(created)
    why = _why_not(mode, words)
    if why is not None or at is None:
        page.leave_out(number, above, why or LeftOut.UNDATED)
        return
    page.add(
        ForeignComment(
            key=number, parent=above, name=name, at=at, words=words, is_html=False, person=person_of(mail)
        )
    )


def _why_not(mode: Any, words: str) -> LeftOut | None:
    if mode != _ACCEPTED:
        return LeftOut.UNAPPROVED if mode == _PENDING else LeftOut.DELETED
    return None if words else LeftOut.EMPTY


def _moment(created: Any) -> datetime | None:
    """Isso counts seconds since 1970."""
    try:
        return believed(datetime.fromtimestamp(float(created), UTC))
    except (TypeError, ValueError, OverflowError, OSError):
        return None
