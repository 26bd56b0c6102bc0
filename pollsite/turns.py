"""Taking turns: one at a time, among the threads of this process and the processes of this host.

Who finds SQLite locked sleeps, longer each time, and looks again. Here who waits looks far more often, and nobody
waits for good: a turn that is not to be had, because whoever has it was stopped, is done without.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

SHORTEST_S, LONGEST_S = 0.0002, 0.002
"""Of the pauses between two looks; a commit takes a millisecond or more."""


class Turn:
    """A turn named by a file, which stays empty. SQLite's own lock still decides; this only orders the queue."""

    def __init__(self, path: Path, *, patience_s: float) -> None:
        self._path = path
        self._patience_s = patience_s
        self._threads = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn and keep it; among processes, wait no longer than `patience_s` seconds."""
        with self._threads, among_processes(self._path, patience_s=self._patience_s):
            yield


@contextmanager
def among_processes(path: Path, *, patience_s: float) -> Iterator[None]:
    """The turn among processes only. A file that cannot be opened makes nobody wait, and nobody fail.

    It is its owner's alone: whoever may open it may keep it, and with it everybody else.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield
        return
    try:
        _wait_for(descriptor, until=monotonic() + patience_s)
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, *, until: float) -> None:
    pause_s = SHORTEST_S
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        if monotonic() > until:
            return
        sleep(pause_s)
        pause_s = min(2 * pause_s, LONGEST_S)
