"""How the processes of a host tell each other what they have counted: a small file each, written every PERIOD_S.

prometheus-client's own way maps files into memory, and a full disk then kills whoever counts. Here it costs a line in
the log. A process holds a lock on its file as long as it lives; what a dead one left is added to `departed.json`, so
that counters only ever grow.
"""

import fcntl
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path

import structlog

from pollsite.operations.counts import Key, added

PERIOD_S = 2.0
LOCK, RECORD = ".lock", ".json"
DEPARTED = "departed"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Record:
    """What a process has counted, and how things stand in it."""

    rows: dict[Key, list[float]] = field(default_factory=dict)
    gauges: dict[str, float] = field(default_factory=dict)

    def to_json(self) -> str:
        """As it is stored."""
        return json.dumps({"rows": [[key, row] for key, row in self.rows.items()], "gauges": self.gauges})

    @classmethod
    def from_json(cls, text: str) -> "Record":
        """As it was stored. Raises ValueError, KeyError or TypeError."""
        stored = json.loads(text)
        return cls({tuple(key): row for key, row in stored["rows"]}, stored["gauges"])


class Sharing:
    """This process's place in the folder; `take_stock` says what it has to tell."""

    def __init__(self, folder: Path, take_stock: Callable[[], Record]) -> None:
        self._folder = folder
        self._take_stock = take_stock
        self._place: Path | None = None
        self._lock: TextIOWrapper | None = None
        self._told = ""
        self._is_shared = True
        self._stop = threading.Event()

    def begin(self) -> None:
        """Take a place and keep what is written there up to date, in a thread of its own. Never raises OSError."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            place = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}{LOCK}"
            self._lock = place.with_suffix(".begins").open("w")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            place.with_suffix(".begins").rename(place)
        except OSError as problem:
            log.warning("figures cannot be shared", reason=problem.strerror)
            return
        self._place = place
        threading.Thread(target=self._run, name="figures", daemon=True).start()

    def end(self) -> None:
        """Write for the last time, before the process ends."""
        self._stop.set()
        self.publish()

    def die(self) -> None:
        """Let go of the place, as the system does when a process is killed."""
        self._stop.set()
        if self._lock is not None:
            self._lock.close()

    def publish(self) -> None:
        """Write what has changed since; what cannot be written is written later. A line tells when that begins and ends."""
        if self._place is None:
            return
        told = self._take_stock().to_json()
        if told != self._told:
            try:
                _write(self._place.with_suffix(RECORD), told)
                self._told = told
            except OSError as problem:
                if self._is_shared:
                    log.warning("figures cannot be shared", reason=problem.strerror)
                self._is_shared = False
            else:
                if not self._is_shared:
                    log.warning("figures are shared again")
                self._is_shared = True

    def all(self) -> tuple[Record, list[Record]]:
        """What those that are gone have left, and the records of those that live, this one first."""
        return self._departed(), [self._take_stock(), *self._others()]

    def _run(self) -> None:
        while not self._stop.wait(PERIOD_S):
            self.publish()

    def _others(self) -> Iterator[Record]:
        for lock in sorted(self._folder.glob(f"*{LOCK}")):
            if lock != self._place and lock.stem != DEPARTED and (record := _read(lock.with_suffix(RECORD))):
                yield record

    def _departed(self) -> Record:
        """Gather what dead processes left; where that cannot be written, what was gathered before."""
        kept = self._folder / f"{DEPARTED}{RECORD}"
        try:
            with _locked(self._folder / f"{DEPARTED}{LOCK}"):
                total = _read(kept) or Record()
                for lock in [path for path in self._folder.glob(f"*{LOCK}") if path.stem != DEPARTED]:
                    if lock != self._place and _is_free(lock):
                        total = Record(
                            added([total.rows, (_read(lock.with_suffix(RECORD)) or Record()).rows])
                        )
                        _write(kept, total.to_json())
                        lock.with_suffix(RECORD).unlink(missing_ok=True)
                        lock.unlink(missing_ok=True)
                return total
        except OSError:
            return _read(kept) or Record()


def _read(path: Path) -> Record | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        return Record.from_json(path.read_text())
    return None


def _write(path: Path, text: str) -> None:
    """All or nothing, as a reader sees it."""
    scratch = path.with_suffix(".new")
    scratch.write_text(text)
    scratch.replace(path)


def _is_free(lock: Path) -> bool:
    """Whether the process that held it is gone."""
    with suppress(OSError), lock.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
