"""Somebody elsewhere who is told what happens: a small HTTP server that takes messages, or answers as told."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    path: str
    headers: Message
    body: bytes

    @property
    def message(self) -> dict[str, Any]:
        """What it says."""
        told: dict[str, Any] = json.loads(self.body)
        return told


Talk = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Receiver:
    """What it was sent. It answers with `status`, or as `talk` does."""

    port: int = 0
    status: int = 204
    talk: Talk | None = None
    received: list[Received] = field(default_factory=list)
    server: ThreadingHTTPServer | None = None

    @property
    def address(self) -> str:
        """Where it takes messages, by a name that leads to this machine."""
        return f"http://hooks.example:{self.port}/in?from=here"

    @contextmanager
    def secured(self, context: ssl.SSLContext) -> Iterator[None]:
        """Speak TLS until the block ends."""
        assert self.server is not None
        plain = self.server.socket
        self.server.socket = context.wrap_socket(plain, server_side=True)
        yield
        self.server.socket.close()

    @property
    def kinds(self) -> list[str]:
        """What it was told of, in order."""
        return [one.message["type"] for one in self.received]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Listen on this machine until the block ends."""
    known = Receiver()

    class _Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.received.append(Received(self.path, self.headers, body))
            if known.talk is not None:
                known.talk(self)
                return
            self.send_response(known.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        known.server, known.port = server, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield known
        server.shutdown()
        thread.join()
