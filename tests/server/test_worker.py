"""The worker under a real gunicorn, with two threads: whoever is slow, silent or stays, nobody else waits."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from pollsite.config import CLONE_ROOT
from tests.killing import children
from tests.patience import PATIENCE_S, eventually

HOST = b"Host: localhost\r\n"
COMMAND = (sys.executable, "-m", "gunicorn", "-c", "tests/server/gunicorn_conf.py")
MANY = 40
"""Twenty times the threads, and within the worker's 60 connections."""
LONG = 3_000_000
"""More than the kernel takes for a reader who does not read."""
LITTLE = 4096
AT_ONCE = b"\x01\x00\x00\x00\x00\x00\x00\x00"
"""SO_LINGER for a connection whose closing is a reset."""


@dataclass(frozen=True)
class Door:
    """Where the worker answers."""

    process: "subprocess.Popen[bytes]"
    port: int

    def connect(self, *, receive_bytes: int | None = None) -> socket.socket:
        """A connection, whose kernel keeps so many unread bytes, more or less."""
        sock = socket.socket()
        if receive_bytes:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        sock.settimeout(PATIENCE_S)
        sock.connect(("127.0.0.1", self.port))
        return sock

    def ask(self, request: bytes) -> bytes:
        """All that comes for these bytes until the server closes."""
        with self.connect() as sock:
            sock.sendall(request)
            return _to_the_end(sock)

    def get(self, path: bytes) -> bytes:
        """The body of an answer, on a connection of its own."""
        answer = self.ask(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
        return answer.partition(b"\r\n\r\n")[2]

    def held(self) -> tuple[int, int]:
        """The worker's connections, the one that asks among them, and the bytes it keeps for them."""
        connections, kept = self.get(b"/held").split()
        return int(connections), int(kept)


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """A worker, once it answers."""
    log = tmp_path / "log"
    with log.open("wb") as output, socket.create_server(("127.0.0.1", 0), backlog=256) as listener:
        process = subprocess.Popen(
            [*COMMAND, f"--bind=fd://{listener.fileno()}", "tests.server.answering:application"],
            cwd=CLONE_ROOT,
            env=os.environ,
            stdout=output,
            stderr=output,
            pass_fds=[listener.fileno()],
        )
        door = Door(process, listener.getsockname()[1])
    with process:
        try:
            door.get(b"/bytes/1")
            yield door
        finally:
            process.kill()
    assert "Traceback" not in log.read_text()


def test_requests_in_a_row_are_answered_in_their_order(door: Door) -> None:
    requests = [
        b"GET /bytes/3 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"HEAD /bytes/5 HTTP/1.1\r\n" + HOST + b"\r\n",
        b"POST /echo HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello",
        b"POST /echo HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"POST /unread HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\n\r\nGET ",
        b"GET /bytes/2 HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n",
    ]
    heard = f"POST 5 {hashlib.sha256(b'hello').hexdigest()[:8]}".encode()
    whole = b"".join(requests)
    for parts in ([whole], [whole[place : place + 1] for place in range(len(whole))]):
        with door.connect() as sock:
            for part in parts:
                sock.sendall(part)
            answers = _to_the_end(sock)
        bodies = [answer.partition(b"\r\n\r\n")[2] for answer in answers.split(b"HTTP/1.1 200 OK\r\n")[1:]]
        assert bodies == [b"xxx", b"", heard, heard, b"", b"xx"]


def test_who_asks_whether_to_send_is_told_to_once(door: Door) -> None:
    head = (
        b"POST /echo HTTP/1.1\r\n"
        + HOST
        + b"Content-Length: 5\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    with door.connect() as sock:
        sock.sendall(head)
        assert sock.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"hello")
        assert _to_the_end(sock).startswith(b"HTTP/1.1 200 OK")
    assert b"100 Continue" not in door.ask(head + b"hello")


def test_who_resets_the_connection_takes_nobody_along(door: Door) -> None:
    (worker,) = children(door.process.pid)
    asks = (
        b"POST /echo HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        b"A" * 40_000,
        b"GET /bytes/%d HTTP/1.1\r\n" % LONG + HOST + b"\r\n",
        b"GET /bytes/1 HTTP/1.1\r\n" + HOST + b"\r\n",
    )
    for asked in asks * 5:
        with door.connect() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            sock.sendall(asked)
    eventually(lambda: door.held() == (1, 0))
    assert list(children(door.process.pid)) == [worker]


def test_what_is_no_request_is_refused_at_once_and_what_never_ends_in_time(door: Door) -> None:
    assert door.ask(b"\x16\x03\x01 hello").startswith(b"HTTP/1.1 400 ")
    assert door.ask(b"GET / HTTP/1.1\n\n").startswith(b"HTTP/1.1 400 ")
    assert door.ask(b"GET / HTTP/1.1\r\nA: " + b"a" * 40_000).startswith(b"HTTP/1.1 431 ")
    for beginning in (b"G", b"GET / HTTP/1.1\r\nA: ", b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nhell"):
        late = door.ask(beginning)
        assert late.startswith(b"HTTP/1.1 408 ")
        assert late.endswith(b"The request took too long to arrive. Send it again.\n")


def test_a_body_that_is_too_long_is_not_waited_for_and_nothing_after_it_is_a_request(door: Door) -> None:
    head = b"POST /unread HTTP/1.1\r\n" + HOST + b"Content-Length: 70000\r\n\r\n"
    answers = door.ask(head + b"GET /bytes/9 HTTP/1.1\r\n" + HOST + b"\r\n")
    assert answers.count(b"HTTP/1.1 ") == 1
    assert b"Connection: close" in answers


@pytest.mark.parametrize(
    "beginning",
    [
        b"",
        b"GET /bytes/1 HTTP/1.1\r\nHost: loc",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhell",
    ],
    ids=["silent", "slow head", "slow body"],
)
def test_slow_clients_keep_nobody_waiting(door: Door, beginning: bytes) -> None:
    with ExitStack() as held:
        for _ in range(MANY):
            held.enter_context(door.connect()).sendall(beginning)
        assert door.get(b"/bytes/2") == b"xx"


def test_slow_readers_keep_nobody_waiting_and_a_slow_reader_gets_all(door: Door) -> None:
    long = b"GET /bytes/%d HTTP/1.1\r\n" % LONG + HOST + b"Connection: close\r\n\r\n"
    with ExitStack() as held:
        readers = [held.enter_context(door.connect(receive_bytes=LITTLE)) for _ in range(2)]
        for reader in readers:
            reader.sendall(long)
        eventually(lambda: door.held()[1] > 0)
        assert len(_to_the_end(readers[0]).partition(b"\r\n\r\n")[2]) == LONG
        eventually(lambda: door.held() == (1, 0))


def test_what_is_held_for_readers_is_bounded(door: Door) -> None:
    long = b"GET /bytes/%d HTTP/1.1\r\n" % LONG + HOST + b"\r\n"
    with ExitStack() as held:
        readers = [held.enter_context(door.connect(receive_bytes=LITTLE)) for _ in range(8)]
        for reader in readers:
            reader.sendall(long)
            assert door.held()[1] <= 4_000_000


def test_who_never_hangs_up_keeps_nobody_waiting(door: Door) -> None:
    with ExitStack() as held:
        for _ in range(MANY):
            sock = held.enter_context(door.connect())
            sock.sendall(b"GET /bytes/1 HTTP/1.0\r\n\r\n")
            assert _to_the_end(sock).endswith(b"x")


def test_past_the_last_connection_who_has_waited_longest_makes_room(door: Door) -> None:
    with ExitStack() as held:
        silent = [held.enter_context(door.connect()) for _ in range(200)]
        assert door.get(b"/bytes/2") == b"xx"
        assert door.held()[0] <= 60
        assert silent[0].recv(1) == b""


def test_who_stops_answers_whoever_has_come(door: Door) -> None:
    request = b"GET /bytes/100000 HTTP/1.1\r\n" + HOST + b"\r\n"
    with ExitStack() as held:
        kept = held.enter_context(door.connect())
        kept.sendall(b"GET /bytes/1 HTTP/1.1\r\n" + HOST)
        eventually(lambda: door.held()[1] > 0)
        (worker,) = children(door.process.pid)
        os.kill(worker, signal.SIGSTOP)
        waiting = [held.enter_context(door.connect()) for _ in range(30)]
        for sock in waiting:
            sock.sendall(request)
        door.process.send_signal(signal.SIGTERM)
        os.kill(worker, signal.SIGTERM)
        os.kill(worker, signal.SIGCONT)
        kept.sendall(b"\r\n")
        for sock in (kept, *waiting):
            assert _to_the_end(sock).startswith(b"HTTP/1.1 200 OK")
        assert door.process.wait(PATIENCE_S) == 0


def _to_the_end(sock: socket.socket) -> bytes:
    heard = b""
    while chunk := sock.recv(65_536):
        heard += chunk
    return heard
