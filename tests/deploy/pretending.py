"""Servers that behave as a process of the site might at its worst, and remember what they were sent."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.postgresql import free_port

ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\nContent-Length: 4\r\n\r\nfine"
)


@dataclass
class Pretender:
    """Reads each request whole and then answers, or hangs up without a word."""

    answer: bytes = ANSWER
    requests: list[bytes] = field(default_factory=list)
    listener: socket.socket = field(
        default_factory=lambda: socket.create_server(("127.0.0.1", 0), backlog=64)
    )

    @property
    def server(self) -> str:
        """As servers.conf names it."""
        return f"127.0.0.1:{self.listener.getsockname()[1]}"

    def sent(self, method: str) -> list[bytes]:
        """The requests of that method."""
        return [request for request in self.requests if request.startswith(method.encode())]

    def serve(self) -> None:
        """Until the listener is closed."""
        with suppress(OSError):
            while True:
                accepted, _ = self.listener.accept()
                threading.Thread(target=self._attend, args=(accepted,), daemon=True).start()

    def _attend(self, accepted: socket.socket) -> None:
        with accepted, suppress(OSError):
            while request := _whole(accepted):
                self.requests.append(request)
                if not self.answer:
                    return
                accepted.sendall(self.answer)


@contextmanager
def pretending(answer: bytes = ANSWER) -> Iterator[Pretender]:
    """A server that answers so; b"" hangs up."""
    pretender = Pretender(answer)
    threading.Thread(target=pretender.serve, daemon=True).start()
    yield pretender
    pretender.listener.shutdown(socket.SHUT_RDWR)
    pretender.listener.close()


def nobody() -> str:
    """A server that is not there."""
    return f"127.0.0.1:{free_port()}"


def _whole(accepted: socket.socket) -> bytes:
    """The next request with its body; b"" when there is none."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        chunk = accepted.recv(65_536)
        if not chunk:
            return b""
        heard += chunk
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    left = int(lengths[0].partition(b":")[2]) - len(body) if lengths else 0
    while left > 0 and (chunk := accepted.recv(65_536)):
        heard, left = heard + chunk, left - len(chunk)
    return heard
