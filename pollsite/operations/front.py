"""What stands in front of the site for its operator: `/healthz`, `/readyz` and `/metrics`.

They are answered before Flask: no database for the first, no cookie, no session, and whatever the Host header says,
because load balancers ask by address. Answers are constant words, so that a made-up host gains nothing.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from pollsite.operations.health import Readiness, Standing

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH, READINESS = "/healthz", "/readyz"
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
]
Answer = tuple[str, str]
"""Status line and words."""


class Front:
    """A WSGI layer that answers the operator's addresses and passes everything else on."""

    def __init__(self, app: "WSGIApplication", *, readiness: Readiness) -> None:
        self._app = app
        self._doors: dict[str, Callable[[], Answer]] = {
            HEALTH: lambda: ("200 OK", "alive"),
            READINESS: lambda: _readiness(readiness.now()),
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or pass on."""
        door = self._doors.get(environ["PATH_INFO"])
        if door is None:
            return self._app(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            return _send(
                ("405 Method Not Allowed", "only GET"), method, start_response, ("Allow", "GET, HEAD")
            )
        return _send(door(), method, start_response)


def _readiness(standing: Standing) -> Answer:
    return ("200 OK" if standing is Standing.READY else "503 Service Unavailable", standing.value)


def _send(
    answer: Answer, method: str, start_response: "StartResponse", *more: tuple[str, str]
) -> Iterable[bytes]:
    status, words = answer
    body = f"{words}\n".encode()
    start_response(status, [*HEADERS, *more, ("Content-Length", str(len(body)))])
    return [] if method == "HEAD" else [body]
