"""A measured row, the figure it is held against, and how the table is printed."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

Progress = Callable[[str], None]
"""Takes one line for the person who waits."""
MEANINGFUL_S = 0.5
"""A shorter load says whether the bench works, and nothing of how fast the site is."""


def turns_of(most: int, *, seconds: float) -> int:
    """How often a load of so many seconds is measured, of which the median counts: once if it says nothing anyway."""
    return most if seconds >= MEANINGFUL_S else 1


@dataclass(frozen=True)
class Row:
    """`value` in `unit`; reached when at least `at_least` and at most `at_most`. `detail` is for the reader."""

    what: str
    value: float
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    detail: str = ""

    @property
    def goal(self) -> str:
        """The figure to reach, in words; empty where the row only informs."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}{self._suffix}"
        return f"≤ {self.at_most:g}{self._suffix}" if self.at_most is not None else ""

    @property
    def verdict(self) -> str:
        """yes, no, or empty where there is no goal."""
        if not self.goal:
            return ""
        low = self.at_least is not None and self.value < self.at_least
        high = self.at_most is not None and self.value > self.at_most
        return "no" if low or high else "yes"

    @property
    def measured(self) -> str:
        """The value with its unit; the whole number where a decimal would say nothing."""
        digits = 0 if abs(self.value) >= 100 or self.value == int(self.value) else 2
        return f"{self.value:,.{digits}f}{self._suffix}"

    @property
    def _suffix(self) -> str:
        return f" {self.unit}" if self.unit else ""

    def as_json(self) -> dict[str, object]:
        """The row's fields and its verdict."""
        return {**asdict(self), "reached": self.verdict}


def table(rows: Iterable[Row]) -> str:
    """A Markdown table, as it stands in the README."""
    lines = ["| what | measured | goal | reached | detail |", "|---|---|---|---|---|"]
    lines += [f"| {row.what} | {row.measured} | {row.goal} | {row.verdict} | {row.detail} |" for row in rows]
    return "\n".join(lines)
