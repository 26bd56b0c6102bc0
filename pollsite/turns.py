"""Taking turns: one at a time, among the threads of this process and the processes of this host.

Who finds SQLite locked sleeps, longer each time, and looks again. The kernel's file lock wakes the next one at
once.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turn:
    """A turn named by a file, which stays empty. SQLite's own lock still decides; this only orders the queue."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for the turn and keep it."""
        with self._threads, among_processes(self._path):
            yield


@contextmanager
def among_processes(path: Path) -> Iterator[None]:
    """The turn among processes only. A file that cannot be opened makes nobody wait, and nobody fail."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        yield
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
