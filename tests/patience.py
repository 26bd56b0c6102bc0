"""Waiting for what will come true, however busy the machine is."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE_S = 30.0
"""More than a loaded machine needs; only a test that fails waits so long."""


def eventually(holds: Callable[[], object], *, patience_s: float = PATIENCE_S) -> None:
    """Wait until the condition holds; fail after `patience_s`."""
    deadline = monotonic() + patience_s
    while not holds():
        assert monotonic() < deadline, "it never came true"
        sleep(0.005)
