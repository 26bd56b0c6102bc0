"""Work that one process does at a time: of this host by a locked file, of all hosts by a lock of PostgreSQL's."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from pollsite.engines import POSTGRESQL

FIGURES = 0x66696775726573
"""The advisory lock of whoever works figures out: `figures`, in ASCII."""


@contextmanager
def alone(engine: Engine, file: Path, *, lock: int) -> Iterator[bool]:
    """Whether nobody else is inside, which stays so until the end; who is not alone is told at once, and should go.

    Both locks are freed by whoever ends, however they end. Raises OSError where the file cannot be opened.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with _alone_among_hosts(engine, lock) as is_alone:
            yield is_alone
    except BlockingIOError:
        yield False
    finally:
        os.close(descriptor)


@contextmanager
def _alone_among_hosts(engine: Engine, lock: int) -> Iterator[bool]:
    """The lock lasts as long as its transaction, which PgBouncer leaves on one server."""
    if engine.dialect.name != POSTGRESQL:
        yield True
        return
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        asked = {"lock": lock}
        yield bool(connection.execute(text("SELECT pg_try_advisory_xact_lock(:lock)"), asked).scalar())
