"""Streams: the answer that goes on after Flask and gunicorn have finished with it.

Handed off, a stream costs no thread. Where that cannot be done it keeps a request thread, so there are few
places; whoever finds none is answered 204, upon which a browser asks no more and its page polls.
"""

import secrets
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from flask import Response
from werkzeug.http import http_date

from pollsite.live.handoff import Mode, descriptors_for_streams, plain_connection, take_over
from pollsite.live.hub import Hub

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    Environ = dict[str, Any]

RETRY_MIN_MS = 2_000
RETRY_SPREAD_MS = 6_000
STOP_CHECK_SECONDS = 0.5
CHUNK_BYTES = 64 * 1024


class Places:
    """The request threads that streams may keep, and how they hear that the worker is about to stop."""

    def __init__(self, *, threads: int, is_stopping: Callable[[], bool] = lambda: False) -> None:
        self.is_stopping = is_stopping
        self._free = threading.Semaphore(threads_for_streams(threads))

    def take(self) -> bool:
        """Whether there was a free place; it is then taken."""
        return self._free.acquire(blocking=False)

    def give_back(self) -> None:
        """Free a place taken."""
        self._free.release()


def threads_for_streams(threads: int) -> int:
    """A quarter of the request threads, at least two, and never the last one."""
    return max(0, min(max(2, threads // 4), threads - 1))


class EventStream(Response):
    """A text/event-stream of these topics; which way it goes is settled when the server calls it."""

    automatically_set_content_length = False

    def __init__(self, topics: frozenset[str], *, hub: Hub, mode: Mode, places: Places) -> None:
        super().__init__(mimetype="text/event-stream")
        self.headers["Cache-Control"] = "no-store"
        self.headers["X-Accel-Buffering"] = "no"
        self._topics = topics
        self._hub = hub
        self._mode = mode
        self._places = places

    def __call__(self, environ: "Environ", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "HEAD":
            return super().__call__(environ, start_response)
        try:
            return self._go_on(environ, start_response)
        except OSError:  # descriptors have run out
            return self._send_away(environ, start_response)

    def _go_on(self, environ: "Environ", start_response: "StartResponse") -> Iterable[bytes]:
        connection = plain_connection(environ) if self._mode is Mode.HANDOFF else None
        if self._hub.stream_count >= descriptors_for_streams():
            return self._send_away(environ, start_response)
        if connection is not None:
            return self._hand_off(connection, environ, start_response)
        if self._places.take():
            return self._keep_thread(environ, start_response)
        return self._send_away(environ, start_response)

    def _hand_off(
        self, connection: socket.socket, environ: "Environ", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        ours, empty_answer = take_over(connection)
        headers = self.get_wsgi_headers(environ).to_wsgi_list()
        start_response(self.status, headers)
        head = response_head(environ["SERVER_PROTOCOL"], self.status, headers)
        self._hub.add(ours, self._topics, head + retry_frame())
        return empty_answer

    def _keep_thread(self, environ: "Environ", start_response: "StartResponse") -> Iterable[bytes]:
        try:
            ours, hubs = socket.socketpair()
        except OSError:
            self._places.give_back()
            raise
        self._hub.add(hubs, self._topics, retry_frame())
        self.response = _Relay(ours, self._places)
        return super().__call__(environ, start_response)

    def _send_away(self, environ: "Environ", start_response: "StartResponse") -> Iterable[bytes]:
        self.status_code = 204
        return super().__call__(environ, start_response)


class _Relay:
    """Chunks from the hub for a request thread to send; ends when the hub drops it or the worker stops."""

    def __init__(self, ours: socket.socket, places: Places) -> None:
        self._ours = ours
        self._ours.settimeout(STOP_CHECK_SECONDS)
        self._places = places
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        while not self._places.is_stopping():
            try:
                chunk = self._ours.recv(CHUNK_BYTES)
            except TimeoutError:
                continue
            if not chunk:
                return
            yield chunk

    def close(self) -> None:
        """Let the hub find the stream closed, and free the place, once."""
        if not self._closed:
            self._closed = True
            self._ours.close()
            self._places.give_back()


def response_head(protocol: str, status: str, headers: list[tuple[str, str]]) -> bytes:
    """The head gunicorn would have written; the body has no length and ends with the connection."""
    lines = [f"{protocol} {status}", f"Date: {http_date()}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def retry_frame() -> bytes:
    """When to come back after a break: another time for everybody, so that a restart is no stampede."""
    return f"retry: {RETRY_MIN_MS + secrets.randbelow(RETRY_SPREAD_MS)}\n\n".encode()
