"""Once a day the site removes by itself what is past its time: whoever runs it forgets that it is there."""

import fcntl
import os
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from pollsite.operations.remembering import RETENTION, last_done, note_done
from pollsite.operations.retention import tidy
from pollsite.writing import NotWritten, Writer

EVERY = timedelta(days=1)
LOOKS_EVERY_S = 600.0
FIRST_LOOK_AFTER_S = 60.0
"""Whoever has just started has other things to do."""

log = structlog.get_logger()


class Caretaker:
    """One per process; a file in the instance folder lets only one of them work, and says when it last did.

    Several hosts do it each for itself: doing it twice is harmless.
    """

    def __init__(self, instance: Path, writer: Writer, *, clock: Callable[[], datetime]) -> None:
        self._folder = instance
        self._outbox = instance / "outbox"
        self._writer = writer
        self._clock = clock
        self._stopped = threading.Event()

    def worker_started(self) -> None:
        """Look now and then whether it is time, in a thread of this process, which ends with it."""
        threading.Thread(target=self._look_after, name="caretaker", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()

    def tidy_if_due(self) -> bool:
        """Remove what is past its time, if nobody has for a day or is at it; whether it was done."""
        try:
            descriptor = os.open(self._folder / RETENTION, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return self._tidy_if_due()
        except BlockingIOError:
            return False
        finally:
            os.close(descriptor)

    def _tidy_if_due(self) -> bool:
        at = self._clock()
        done = last_done(self._folder, RETENTION)
        if done is not None and at - EVERY < done <= at:
            return False
        removed: Counter[str] = Counter()
        tidy(self._writer, self._outbox, at=at, told=lambda what, number: removed.update({what.what: number}))
        note_done(self._folder, RETENTION, at=at)
        log.info("removed what was past its time", rows=sum(removed.values()))
        return True

    def _look_after(self) -> None:
        pause = FIRST_LOOK_AFTER_S
        while not self._stopped.wait(pause):
            pause = LOOKS_EVERY_S
            try:
                self.tidy_if_due()
            except (NotWritten, SQLAlchemyError, OSError) as problem:
                log.warning("what is past its time was not removed yet", reason=type(problem).__name__)
