"""The hand-off: takes a client's connection out of gunicorn's hands without gunicorn noticing.

gunicorn's worker thread keeps its descriptor number, but under that number now stands one end of a socket
pair: it writes its empty answer there, finds the connection closed, and counts it out once. The client's
connection is ours. It works for HTTP/1 in plain text; where gunicorn itself speaks TLS or HTTP/2 it cannot.
"""

import os
import resource
import socket
import ssl
import sys
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from typing import Any

SEND_BUFFER_BYTES = 32 * 1024
DEAD_AFTER_MS = 60_000
RESERVED_DESCRIPTORS = 256


class Mode(StrEnum):
    """How streams are served here: from the hub's thread, or each from a request thread of its own."""

    HANDOFF = "handoff"
    GENERATOR = "generator"


class EmptyAnswer:
    """The WSGI answer for gunicorn to send to nobody; its close() ends the stand-in connection."""

    def __init__(self, far_end: socket.socket) -> None:
        self._far_end = far_end

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        """Let gunicorn find its end closed: not earlier, or sending the empty answer would fail."""
        self._far_end.close()


def plain_connection(environ: dict[str, Any]) -> socket.socket | None:
    """The client's connection if it can be taken over, else None."""
    connection = environ.get("gunicorn.socket")
    is_http1 = environ.get("SERVER_PROTOCOL") in ("HTTP/1.0", "HTTP/1.1")
    is_plain = isinstance(connection, socket.socket) and not isinstance(connection, ssl.SSLSocket)
    return connection if is_http1 and is_plain else None


def take_over(connection: socket.socket) -> tuple[socket.socket, EmptyAnswer]:
    """Our own socket to the client, and what to answer gunicorn. OSError when descriptors have run out."""
    stand_in, far_end = socket.socketpair()
    with stand_in:
        ours = socket.socket(fileno=os.dup(connection.fileno()))
        os.dup2(stand_in.fileno(), connection.fileno(), inheritable=False)
    _bound_kernel_memory(ours)
    return ours, EmptyAnswer(far_end)


def self_test() -> Mode:
    """Try the hand-off on a connection of our own."""
    try:
        client, server = socket.socketpair()
        with client, server:
            ours, answer = take_over(server)
            with ours:
                server.sendall(b"to nobody")
                answer.close()
                ours.sendall(b"to the client")
            client.settimeout(1.0)
            works = client.recv(64) == b"to the client"
    except OSError:
        works = False
    return Mode.HANDOFF if works else Mode.GENERATOR


def _bound_kernel_memory(ours: socket.socket) -> None:
    """A stalled reader may keep this much of the kernel's memory, and a vanished one not for long."""
    with suppress(OSError):
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        if ours.family in (socket.AF_INET, socket.AF_INET6) and hasattr(socket, "TCP_USER_TIMEOUT"):
            ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER_MS)


def descriptors_for_streams() -> int:
    """How many streams this process may hold; a gunicorn worker without descriptors to accept with, ends."""
    soft_limit, _hard_limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft_limit == resource.RLIM_INFINITY:
        return sys.maxsize
    return max(0, soft_limit - RESERVED_DESCRIPTORS)
