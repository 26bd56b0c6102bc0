"""Whether the last run of an instance was stopped, or ended without a word: killed, or without power.

A file in the instance folder is locked by every server that runs, and emptied by the last one that is stopped. The
kernel frees the lock of whoever ends, however they end; what is in the file then tells how.
"""

import fcntl
import os
from pathlib import Path

import structlog

RUNNING = b"A server runs here, or ended without being stopped.\n"

log = structlog.get_logger()


class Run:
    """This run, among others of the same instance. Where the folder cannot be written nothing is known, or said."""

    def __init__(self, instance: Path) -> None:
        self._path = instance / "running"
        self._descriptor: int | None = None

    def begin(self) -> None:
        """Say in one line if the last run was not stopped, and be known as running from now on."""
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            if self._is_alone() and os.fstat(self._descriptor).st_size:
                log.warning("the last run was not stopped: what it had accepted is in the database")
            os.pwrite(self._descriptor, RUNNING, 0)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)
        except OSError:
            self._descriptor = None

    def end(self) -> None:
        """Say that it has stopped, and be known as that, once the workers, who inherit the lock, have ended."""
        log.warning("stopped")
        if self._descriptor is None:
            return
        try:
            if self._is_alone():
                os.ftruncate(self._descriptor, 0)
        except OSError as problem:
            log.warning("the end of this run could not be noted", reason=problem.strerror)

    def _is_alone(self) -> bool:
        """Whether nobody else runs; they cannot begin until the lock is shared again, or given up."""
        assert self._descriptor is not None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
