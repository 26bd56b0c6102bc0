"""An attempt has so long in all, whatever the other end does: for its name, its connection, TLS and its answer."""

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Self, TypeVar

Found = TypeVar("Found")


class Limit:
    """As a context: once `after_s` seconds are over, what it holds is cut in the middle of whatever it is doing.

    Time-outs of sockets begin anew with each byte, so that a slow end could keep a thread for hours.
    """

    def __init__(self, after_s: float) -> None:
        self._after_s = after_s
        self._over = threading.Event()
        self._held: socket.socket | None = None
        self._changing = threading.Lock()
        self._watchdog = threading.Timer(after_s, self._cut)
        self._watchdog.daemon = True

    def __enter__(self) -> Self:
        self._watchdog.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watchdog.cancel()

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return self._over.is_set()

    def hold(self, held: socket.socket) -> None:
        """Cut this socket, and not the one before, once the time is over. Raises TimeoutError if it is already."""
        with self._changing:
            self._held = held
            self.check()

    def check(self) -> None:
        """Raises TimeoutError if the time is over: what was cut may look as if it had ended well."""
        if self.is_over:
            raise TimeoutError

    def wait_for(self, work: Callable[[], Found]) -> Found:
        """What work that nobody can cut comes to, or what it raises. Raises TimeoutError once the time is over; the
        work then goes on alone, in a thread that keeps no process alive.
        """
        done: Future[Found] = Future()
        threading.Thread(target=_do, args=(work, done), name="look-up", daemon=True).start()
        return done.result(timeout=self._after_s)

    def _cut(self) -> None:
        with self._changing:
            self._over.set()
            if self._held is not None:
                with suppress(OSError):  # it is closed already
                    socket.socket.shutdown(self._held, socket.SHUT_RDWR)


def _do(work: Callable[[], Found], done: Future[Found]) -> None:
    try:
        done.set_result(work())
    except Exception as problem:
        done.set_exception(problem)
