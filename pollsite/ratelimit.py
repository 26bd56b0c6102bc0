"""What an abuser meets and a normal reader never does; counted once for all workers of a host.

The counters live in a SQLite file of their own in the instance folder, shared by every process, never synced
to disk. If it cannot be used, requests pass: a limit must not take the site down. Addresses are kept only as a
keyed hash whose salt changes daily.
"""

import hashlib
import hmac
import ipaddress
import sqlite3
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from pollsite.turns import Turn

log = structlog.get_logger()

VOTES_PER_READER = RateLimitItemPerMinute(60)
"""A reader who answers nine polls and changes each answer five times within a minute is not in a hurry."""
VOTES_PER_ADDRESS = RateLimitItemPerMinute(1200)
"""A hundred readers behind one address, each a vote every five seconds."""
VOTES_TOLD = (
    "That was a lot of changes in a short time, so this one was not counted. Your choice is still here"
)

LOCK_PATIENCE_S = 0.2
TIDY_S = 60.0


class LimitReached(Exception):
    """Too much in too short a time; str() is the sentence for the reader."""

    status = 429

    def __init__(self, seconds: int, told: str = VOTES_TOLD) -> None:
        wait = f"{seconds} seconds" if seconds <= 90 else f"{ceil(seconds / 60)} minutes"
        super().__init__(f"{told}: try again in {wait}.")
        self.retry_after_s: int | None = seconds


@dataclass(frozen=True, slots=True)
class Allowance:
    """How often an act may be done: by one actor, and from one address. `told` begins the sentence of a refusal."""

    name: str
    actor: RateLimitItem
    address: RateLimitItem
    told: str


@dataclass(frozen=True, slots=True)
class Limiter:
    """Counts acts by reader and by address."""

    strategy: FixedWindowRateLimiter
    secret: bytes

    @classmethod
    def at(cls, path: Path, *, secret: str) -> "Limiter":
        """A limiter whose counters live in the file `path`."""
        return cls(FixedWindowRateLimiter(SharedFileStorage(path)), secret.encode())

    def count_vote(self, *, reader: str, address: str | None, at: datetime) -> None:
        """Count one vote, change or withdrawal. Raises LimitReached.

        Loopback addresses are not counted: that is the operator, or a proxy that nobody told us to trust.
        """
        self._count(VOTES_PER_READER, "vote-reader", self.hashed(reader, at=at))
        site = counted_address(address or "")
        if site:
            self._count(VOTES_PER_ADDRESS, "vote-address", self.hashed(site, at=at))

    def count(self, act: Allowance, *, actor: str, address: str | None, at: datetime) -> None:
        """Count one act by `actor`: an account, a reader or a mail address. Raises LimitReached, as count_vote()."""
        self._count(act.actor, f"{act.name}-actor", self.hashed(actor, at=at), told=act.told)
        site = counted_address(address or "")
        if site:
            self._count(act.address, f"{act.name}-address", self.hashed(site, at=at), told=act.told)

    def is_first(self, what: str, *, minutes: int) -> bool:
        """Whether this was not asked of `what` within so many minutes: for codes that are good for one use."""
        name = hmac.new(self.secret, what.encode(), hashlib.sha256).hexdigest()[:32]
        return self.strategy.hit(RateLimitItemPerMinute(1, minutes), "once", name)

    def hashed(self, name: str, *, at: datetime) -> str:
        """A keyed hash that names a reader or an address for this day only."""
        return hmac.new(self.secret, f"{at:%Y-%m-%d} {name}".encode(), hashlib.sha256).hexdigest()[:32]

    def _count(self, limit: RateLimitItem, *names: str, told: str = VOTES_TOLD) -> None:
        if not self.strategy.hit(limit, *names):
            reset = self.strategy.get_window_stats(limit, *names).reset_time
            raise LimitReached(max(1, ceil(reset - time.time())), told)


def counted_address(address: str) -> str:
    """What is counted as one address: an IPv4 address, or the /64 an IPv6 subscriber is given; "" for loopback."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    if parsed.is_loopback:
        return ""
    return str(parsed if parsed.version == 4 else ipaddress.ip_network((parsed, 64), strict=False))


class SharedFileStorage(Storage):
    """Fixed-window counters for the `limits` library in a SQLite file that all workers share."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._turn = Turn(path.with_name(path.name + ".turn"))
        self._local = threading.local()
        self._tidied_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the storage may raise when its file cannot be used."""
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add `amount` to `key`'s counter, which starts anew `expiry` seconds after it began; 0 on failure."""
        moment = time.time()
        try:
            with self._turn.taken():
                self._tidy(moment)
                row = (
                    self._connection().execute(_INCREMENT, (key, amount, moment + expiry, moment)).fetchone()
                )
        except sqlite3.Error as problem:
            log.warning("rate limits are not counted", reason=str(problem))
            return 0
        return int(row[0])

    def get(self, key: str) -> int:
        """The counter's value; 0 when it never began or has ended."""
        row = self._find(key)
        return int(row[0]) if row and row[1] > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the counter ends, in seconds since the epoch; now if there is none."""
        row = self._find(key)
        return float(row[1]) if row else time.time()

    def check(self) -> bool:
        """Whether the file can be used."""
        try:
            self._connection().execute("SELECT 1")
        except sqlite3.Error:
            return False
        return True

    def reset(self) -> int | None:
        """Forget every counter; returns how many there were."""
        return self._connection().execute("DELETE FROM counters").rowcount

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._connection().execute("DELETE FROM counters WHERE key = ?", (key,))

    def _tidy(self, moment: float) -> None:
        """Forget counters that have ended, at most once in TIDY_S and process."""
        if moment - self._tidied_at > TIDY_S:
            self._tidied_at = moment
            self._connection().execute("DELETE FROM counters WHERE ends < ?", (moment,))

    def _find(self, key: str) -> Any:
        try:
            return self._connection().execute("SELECT n, ends FROM counters WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is None:
            known = sqlite3.connect(self.path, isolation_level=None, timeout=LOCK_PATIENCE_S)
            known.execute("PRAGMA journal_mode = WAL")
            known.execute("PRAGMA synchronous = OFF")
            known.execute("CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, n INT, ends REAL)")
            self._local.connection = known
        return known


_INCREMENT = """
INSERT INTO counters (key, n, ends) VALUES (?1, ?2, ?3)
ON CONFLICT (key) DO UPDATE SET
    n = CASE WHEN ends <= ?4 THEN ?2 ELSE n + ?2 END,
    ends = CASE WHEN ends <= ?4 THEN ?3 ELSE ends END
RETURNING n
"""
