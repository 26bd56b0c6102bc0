"""Who waits: connections in the poller, each with its deadline, the longest waiting first."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Waiter = TypeVar("Waiter")


class Waiting(Generic[Waiter]):
    """Those who wait for the same thing, each for at most `patience_s` seconds; times are monotonic."""

    def __init__(self, patience_s: float) -> None:
        self.patience_s = patience_s
        self.held_bytes = 0
        """What they make us keep in memory, as who lets them wait counts it."""
        self._until: dict[Waiter, float] = {}

    def __len__(self) -> int:
        return len(self._until)

    def __contains__(self, waiter: object) -> bool:
        return waiter in self._until

    def add(self, waiter: Waiter, *, at: float) -> None:
        """It waits from now on."""
        self._until.pop(waiter, None)
        self._until[waiter] = at + self.patience_s

    def discard(self, waiter: Waiter) -> None:
        """It waits no longer, if it did."""
        self._until.pop(waiter, None)

    def first(self) -> Waiter | None:
        """Who has waited longest."""
        return next(iter(self._until), None)

    def ends_at(self) -> float | None:
        """When the first must be seen to."""
        return next(iter(self._until.values()), None)

    def overdue(self, *, at: float) -> Iterator[Waiter]:
        """Those whose patience is at its end, taken out one by one."""
        while self._until:
            waiter, until = next(iter(self._until.items()))
            if until > at:
                return
            del self._until[waiter]
            yield waiter

    def hurry(self, *, until: float) -> None:
        """Let nobody wait longer than that."""
        self._until = {waiter: min(their, until) for waiter, their in self._until.items()}
