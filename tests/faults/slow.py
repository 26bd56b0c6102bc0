"""Clients who are slow at every address of the site, held open together; and what the site's processes hold."""

import re
import resource
import selectors
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.faults.standing import Standing
from tests.killing import children

HOST = b"Host: localhost\r\n"
SMALL_BUFFER = 2_304
"""The least a kernel grants a reader who does not read."""
PIPELINED = 40
"""So many answers make more than the kernel takes for such a reader."""
_VALUES = {"slug": "to-ai-or-not-to-ai", "act": "peek", "filename": "css/base.css", "name": "picture.svg"}


@dataclass(frozen=True)
class Address:
    """A method and a path of the URL map, filled with names that exist where it matters."""

    method: str
    path: str

    @property
    def line(self) -> bytes:
        """The request's first line."""
        return f"{self.method} {self.path} HTTP/1.1\r\n".encode()


def addresses(app: Flask) -> list[Address]:
    """Every method and address there is, static files among them."""
    found = {
        Address("GET", "/static/none/css/base.css"),
        Address("GET", "/healthz"),
        Address("GET", "/metrics"),
    }
    for rule in app.url_map.iter_rules():
        path = re.sub(
            r"<(?:[a-z_]+(?:\([^)]*\))?:)?([a-z_]+)>", lambda name: _VALUES.get(name[1], "1"), rule.rule
        )
        found |= {Address(method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    return sorted(found, key=lambda address: (address.path, address.method))


def beginnings(address: Address) -> Iterator[bytes]:
    """What slow clients send of a request, and then no more."""
    head = address.line + HOST
    yield head + b"Cookie: slow="
    yield head + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20000\r\n\r\noption="
    yield head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"


def connect(standing: Standing, *, receive_bytes: int = 0) -> socket.socket:
    """A connection to the site that this process does not wait for."""
    sock = socket.socket()
    if receive_bytes:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    sock.connect(("127.0.0.1", standing.port))
    sock.setblocking(False)
    return sock


class Crawl:
    """Open connections; closed together."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.open: list[socket.socket] = []
        self.dripping: list[tuple[socket.socket, bytes]] = []

    def hold(self, standing: Standing, said: bytes = b"", *, receive_bytes: int = 0) -> socket.socket:
        """Open one more, and say this."""
        sock = self._stack.enter_context(connect(standing, receive_bytes=receive_bytes))
        if said:
            with suppress(BlockingIOError):
                sock.send(said)
        self.open.append(sock)
        return sock

    def drip(self, place: int) -> None:
        """Each that drips sends its next byte."""
        for sock, text in self.dripping:
            with suppress(OSError):
                sock.send(text[place % len(text) : place % len(text) + 1])

    def closed(self) -> int:
        """How many the site has closed."""
        return sum(_is_closed(sock) for sock in self.open)


@contextmanager
def crawling() -> Iterator[Crawl]:
    """Connections that are held open meanwhile, as many as the system allows this process."""
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    try:
        with ExitStack() as stack:
            yield Crawl(stack)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def _is_closed(sock: socket.socket) -> bool:
    try:
        return sock.recv(65_536, socket.MSG_PEEK) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def memory_kib(standing: Standing) -> int:
    """What the workers have for themselves."""
    return sum(_private_kib(pid) for pid in children(standing.running.pid))


def open_sockets(standing: Standing) -> int:
    """How many sockets the workers have open."""
    return sum(_sockets(pid) for pid in children(standing.running.pid))


def _sockets(pid: int) -> int:
    names = [_target(entry) for entry in Path(f"/proc/{pid}/fd").iterdir()]
    return sum(name.startswith("socket:") for name in names)


def _target(entry: Path) -> str:
    with suppress(OSError):
        return str(entry.readlink())
    return ""


def _private_kib(pid: int) -> int:
    found = re.findall(
        r"^Private_(?:Clean|Dirty): +(\d+) kB$", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M
    )
    return sum(map(int, found))


def until_readable(socks: Sequence[socket.socket], seconds: float) -> int:
    """How many of them have something to read within so many seconds."""
    with selectors.DefaultSelector() as selector:
        for sock in socks:
            selector.register(sock, selectors.EVENT_READ)
        return len(selector.select(seconds))
