"""The watcher: one thread that notices, four times a second, what others have changed in the database.

It looks only at articles somebody here is interested in: a stream is open, or a kept page asked within the
last minute. Versions are compared, so one process or forty, SQLite or PostgreSQL, need no broker.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import structlog
from sqlalchemy import Connection, Engine

from pollsite.clock import now
from pollsite.engines import SQLITE
from pollsite.epoch import SNAPSHOT
from pollsite.live.hub import Hub
from pollsite.live.types import Message, Snapshot, Source, article_topic

TICK_SECONDS = 0.25
INTEREST_SECONDS = 60.0
TRUST_SECONDS = 1.0
MAX_BACKOFF_SECONDS = 2.0
LOCK_PATIENCE_MS = 250

Listener = Callable[[int, int], None]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the last look at one article found."""

    version: int
    snapshot: Snapshot

    def holds(self, version: int, at: datetime) -> bool:
        """Whether the states still stand: nobody wrote, and no poll opened or closed by the clock."""
        changes_at = self.snapshot.next_change_at
        return version == self.version and (changes_at is None or at < changes_at)


class Watcher:
    """Tells the hub what changed, and anybody which version was last seen.

    The thread starts with the first interest, so never before a fork, and sleeps while there is none.
    """

    def __init__(
        self, engine: Engine, source: Source, *, hub: Hub, clock: Callable[[], datetime] = now
    ) -> None:
        self._engine = engine
        self._source = source
        self._hub = hub
        self._now = clock
        self.is_told_of: Callable[[Exception], bool] = lambda _problem: False
        """Whether somebody else writes the line that would tell of this."""
        self._listeners: list[Listener] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._start_over()

    def _start_over(self) -> None:
        self._pid = os.getpid()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._failures = 0
        self._has_told = False
        self._interest: dict[int, float] = {}
        self._seen: dict[int, _Seen] = {}
        self._looked_at = float("-inf")
        self._began_at = monotonic()

    def watch(self, article_id: int) -> None:
        """Be interested in the article for the next INTEREST_SECONDS, longer while a stream hears it."""
        with self._lock:
            if self._pid != os.getpid():
                self._start_over()
            self._interest[article_id] = monotonic()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="live-watcher", daemon=True)
                self._thread.start()
        if article_id not in self._seen:
            self._wake.set()

    def version(self, article_id: int) -> int | None:
        """The version last seen; None if unknown, or if nobody has looked for TRUST_SECONDS."""
        seen = self._seen.get(article_id)
        return seen.version if seen and self._may_be_trusted() else None

    def messages(self, article_id: int) -> tuple[Message, ...] | None:
        """The states last seen, under the same terms as `version`."""
        seen = self._seen.get(article_id)
        return seen.snapshot.messages if seen and self._may_be_trusted() else None

    @property
    def lag_s(self) -> float:
        """Seconds since it last looked at what is watched; 0 while nothing is."""
        is_watching = self._pid == os.getpid() and self._interest and self._thread is not None
        return max(0.0, monotonic() - max(self._looked_at, self._began_at)) if is_watching else 0.0

    def add_listener(self, listener: Listener) -> None:
        """Call `listener(article_id, version)` in the watcher's thread after each change, the clock's too."""
        self._listeners.append(listener)

    def stop(self) -> None:
        """End the thread; a later interest starts anew."""
        self._stopping.set()
        self._wake.set()
        if self._thread:
            self._thread.join()
        with self._lock:
            self._start_over()

    def _may_be_trusted(self) -> bool:
        return monotonic() - self._looked_at <= TRUST_SECONDS

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with _private_connection(self._engine) as connection:
                    self._look_four_times_a_second(connection)
            except Exception as problem:  # whatever it was, pages and streams need the next look
                self._wait_out(problem)

    def _wait_out(self, problem: Exception) -> None:
        if not self._has_told and not self.is_told_of(problem):
            self._has_told = True
            log.warning("the watcher cannot read the database and tries again", problem=_first_line(problem))
        self._failures += 1
        self._stopping.wait(min(MAX_BACKOFF_SECONDS, TICK_SECONDS * 2 ** min(self._failures, 8)))

    def _look_four_times_a_second(self, connection: Connection) -> None:
        sign = _SignOfChange(connection)
        while not self._stopping.is_set():
            started = monotonic()
            watched = self._still_watched(started)
            if watched:
                self._look(connection, sign, watched)
                connection.rollback()
                self._note_success(started)
            self._wake.wait(started + TICK_SECONDS - monotonic() if watched else None)
            self._wake.clear()

    def _note_success(self, started: float) -> None:
        self._looked_at = started
        if self._has_told:
            log.warning("the watcher reads the database again", failed_attempts=self._failures)
        self._failures, self._has_told = 0, False

    def _still_watched(self, instant: float) -> set[int]:
        """The articles of interest; forgets those nobody asked for lately and no stream hears."""
        with self._lock:
            for article_id, since in list(self._interest.items()):
                if self._hub.hears(article_topic(article_id)):
                    self._interest[article_id] = instant
                elif instant - since > INTEREST_SECONDS:
                    del self._interest[article_id]
            watched = set(self._interest)
        for article_id in self._seen.keys() - watched:
            self._forget(article_id)
        return watched

    def _look(self, connection: Connection, sign: "_SignOfChange", watched: set[int]) -> None:
        at = self._now()
        versions = self._versions(connection, sign, watched)
        for article_id in watched:
            seen = self._seen.get(article_id)
            if article_id not in versions:
                self._forget(article_id)
            elif seen is None or not seen.holds(versions[article_id], at):
                snapshot = self._source.messages(connection, article_id, at=at)
                self._tell(article_id, _Seen(versions[article_id], snapshot))

    def _versions(self, connection: Connection, sign: "_SignOfChange", watched: set[int]) -> dict[int, int]:
        """Of every watched article that exists; asks only about new ones when nothing has been committed."""
        if sign.moved():
            return self._source.versions(connection, watched)
        known = {article_id: seen.version for article_id, seen in self._seen.items()}
        unknown = watched - known.keys()
        return known | self._source.versions(connection, unknown) if unknown else known

    def _tell(self, article_id: int, seen: _Seen) -> None:
        last = self._seen.get(article_id)
        before = last.snapshot.messages if last else ()
        after = seen.snapshot.messages
        self._seen[article_id] = seen
        if gone := {message.topic for message in before} - {message.topic for message in after}:
            self._hub.forget(gone)
        if news := [message for message in after if message not in before]:
            self._hub.publish(news)
        for listener in self._listeners:
            listener(article_id, seen.version)

    def _forget(self, article_id: int) -> None:
        if seen := self._seen.get(article_id):
            self._hub.forget(message.topic for message in seen.snapshot.messages)
            del self._seen[article_id]


class _SignOfChange:
    """Whether anybody may have committed since last asked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._question = "PRAGMA data_version" if connection.dialect.name == SQLITE else SNAPSHOT
        self._last: object = None

    def moved(self) -> bool:
        present = self._connection.exec_driver_sql(self._question).scalar_one()
        last, self._last = self._last, present
        return bool(present != last)


@contextmanager
def _private_connection(engine: Engine) -> Iterator[Connection]:
    """A connection outside the pool, which is for requests; it does not wait long for a locked database."""
    with engine.connect() as connection:
        connection.detach()
        if connection.dialect.name == SQLITE:
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {LOCK_PATIENCE_MS}")
            connection.rollback()
        yield connection


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0] or type(problem).__name__
