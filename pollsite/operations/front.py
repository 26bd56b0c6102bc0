"""What stands in front of the site for its operator: `/healthz`, `/readyz`, `/metrics`, and the count of all requests.

The first two are answered before Flask: no cookie, no session, and whatever the Host header says, because load
balancers ask by address; answers are constant words, so that a made-up host gains nothing.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING, Any

import structlog

from pollsite.clock import now
from pollsite.operations.counts import METHODS as METHODS_COUNTED
from pollsite.operations.counts import OTHER
from pollsite.operations.figures import Figures
from pollsite.operations.health import Readiness, Standing
from pollsite.request_ids import DOOR, id_of_request, take_id
from pollsite.strictness import is_this_machine

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEALTH, READINESS, METRICS = "/healthz", "/readyz", "/metrics"
TEXT = "text/plain; charset=utf-8"
EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED = (
    "HTTP_X_FORWARDED", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_ORIGINAL", "HTTP_X_CLUSTER", "HTTP_X_CLIENT",
    "HTTP_X_ENVOY", "HTTP_X_AMZN", "HTTP_CF_", "HTTP_CDN_", "HTTP_FASTLY", "HTTP_TRUE_CLIENT_IP", "HTTP_CLIENT_IP",
)  # fmt: skip
"""How the headers begin that only proxies send."""
HEADERS = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
FAILED = "500"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: str
    body: bytes
    kind: str = TEXT


ALIVE = Answer("200 OK", b"alive\n")
HIDDEN = Answer("404 Not Found", b"There is no page at this address.\n")
NO_HOST = Answer(
    "400 Bad Request", b"The request does not say which site it is for (RFC 9112, section 3.2).\n"
)
ONLY_LOOKS = Answer("405 Method Not Allowed", b"Only GET and HEAD.\n")


class Front:
    """A WSGI layer that answers the operator's addresses, passes everything else on, and counts what comes of it."""

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        readiness: Readiness,
        figures: Figures,
        token: str,
        is_public: bool,
        believes_proxies: bool,
        tells_requests: bool,
    ) -> None:
        self._app = app
        self._readiness = readiness
        self._figures = figures
        self._count = figures.counts.request
        self._token = token.encode()
        self._is_public = is_public
        self._believes_proxies = believes_proxies
        self._tells_requests = tells_requests
        self._doors: dict[str, Callable[[WSGIEnvironment], Answer]] = {
            HEALTH: lambda _environ: ALIVE,
            READINESS: lambda _environ: _of_standing(self._readiness.now()),
            METRICS: self._metrics,
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or pass on; count either. `is_public`: nobody reads figures without a token."""
        door = self._doors.get(environ["PATH_INFO"])
        if self._believes_proxies:
            take_id(environ)
        began = perf_counter()
        status = FAILED

        def started(line: str, headers: Any, *failed: Any) -> Any:
            nonlocal status
            status = line
            return start_response(line, headers, *failed)

        try:
            if door is not None:
                return _answer(door, environ, started)
            return _say(NO_HOST, environ, started) if _lacks_host(environ) else self._app(environ, started)
        finally:
            self._note(environ, status, perf_counter() - began)

    def _note(self, environ: "WSGIEnvironment", status: str, seconds: float) -> None:
        door, method = environ.get(DOOR, OTHER), environ["REQUEST_METHOD"]
        method = method if method in METHODS_COUNTED else OTHER
        self._count(door, method, status, seconds)
        if self._tells_requests:
            log.info(
                "request",
                door=door,
                method=method,
                status=int(status[:3]),
                ms=round(seconds * 1000, 1),
                request=id_of_request(environ),
            )

    def _metrics(self, environ: "WSGIEnvironment") -> Answer:
        if not self._may_read(environ):
            return HIDDEN
        return Answer("200 OK", self._figures.told(at=now()), EXPOSITION)

    def _may_read(self, environ: "WSGIEnvironment") -> bool:
        """Whoever has the token, where there is one; else who asks on this machine, and through no proxy.

        In production nobody: a proxy need not say that it is one.
        A page in a browser on this machine may reach it under a name of its own: then the Host header says so.
        """
        if self._token:
            given = environ.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace")
            return hmac.compare_digest(given, b"Bearer " + self._token)
        return (
            not self._is_public
            and is_this_machine(environ.get("REMOTE_ADDR", ""))
            and is_this_machine(_name_in(environ.get("HTTP_HOST", "")))
            and not any(name.startswith(FORWARDED) for name in environ)
        )


def _lacks_host(environ: "WSGIEnvironment") -> bool:
    return "HTTP_HOST" not in environ and environ.get("SERVER_PROTOCOL") == "HTTP/1.1"


def _of_standing(standing: Standing) -> Answer:
    status = "200 OK" if standing is Standing.READY else "503 Service Unavailable"
    return Answer(status, f"{standing.value}\n".encode())


def _name_in(host: str) -> str:
    """The name or number of a Host header, without its port."""
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _answer(
    door: "Callable[[WSGIEnvironment], Answer]", environ: "WSGIEnvironment", start: Any
) -> Iterable[bytes]:
    environ[DOOR] = environ["PATH_INFO"]
    return _say(door(environ) if environ["REQUEST_METHOD"] in ("GET", "HEAD") else ONLY_LOOKS, environ, start)


def _say(answer: Answer, environ: "WSGIEnvironment", start: Any) -> Iterable[bytes]:
    more = [("Allow", "GET, HEAD")] if answer is ONLY_LOOKS else []
    length = ("Content-Length", str(len(answer.body)))
    start(answer.status, [("Content-Type", answer.kind), *HEADERS, *more, length])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]
