"""What a test says it survived, in one line, and how often a fault is repeated."""

import os
from collections.abc import Sequence

from tests.faults.crowd import Crowd

LOOPS = int(os.environ.get("FAULT_LOOPS", "0"))
"""`FAULT_LOOPS=20 .venv/bin/python -m pytest -n0 -s tests/faults` repeats every fault so often."""


def loops(quick: int) -> int:
    """How often a fault is repeated: `quick` times, or as the environment says."""
    return LOOPS or quick


def survived(fault: str, crowd: Crowd, *, times: int, answered_after_s: Sequence[float], log: str) -> None:
    """Print it; `-s` shows it."""
    slowest = f"at most {max(answered_after_s):.1f} s" if answered_after_s else "no time"
    print(
        f"\nsurvived {fault}, {times} times: {crowd.total('accepted'):,} writes accepted and stored, "
        f"{crowd.total('refused'):,} refused, {crowd.total('unanswered'):,} unanswered; "
        f"answered again after {slowest}; log: {log.strip()}"
    )
