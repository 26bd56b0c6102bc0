"""Sliding windows: how often something was done lately, counted by all workers of a host, or by all hosts.

A window is weighed: what was done in the one before counts by the share of it that the last `length` seconds still
hold. So nobody gets twice the limit by acting at the end of one window and at the beginning of the next, and two
numbers a name are enough. See Cloudflare, "How we built rate limiting capable of scaling to millions of domains".
"""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from math import floor
from pathlib import Path
from typing import Any, Protocol, TypeVar

import structlog
from limits.storage import RedisStorage
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as NotConnected
from redis.exceptions import RedisError
from redis.retry import Retry

from pollsite.turns import Turn

log = structlog.get_logger()

LOCK_PATIENCE_S = 0.2
TURN_PATIENCE_S = 0.05
TIDY_S = 60.0
REDIS_PATIENCE_S = 0.05
"""A Redis in the same building answers within one; whoever waits longer has better things to do."""
REDIS_REST_S = 2.0
"""So long is a Redis that did not answer left alone, by every thread of a process."""

Done = TypeVar("Done")
Standing = tuple[int, float, int, float]
"""Acts of the window before, seconds until none of it counts; acts of this one, seconds until none of it counts."""


class Windows(Protocol):
    """What counts. Both methods are as in the library `limits`, whose storages can take this place."""

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count `amount` for `key`, unless that makes more than `limit` in `expiry` seconds; whether it was counted."""

    def get_sliding_window(self, key: str, expiry: int) -> Standing:
        """How the key stands."""


class FileWindows:
    """In a SQLite file that all workers of a host share, never synced to disk.

    If it cannot be used, everything passes: a limit must not take the site down. One line is logged when that begins,
    and one when it is over.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = Turn(path.with_name(path.name + ".turn"), patience_s=TURN_PATIENCE_S)
        self._local = threading.local()
        self._tidied_at = 0.0
        self._telling = threading.Lock()
        self._is_used = True

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count it, unless that is too much. True where the file cannot be used."""
        moment = time.time()
        try:
            with self._turn.taken():
                self._tidy(moment)
                before, number, ends = self._find(key, expiry, moment)
                weighed = floor(before * max(0.0, ends - moment) / expiry) + number
                if weighed + amount > limit:
                    return False
                self._connection().execute(_KEEP, (key, before, number + amount, ends, ends + expiry))
            self._tell(None)
        except sqlite3.Error as problem:
            self._tell(problem)
        return True

    def _tell(self, problem: sqlite3.Error | None) -> None:
        """Log it if the last time was otherwise."""
        with self._telling:
            changed, self._is_used = self._is_used is not (problem is None), problem is None
        if changed and problem:
            log.warning("rate limits are not counted", reason=str(problem))
        elif changed:
            log.warning("rate limits are counted again")

    def get_sliding_window(self, key: str, expiry: int) -> Standing:
        """How the key stands; nothing done where the file cannot be used."""
        moment = time.time()
        try:
            before, number, ends = self._find(key, expiry, moment)
        except sqlite3.Error:
            return 0, 0.0, 0, 0.0
        return before, max(0.0, ends - moment), number, ends + expiry - moment

    def _find(self, key: str, expiry: int, moment: float) -> tuple[int, int, float]:
        """Acts of the window before, acts of the present one, and when that ends."""
        row = self._connection().execute(_FIND, (key,)).fetchone()
        before, number, ends = row or (0, 0, moment + expiry)
        if ends > moment + expiry:  # the clock was set back
            return 0, 0, moment + expiry
        if ends > moment:
            return before, number, ends
        if ends + expiry > moment:
            return number, 0, ends + expiry
        return 0, 0, moment + expiry

    def _tidy(self, moment: float) -> None:
        """Forget windows that count no more, at most once in TIDY_S and process."""
        if abs(moment - self._tidied_at) > TIDY_S:
            self._tidied_at = moment
            self._connection().execute("DELETE FROM windows WHERE forgotten < ?", (moment,))

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is None:
            with suppress(OSError):  # what cannot be made SQLite says in its own words
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            known = sqlite3.connect(self.path, isolation_level=None, timeout=LOCK_PATIENCE_S)
            known.execute("PRAGMA journal_mode = WAL")
            known.execute("PRAGMA synchronous = OFF")
            known.execute(_TABLE)
            self._local.connection = known
        return known


class SharedWindows:
    """In Redis, for all hosts together; in this host's `own` windows while Redis does not answer.

    A Redis that failed is left alone for REDIS_REST_S and then asked by a thread of its own, so that nobody who votes
    waits for it. One line is logged when it goes, and one when it is back.
    """

    def __init__(self, url: str, own: Windows) -> None:
        self._own = own
        connections = ConnectionPool.from_url(
            url,
            socket_timeout=REDIS_PATIENCE_S,
            socket_connect_timeout=REDIS_PATIENCE_S,
            retry=Retry(NoBackoff(), 1, (NotConnected,)),
        )
        self._redis = RedisStorage(url, connection_pool=connections, key_prefix="pollsite")
        self._changing = threading.Lock()
        self.is_alone = False
        self._rests_until = 0.0

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count it, unless that is too much."""
        return self._ask(lambda windows: windows.acquire_sliding_window_entry(key, limit, expiry, amount))

    def get_sliding_window(self, key: str, expiry: int) -> Standing:
        """How the key stands."""
        return self._ask(lambda windows: windows.get_sliding_window(key, expiry))

    def _ask(self, act: Callable[[Windows], Done]) -> Done:
        if self.is_alone:
            self._look_again()
        else:
            try:
                return act(self._redis)
            except RedisError as problem:
                self._part(problem)
        return act(self._own)

    def _part(self, problem: RedisError) -> None:
        with self._changing:
            if self.is_alone:
                return
            self.is_alone = True
            self._rests_until = time.monotonic() + REDIS_REST_S
        reason = type(problem).__name__
        log.warning("redis does not answer; each host counts its limits by itself", reason=reason)

    def _look_again(self) -> None:
        """Have a thread see whether it is back, at most once in REDIS_REST_S."""
        moment = time.monotonic()
        with self._changing:
            if moment < self._rests_until:
                return
            self._rests_until = moment + REDIS_REST_S
        threading.Thread(target=self._knock, name="redis", daemon=True).start()

    def _knock(self) -> None:
        try:
            connection: Any = self._redis.get_connection()
            connection.ping()
            self._redis.get_sliding_window(
                "knocking", 1
            )  # one that is still loading, or read-only, is not back
        except RedisError:
            return
        self.is_alone = False
        log.warning("redis is back; all hosts count their limits together")


_TABLE = """
CREATE TABLE IF NOT EXISTS windows (key TEXT PRIMARY KEY, before INT, number INT, ends REAL, forgotten REAL)
"""
_FIND = "SELECT before, number, ends FROM windows WHERE key = ?"
_KEEP = "INSERT OR REPLACE INTO windows (key, before, number, ends, forgotten) VALUES (?, ?, ?, ?, ?)"
