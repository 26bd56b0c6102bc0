"""A socket that never waits: it takes what has come, and keeps what the client does not take yet."""

import socket
from collections import deque
from contextlib import suppress
from typing import Any

MAX_UNSENT_BYTES = 16 * 1024 * 1024
"""Of one answer whose reader does not keep up; a larger rest ends the connection."""
READ_BYTES = 64 * 1024
NOW = socket.MSG_DONTWAIT


class PromptSocket(socket.socket):
    """For gunicorn's threads, which mean to wait for clients and must not.

    What they read must have come already: where more would have to come, the client seems to have left, and
    `ran_dry` says that the connection cannot go on. What they send is sent, or waits in `unsent`.
    """

    __slots__ = ("_unsent", "ran_dry", "unsent_bytes")

    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self._unsent: deque[memoryview] = deque()
        self.unsent_bytes = 0
        self.ran_dry = False

    @classmethod
    def instead_of(cls, accepted: socket.socket) -> "PromptSocket":
        """The same connection, which `accepted` lets go of."""
        return cls(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())

    def setblocking(self, _flag: bool) -> None:
        """Do nothing: it never blocks, whatever it is told."""

    def settimeout(self, _seconds: float | None) -> None:
        """Do nothing, likewise."""

    def take(self) -> bytes:
        """What has come; b"" at its end. BlockingIOError when nothing has."""
        return super().recv(READ_BYTES, NOW)

    def recv(self, size: int, _flags: int = 0) -> bytes:
        """What has come, or b"" when nothing has."""
        try:
            return super().recv(size, NOW)
        except BlockingIOError:
            self.ran_dry = True
            return b""

    def sendall(self, data: Any, _flags: int = 0) -> None:
        """Send what can be sent now, and keep the rest; `data` must not change. OSError when nobody reads it any more."""
        sent = self._send(data) if self.push() else 0
        if sent < len(data):
            self._keep(memoryview(data)[sent:])

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """The same for a part of a file; returns its length."""
        file.seek(offset)
        part = file.read(-1 if count is None else count)
        self.sendall(part)
        return len(part)

    def push(self) -> bool:
        """Send more of what is unsent; whether all is sent now. OSError when the reader has left."""
        while self._unsent:
            first = self._unsent[0]
            sent = self._send(first)
            self.unsent_bytes -= sent
            if sent < len(first):
                self._unsent[0] = first[sent:]
                return False
            self._unsent.popleft()
        return True

    def hang_up(self) -> None:
        """End the connection at once; what the kernel holds for the client is given up too."""
        with suppress(OSError):
            self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.close()

    def _send(self, data: Any) -> int:
        try:
            return super().send(data, NOW)
        except BlockingIOError:
            return 0

    def _keep(self, rest: memoryview) -> None:
        self.unsent_bytes += len(rest)
        if self.unsent_bytes > MAX_UNSENT_BYTES:
            raise BrokenPipeError("the reader of an answer does not keep up with it")
        self._unsent.append(rest)
