"""Putting rows into tables, many at once, each after those that it refers to."""

from typing import Any

from sqlalchemy import Connection, insert

ROWS_AT_ONCE = 1_000


class Filling:
    """Takes rows of some tables; what `models` names first is stored first."""

    def __init__(self, connection: Connection, *models: Any) -> None:
        self._connection = connection
        self._waiting: dict[Any, list[dict[str, Any]]] = {model: [] for model in models}
        self._number = 0

    def add(self, model: Any, **row: Any) -> None:
        """One more row; equal tables take rows with equal columns."""
        self._waiting[model].append(row)
        self._number += 1
        if self._number >= ROWS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Store what waits."""
        for model, rows in self._waiting.items():
            if rows:
                self._connection.execute(insert(model), rows)
                rows.clear()
        self._number = 0
