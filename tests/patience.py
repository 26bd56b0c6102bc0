"""Waiting for what will come true, however busy the machine is."""

from collections.abc import Callable
from time import monotonic, sleep

PATIENCE_S = 30.0
"""More than a loaded machine needs; only a test that fails waits so long."""


def eventually(holds: Callable[[], object]) -> None:
    """Wait until the condition holds; fail after PATIENCE_S."""
    deadline = monotonic() + PATIENCE_S
    while not holds():
        assert monotonic() < deadline, "it never came true"
        sleep(0.005)
