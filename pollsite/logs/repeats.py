"""What happens again and again is told a few times, and then counted: a log that is full of one line hides the others."""

import os
import threading
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from structlog import DropEvent

TOLD = 5
"""So many equal lines in a window are told."""
WINDOW_S = 60.0
MOST_KINDS = 500
"""Kinds of lines that are told apart; past it the oldest are forgotten."""
KIND = ("level", "event", "reason", "problem", "kind")
"""Lines that are equal in these, and in the last line of their traceback, are equal."""
Line = MutableMapping[str, Any]


@dataclass(slots=True)
class _Seen:
    """A kind of line in its window."""

    began_at: float
    number: int = 0


class Repeats:
    """A step of structlog's: passes a line on, or drops it and has the number told when the window is over."""

    def __init__(self, tell: Callable[[Line], None]) -> None:
        self._tell = tell
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, ...], _Seen] = {}

    def __call__(self, _logger: Any, _method: str, line: Line) -> Line:
        """The line as it was. Raises DropEvent where it has been told often enough."""
        if line.get("level") in ("debug", "info"):
            return line
        if self._pid != os.getpid():
            self._begin_anew()
        if self._is_told(_kind(line), line):
            return line
        raise DropEvent

    def _is_told(self, kind: tuple[str, ...], line: Line) -> bool:
        with self._lock:
            seen = self._seen.get(kind)
            if seen is None or monotonic() - seen.began_at > WINDOW_S:
                self._make_room()
                seen = self._seen[kind] = _Seen(monotonic())
            seen.number += 1
            if seen.number == TOLD + 1:
                self._sum_up_later(kind, seen, line)
            return seen.number <= TOLD

    def _make_room(self) -> None:
        while len(self._seen) >= MOST_KINDS:
            self._seen.pop(next(iter(self._seen)))

    def _sum_up_later(self, kind: tuple[str, ...], seen: _Seen, line: Line) -> None:
        timer = threading.Timer(WINDOW_S, self._sum_up, (kind, seen, dict(line)))
        timer.daemon = True
        timer.start()

    def _sum_up(self, kind: tuple[str, ...], seen: _Seen, line: Line) -> None:
        with self._lock:
            more = seen.number - TOLD
            if self._seen.get(kind) is seen:
                del self._seen[kind]
        line.pop("exception", None)
        line["event"] = f"{line['event']}: and {more:,} more in the last minute"
        self._tell(line)


def _kind(line: Line) -> tuple[str, ...]:
    raised = str(line.get("exception", "")).rpartition("\n")[2]
    return (*(str(line.get(name, "")) for name in KIND), raised)
