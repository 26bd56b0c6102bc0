"""A closed-loop load: so many connections, each with one request on its way. Plain sockets, one thread.

The load shares the machine with what it measures, so it must cost little: a request is bytes made beforehand,
and of an answer only the status and the length are read.
"""

import re
import selectors
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from time import perf_counter

CONNECTIONS = 8
PATIENCE_S = 30.0
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_LAST_CHUNK = b"\r\n0\r\n\r\n"
_STATUS = slice(9, 12)


@dataclass
class Outcome:
    """What came back: how many answers of each status within `seconds`, and how long each took."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.statuses.total() / self.seconds

    @property
    def failures(self) -> int:
        """Answers that were neither 2xx nor 3xx."""
        return sum(count for status, count in self.statuses.items() if not 200 <= status < 400)


class _Connection:
    """One kept-alive connection; `left` is how many bytes of the present answer are still to come."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.sock = socket.create_connection(address, timeout=PATIENCE_S)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard = b""
        self.left: int | None = None
        self.in_chunks = False
        self.status = 0
        self.asked_at = 0.0

    def ask(self, request: bytes) -> None:
        """Send a request; nothing of an answer has come yet."""
        self.heard, self.left, self.in_chunks = b"", None, False
        self.asked_at = perf_counter()
        self.sock.sendall(request)

    def listen(self) -> bool:
        """Read what has come; whether the answer is whole. ConnectionError if the server hung up."""
        chunk = self.sock.recv(65_536)
        if not chunk:
            raise ConnectionError("the server closed the connection within an answer")
        if self.left is None:
            self.heard += chunk
            return self._read_head()
        if self.in_chunks:
            self.heard = (self.heard + chunk)[-len(_LAST_CHUNK) :]
            return self.heard == _LAST_CHUNK
        self.left -= len(chunk)
        return self.left <= 0

    def _read_head(self) -> bool:
        end = self.heard.find(b"\r\n\r\n")
        if end < 0:
            return False
        self.status = int(self.heard[_STATUS])
        length = _LENGTH.search(self.heard, 0, end)
        if length is None and _CHUNKED.search(self.heard, 0, end):
            self.left, self.in_chunks = 0, True
            return self.heard.endswith(_LAST_CHUNK)
        self.left = (int(length[1]) if length else 0) - (len(self.heard) - end - 4)
        return self.left <= 0


def apply_load(
    address: tuple[str, int],
    requests: Iterator[bytes],
    *,
    seconds: float,
    connections: int = CONNECTIONS,
) -> Outcome:
    """Send `requests`, each connection its next as soon as the last is answered, for `seconds` or to their end.

    Every request sent is waited for and counted, so that what the server did can be compared with it.
    """
    outcome = Outcome()
    with selectors.DefaultSelector() as selector:
        opened = [_Connection(address) for _ in range(connections)]
        started = perf_counter()
        for connection in opened:
            selector.register(connection.sock, selectors.EVENT_READ, connection)
            connection.ask(next(requests))
        waiting = len(opened)
        while waiting:
            for key, _ in _ready(selector):
                if key.data.listen():
                    waiting -= 1 - _go_on(key.data, requests, outcome, until=started + seconds)
        outcome.seconds = perf_counter() - started
        for connection in opened:
            connection.sock.close()
    return outcome


def _ready(selector: selectors.BaseSelector) -> list[tuple[selectors.SelectorKey, int]]:
    ready = selector.select(PATIENCE_S)
    if not ready:
        raise TimeoutError(f"no answer within {PATIENCE_S:g} s")
    return ready


def _go_on(connection: _Connection, requests: Iterator[bytes], outcome: Outcome, *, until: float) -> int:
    """Count the answer; 1 if the connection has another request on its way, else 0."""
    at = perf_counter()
    outcome.statuses[connection.status] += 1
    outcome.latencies.append(at - connection.asked_at)
    request = next(requests, None) if at < until else None
    if request is None:
        return 0
    connection.ask(request)
    return 1


def get(path: str, *, host: str, cookie: str = "", address: str = "") -> bytes:
    """A GET as a browser sends it, in the headers that matter here; `address`: whom a proxy in front has seen."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip, br", "Accept: text/html"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    if address:
        lines.append(f"X-Forwarded-For: {address}")
    return "\r\n".join([*lines, "", ""]).encode()


def post(path: str, body: str, *, host: str, cookie: str, address: str = "") -> bytes:
    """A form as a browser without a script sends it; `address` as above."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: http://{host}",
        f"Cookie: {cookie}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    if address:
        lines.append(f"X-Forwarded-For: {address}")
    return "\r\n".join([*lines, "", body]).encode()
