"""The public numbers, reckoned once for a while: everybody may ask for them, however often."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from pollsite.db import reading
from pollsite.moderation.fairness import FairnessTable, removals_by_side, settled_month
from pollsite.moderation.month_figures import MonthFigures
from pollsite.moderation.openness import figures_by_month, oldest_waiting

FRESH = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Figures:
    """The months, the earliest first, and since when the oldest case waits, as things stood at `at`."""

    months: tuple[MonthFigures, ...]
    oldest_at: datetime | None
    at: datetime


class KeptFigures:
    """What was reckoned, for FRESH. Safe to share between threads: one reckons, the others wait for it."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[datetime, Any]] = {}
        self._lock = Lock()

    def figures(self, *, at: datetime) -> Figures:
        """Every month's numbers."""

        def reckon() -> Figures:
            with reading() as connection:
                return Figures(tuple(figures_by_month(connection, at=at)), oldest_waiting(connection), at=at)

        found: Figures = self._find("", reckon, at=at)
        return found

    def fairness(self, month: str, *, at: datetime) -> tuple[FairnessTable, ...] | None:
        """Removals by side in one of the months; None while it has not settled."""
        if month > settled_month(at):
            return None

        def reckon() -> tuple[FairnessTable, ...]:
            with reading() as connection:
                return removals_by_side(connection, month, at=at)

        found: tuple[FairnessTable, ...] = self._find(month, reckon, at=at)
        return found

    def _find(self, name: str, reckon: Callable[[], Any], *, at: datetime) -> Any:
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or not kept[0] <= at < kept[0] + FRESH:
                kept = self._kept[name] = (at, reckon())
            return kept[1]
