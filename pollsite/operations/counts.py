"""What one process counts: requests by door, commits, errors. A few additions each, under a lock; nobody is named.

Every row is a list of numbers that can be added to the same row of another process.
"""

import threading
from bisect import bisect_left
from collections.abc import Mapping, Sequence

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the classes of time that a request took; what took longer has one more class."""
WRITES = (1, 2, 4, 8, 16, 32, 64)
"""The same for how many writes one commit carried."""
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})
OTHER = "other"
MOST_ROWS = 2_000
"""No more rows than this, whatever anybody asks for; the doors of the site are a tenth of it."""
REQUEST, COMMIT, ERROR, LINE = "request", "commit", "error", "line"
Key = tuple[str, ...]
"""What a row counts, and its labels."""
Rows = Mapping[Key, Sequence[float]]


class Counts:
    """Counts; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[Key, list[float]] = {}

    def request(self, door: str, method: str, status: str, seconds: float) -> None:
        """A request was answered. `door`: the endpoint's name; `method`: one of METHODS or OTHER; `status`: its line."""
        told = "429" if status.startswith("429") else f"{status[0]}xx"
        self._observe((REQUEST, door, method, told), SECONDS, seconds)

    def carried(self, writes: int) -> None:
        """So many writes reached the disk in one commit."""
        self._observe((COMMIT,), WRITES, writes)

    def error(self, kind: str) -> None:
        """The database or its driver refused; `kind` is the name of its exception."""
        self._add((ERROR, kind))

    def line(self, level: str, event: str) -> None:
        """A line of the log was written; `event` is its fixed words."""
        self._add((LINE, level, event))

    def rows(self) -> dict[Key, list[float]]:
        """A copy: classes of a histogram, each by itself, then the sum of what was observed; of others one number."""
        with self._lock:
            return {key: list(row) for key, row in self._rows.items()}

    def _observe(self, key: Key, classes: Sequence[float], value: float) -> None:
        with self._lock:
            row = self._rows.get(key)
            if row is None:
                row = self._new_row(key, len(classes) + 2)
            row[bisect_left(classes, value)] += 1
            row[-1] += value

    def _add(self, key: Key) -> None:
        with self._lock:
            row = self._rows.get(key)
            if row is None:
                row = self._new_row(key, 1)
            row[0] += 1

    def _new_row(self, key: Key, length: int) -> list[float]:
        if len(self._rows) >= MOST_ROWS:
            key = (key[0], *(OTHER for _ in key[1:]))
        return self._rows.setdefault(key, [0.0] * length)


def added(all_rows: Sequence[Rows]) -> dict[Key, list[float]]:
    """The rows of several processes as those of one."""
    total: dict[Key, list[float]] = {}
    for rows in all_rows:
        for key, row in rows.items():
            known = total.get(key)
            same = known is not None and len(known) == len(row)
            total[key] = [one + two for one, two in zip(known or (), row, strict=True)] if same else list(row)
    return total
