"""A small application behind the worker: what it was sent, as many bytes as one likes, and how the worker stands."""

import hashlib
from collections.abc import Iterable
from typing import Any

state: dict[str, Any] = {}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """`/echo` names its body, `/bytes/<n>` is so many, `/unread` reads nothing, `/held` says what the worker holds."""
    _, what, *rest = environ["PATH_INFO"].split("/")
    body = _ANSWERS[what](environ, *rest)
    start_response("200 OK", [("Content-Length", str(len(body))), ("Content-Type", "text/plain")])
    return [body]


def _echo(environ: dict[str, Any]) -> bytes:
    body = environ["wsgi.input"].read()
    return f"{environ['REQUEST_METHOD']} {len(body)} {hashlib.sha256(body).hexdigest()[:8]}".encode()


def _bytes(_environ: dict[str, Any], number: str) -> bytes:
    return b"x" * int(number)


def _held(_environ: dict[str, Any]) -> bytes:
    worker = state["worker"]
    return f"{worker.nr_conns} {worker.held_bytes}".encode()


_ANSWERS: dict[str, Any] = {"echo": _echo, "bytes": _bytes, "unread": lambda _environ: b"", "held": _held}
