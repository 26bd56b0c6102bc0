"""The site's figures about ballots are worked out by itself, soon after votes have moved, in a process of their own."""

import fcntl
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from pollsite import __version__
from pollsite.config import CLONE_ROOT, Settings
from pollsite.insights.queries import present_editions
from pollsite.operations.health import asking_engine

EVERY = timedelta(minutes=1)
LOOKS_EVERY_S = 20.0
FIRST_LOOK_AFTER_S = 10.0
RESTS = 10
"""As many times as long as the work took, if that is more than EVERY: most of the machine is for readers."""
LONGEST = timedelta(minutes=15)
"""Work that takes longer is stopped."""
FILE = "insights"
COMMAND = (
    sys.executable,
    "-c",
    "from pollsite.cli.main import pollsite; pollsite()",
    "insights",
    "refresh",
    "--in-background",
)

log = structlog.get_logger()


class Refresher:
    """One per process; a file in the instance folder lets only one of a host work, and says what was seen last.

    Of several hosts each looks for itself; the command lets only one work, and finds nothing to do where another has.
    """

    def __init__(
        self,
        engine: Engine,
        instance: Path,
        *,
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        command: Sequence[str] = COMMAND,
    ) -> None:
        self._engine = asking_engine(engine)
        self._file = instance / FILE
        self._environ = environ
        self._clock = clock
        self._command = command
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def worker_started(self) -> None:
        """Look now and then whether votes have moved, in a thread of this process, which ends with it."""
        threading.Thread(target=self._look_after, name="refresher", daemon=True).start()

    def stop(self) -> None:
        """Look no more, and end the work that is under way: nothing of it is lost but time."""
        self._stopped.set()
        if self._process is not None:
            self._process.kill()

    def refresh_if_due(self) -> bool:
        """Have the figures worked out if votes have moved, nobody has for a minute or is at it; whether it was done."""
        try:
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return self._refresh_if_due(descriptor)
        except BlockingIOError:
            return False
        finally:
            os.close(descriptor)

    def _refresh_if_due(self, descriptor: int) -> bool:
        at = self._clock()
        seen, rests_until = _noted(os.pread(descriptor, 200, 0).decode(errors="replace"))
        if rests_until is not None and at < rests_until <= at + RESTS * LONGEST:
            return False
        now_there = self._what_is_there(at)
        if now_there in ("", seen):
            return False
        self._work(until=at + LONGEST)
        took = self._clock() - at
        note = f"{now_there}\n{(at + max(EVERY, RESTS * took)).isoformat()}\n".encode()
        os.pwrite(descriptor, note, 0)
        os.ftruncate(descriptor, len(note))
        return True

    def _what_is_there(self, at: datetime) -> str:
        """A word that is another one once votes or wordings have moved; "" while nobody has voted."""
        with self._engine.connect() as connection:
            editions = present_editions(connection, at=at)
        if not any(edition.voters for edition in editions):
            return ""
        told = repr([astuple(replace(edition, revision=0)) for edition in editions])
        return hashlib.sha256(f"{__version__} {told}".encode()).hexdigest()

    def _work(self, *, until: datetime) -> None:
        """Wait for the command, which tells in its own log what went wrong; end it when we are to end, or at `until`."""
        self._process = process = subprocess.Popen(
            self._command,
            env=self._environ,
            cwd=_clone(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        while process.poll() is None:
            if self._stopped.wait(0.05) or self._clock() > until:
                process.kill()
                process.wait()
        self._process = None
        if process.returncode and not self._stopped.is_set():
            log.warning("figures about ballots were not all worked out", code=process.returncode)

    def _look_after(self) -> None:
        pause = FIRST_LOOK_AFTER_S
        while not self._stopped.wait(pause):
            pause = LOOKS_EVERY_S
            try:
                self.refresh_if_due()
            except (SQLAlchemyError, OSError) as problem:
                log.warning("figures about ballots were not worked out yet", reason=type(problem).__name__)


def environment_of(settings: Settings) -> dict[str, str]:
    """This process's environment, with the settings by which a command finds the same site; NumPy keeps to one core."""
    found = {"POLLSITE_INSTANCE_PATH": str(settings.instance_path), "OPENBLAS_NUM_THREADS": "1"}
    database = {"DATABASE_URL": settings.postgresql} if settings.postgresql else {}
    return {**os.environ, **found, **database}


def _noted(text: str) -> tuple[str, datetime | None]:
    """What was seen last, and until when to rest; ("", None) where nothing is noted, or something else."""
    seen, _, until = text.strip().partition("\n")
    try:
        return seen, datetime.fromisoformat(until)
    except ValueError:
        return "", None


def _clone() -> Path | None:
    """Where Python finds the package, if it is not installed."""
    return CLONE_ROOT if (CLONE_ROOT / "pyproject.toml").exists() else None
