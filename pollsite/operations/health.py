"""Whether this process should be sent readers: asked by whoever spreads them, many times a minute, and by anybody.

The question goes to the database on a connection of its own, in a thread of its own: a database that hangs, or a
pool that is used up, keeps nobody waiting here for longer than PATIENCE_S.
"""

import os
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from time import monotonic

import structlog
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from pollsite.engines import SQLITE
from pollsite.migrations import newest_revision
from pollsite.operations.patience import Patient

PATIENCE_S = 1.0
"""How long an answer may take."""
FRESH_S = 1.0
"""For how long an answer is given again: whoever asks faster costs the database nothing."""
PEER_GONE_MS = 5_000
"""After so long without a sign from PostgreSQL's machine the question is given up, and may be asked anew."""
WRITTEN = b"may be written\n" * 300
REVISION = "SELECT version_num FROM alembic_version"

log = structlog.get_logger()


class Standing(StrEnum):
    """One word for whoever asks. It says nothing that an attacker could use."""

    READY = "ready"
    STOPPING = "stopping"
    NO_DATABASE = "database"
    SLOW_DATABASE = "database-slow"
    OLD_SCHEMA = "schema-old"
    NEW_SCHEMA = "schema-new"
    FOLDER = "folder"


class Readiness:
    """Tells whether the process is ready; safe to share between threads and across a fork."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = asking_engine(engine)
        self._folder = folder
        self._expected = newest_revision()
        self._is_stopping: Callable[[], bool] = lambda: False
        self._was_ready = False
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._pid = os.getpid()
        self._question = Patient(self._look, patience_s=PATIENCE_S)
        self._answer: tuple[float, Standing] | None = None

    def worker_started(self, *, is_stopping: Callable[[], bool]) -> None:
        """To be called in each new worker: how it knows that it is to end."""
        self._is_stopping = is_stopping

    def now(self) -> Standing:
        """How things stand, at most FRESH_S ago; after at most PATIENCE_S."""
        if self._is_stopping():
            return Standing.STOPPING
        if self._pid != os.getpid():
            self._begin_anew()
        known = self._answer
        if known is not None and monotonic() - known[0] < FRESH_S:
            return known[1]
        return self._ask()

    def forget(self) -> None:
        """Look anew when asked next."""
        self._answer = None

    def _ask(self) -> Standing:
        standing = self._question.ask() or Standing.SLOW_DATABASE
        self._tell(standing)
        self._answer = (monotonic(), standing)
        return standing

    def _tell(self, standing: Standing) -> None:
        if self._answer is not None and self._answer[1] is not standing:
            level = log.info if standing is Standing.READY else log.warning
            level("readiness changed", standing=standing.value)

    def _look(self) -> Standing:
        standing = _of_folder(self._folder) or self._of_database()
        self._was_ready = self._was_ready or standing is Standing.READY
        return standing

    def _of_database(self) -> Standing:
        file = self._engine.url.database if self._engine.dialect.name == SQLITE else None
        if file is not None and not Path(file).exists():
            return Standing.OLD_SCHEMA
        try:
            with self._engine.connect() as connection:
                found = connection.exec_driver_sql(REVISION).scalar()
        except ProgrammingError:
            return Standing.OLD_SCHEMA
        except OperationalError as problem:
            return Standing.OLD_SCHEMA if "no such table" in str(problem.orig) else Standing.NO_DATABASE
        except SQLAlchemyError:
            return Standing.NO_DATABASE
        return self._of_revision(str(found or ""))

    def _of_revision(self, found: str) -> Standing:
        """A newer schema stops a process from beginning, not one that was ready: while hosts are brought to the next
        version one after another, those still to come serve on.
        """
        if found == self._expected or (found > self._expected and self._was_ready):
            return Standing.READY
        return Standing.OLD_SCHEMA if found < self._expected else Standing.NEW_SCHEMA


def _of_folder(folder: Path) -> Standing | None:
    """FOLDER when nothing can be written there, because it is read-only or the disk is full."""
    try:
        with tempfile.TemporaryFile(dir=folder) as scratch:
            scratch.write(WRITTEN)
            scratch.flush()
    except OSError:
        return Standing.FOLDER
    return None


def asking_engine(engine: Engine) -> Engine:
    """An engine for single questions: no pool, and it gives up by itself where the machine at the other end is gone."""
    if engine.dialect.name == SQLITE:
        return create_engine(engine.url, poolclass=NullPool, hide_parameters=True)
    manners = {
        "connect_timeout": 2,
        "prepare_threshold": None,
        "application_name": "pollsite readiness",
        "tcp_user_timeout": PEER_GONE_MS,
        "keepalives_idle": 2,
        "keepalives_interval": 1,
        "keepalives_count": 3,
    }
    return create_engine(
        engine.url,
        poolclass=NullPool,
        hide_parameters=True,
        isolation_level="AUTOCOMMIT",
        connect_args=manners,
    )
