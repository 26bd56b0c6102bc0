"""Kept pages: what everybody without a cookie gets, held ready, compressed and tagged, in front of Flask.

A page is kept under its host and address with the article version it shows, and served as long as the live
watcher has seen no newer one; the watcher looks four times a second, so a page is at most 0.25 s late. A page
also ends at the instant when one of its polls opens or closes by itself.
"""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header, parse_etags, quote_etag

from pollsite.clock import now
from pollsite.pages.pieces import WeighedPieces
from pollsite.request_ids import DOOR, HEADER

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STALE_S = 10
STALE_IF_ERROR_S = 600
SHARED_CACHING = f"public, max-age=0, s-maxage=1, stale-while-revalidate={STALE_S}"
MAX_BYTES = 8_000_000
MAX_HOSTS = 256
ASKED_OF = "/discussion"
PARAMETERS = ("sort", "poll", "after")
"""What is asked of pages whose path ends so makes them other pages; what is asked of others is not for everybody."""
OF_ONE_ANSWER = frozenset({"content-length", "etag", HEADER.lower()})
GZIP_LEVEL = 7
_KEEP = "pollsite.keep"
Address = tuple[str, str, str, str]


@dataclass(slots=True)
class KeptPage:
    """One page's bytes, plain and compressed, with the headers of each answer; `held_at` is when it last was current."""

    article_id: int
    version: int
    until: datetime | None
    tag: str
    plain: bytes
    compressed: bytes
    plain_headers: list[tuple[str, str]]
    compressed_headers: list[tuple[str, str]]
    unchanged_headers: list[tuple[str, str]]
    held_at: float


def keep(response: Response, *, article_id: int, version: int, until: datetime | None) -> Response:
    """Mark an answer as the same for everybody without a cookie, to be kept for that version of its article.

    `until`: when it ends by itself, because a poll opens or closes then.
    """
    response.headers["Cache-Control"] = SHARED_CACHING
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    request.environ[_KEEP] = (article_id, version, until)
    return response


class KeptPages:
    """A WSGI layer that answers GET and HEAD for kept pages and passes everything else on.

    `seen_version(article_id)` is the newest version the watcher saw, None when that cannot be relied upon.
    `is_trusted_host` decides on the Host header, as Flask would.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        cookie_name: str,
        watch: Callable[[int], None],
        seen_version: Callable[[int], int | None],
        is_trusted_host: Callable[[str], bool],
    ) -> None:
        self._app = app
        self._cookie = cookie_name + "="
        self._watch = watch
        self._seen_version = seen_version
        self._is_trusted_host = is_trusted_host
        self._pages: WeighedPieces[KeptPage] = WeighedPieces(max_bytes=MAX_BYTES)
        self._hosts: dict[str, bool] = {}
        self._failing_since: float | None = None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, or pass on and keep what comes back."""
        if self._may_share(environ):
            address = _address(environ)
            kept = self._pages.find(address)
            if kept is not None and self._holds(kept):
                kept.held_at = monotonic()
                environ[DOOR] = "kept page"
                return _serve(kept, environ, start_response)
            return self._pass_on_and_keep(address, environ, start_response)
        return self._app(environ, start_response)

    def _may_share(self, environ: "WSGIEnvironment") -> bool:
        return (
            environ["REQUEST_METHOD"] in ("GET", "HEAD")
            and environ["PATH_INFO"].startswith("/articles/")
            and self._cookie not in environ.get("HTTP_COOKIE", "")
            and self._trusts(environ.get("HTTP_HOST", ""))
        )

    def _trusts(self, host: str) -> bool:
        known = self._hosts.get(host)
        if known is None:
            known = self._is_trusted_host(host)
            if len(self._hosts) < MAX_HOSTS:
                self._hosts[host] = known
        return known

    def _holds(self, kept: KeptPage) -> bool:
        seen = self._seen_version(kept.article_id)
        if seen is None:
            self._watch(kept.article_id)
            return False
        return kept.version >= seen and (kept.until is None or now() < kept.until)

    def _pass_on_and_keep(
        self, address: Address, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        captured: list[Any] = []

        def capture(
            status: str, headers: list[tuple[str, str]], _exc_info: Any = None
        ) -> Callable[[bytes], None]:
            captured[:] = [status, headers]
            return lambda _data: None

        method = environ["REQUEST_METHOD"]
        environ["REQUEST_METHOD"] = "GET"
        result = self._app(environ, capture)
        body = b"".join(result)
        if hasattr(result, "close"):
            result.close()
        environ["REQUEST_METHOD"] = method
        status, headers = captured
        if old := self._instead_of(status, address):
            return _serve(old, environ, start_response)
        if _KEEP not in environ or not status.startswith("200") or _sets_cookie(headers):
            start_response(status, headers)
            return [] if method == "HEAD" else [body]
        kept = _kept_page(body, headers, *environ[_KEEP])
        self._watch(kept.article_id)
        self._pages.keep(address, kept, weight=len(kept.plain) + len(kept.compressed))
        return _serve(kept, environ, start_response)

    def _instead_of(self, status: str, address: Address) -> KeptPage | None:
        """While the database is away, the page that was current not long before: as old as one in a shared cache may be."""
        if not status.startswith("503"):
            self._failing_since = None
            return None
        instant = monotonic()
        since = self._failing_since = self._failing_since or instant
        old = self._pages.find(address)
        is_young = old is not None and since - old.held_at <= STALE_S and instant - since <= STALE_IF_ERROR_S
        return old if is_young else None


def _address(environ: "WSGIEnvironment") -> Address:
    """Under what a page is kept: scheme and host, because a page names itself, its path, and what it is asked for."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    asked = _asked(query) if query and path.endswith(ASKED_OF) else ""
    return environ["wsgi.url_scheme"], environ.get("HTTP_HOST", ""), path, asked


@lru_cache(maxsize=256)
def _asked(query: str) -> str:
    """The parameters that matter, in one order; the first of each name, as Flask takes it."""
    found = dict(reversed(parse_qsl(query, keep_blank_values=True, errors="replace")))
    return urlencode([(name, found[name]) for name in PARAMETERS if name in found])


def _sets_cookie(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "set-cookie" for name, _ in headers)


def _kept_page(
    body: bytes, headers: list[tuple[str, str]], article_id: int, version: int, until: datetime | None
) -> KeptPage:
    tag = hashlib.sha256(body).hexdigest()[:20]
    lasting = [(name, value) for name, value in headers if name.lower() not in OF_ONE_ANSWER]
    compressed = gzip.compress(body, GZIP_LEVEL, mtime=0)
    tagged = [*lasting, ("ETag", quote_etag(tag, weak=True))]
    return KeptPage(
        article_id,
        version,
        until,
        tag,
        body,
        compressed,
        [*tagged, ("Content-Length", str(len(body)))],
        [*tagged, ("Content-Encoding", "gzip"), ("Content-Length", str(len(compressed)))],
        [(name, value) for name, value in tagged if name.lower() != "content-type"],
        monotonic(),
    )


@lru_cache(maxsize=256)
def _takes_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept)["gzip"] > 0


def _serve(kept: KeptPage, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    wanted = environ.get("HTTP_IF_NONE_MATCH")
    if wanted and parse_etags(wanted).contains_weak(kept.tag):
        start_response("304 Not Modified", kept.unchanged_headers)
        return []
    zipped = _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
    start_response("200 OK", kept.compressed_headers if zipped else kept.plain_headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        return []
    return [kept.compressed if zipped else kept.plain]
