"""Security headers on every answer, and which cross-site requests are turned away.

The policy forbids everything that does not come from this site, and gives scripts no way to write markup.
"""

from collections.abc import Sequence

from flask import Flask, Response, request

_OWN = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
)
CONTENT_SECURITY_POLICY = "; ".join((*_OWN, "form-action 'self'", "frame-ancestors 'none'"))
HEADERS = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
TRANSPORT_SECURITY = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")


def init_security_headers(app: Flask, *, https: bool) -> None:
    """Add HEADERS to every answer that does not carry a header of that name already."""
    headers = (*HEADERS, TRANSPORT_SECURITY) if https else HEADERS

    @app.after_request
    def _add(response: Response) -> Response:
        own = {name for name, _ in response.headers}
        response.headers.extend((name, value) for name, value in headers if name not in own)
        return response


def policy_in_frames_of(sites: Sequence[str]) -> str:
    """The policy of a page that these sites (origins) may frame. It sends no form: what cannot be done in a frame, nobody
    can be tricked into doing there.
    """
    framing = " ".join(sites) or "'none'"
    return "; ".join((*_OWN, "form-action 'none'", f"frame-ancestors {framing}"))


def is_cross_site() -> bool:
    """Whether the browser says that another site sent this request (Sec-Fetch-Site, or else Origin)."""
    fetch_site = request.headers.get("Sec-Fetch-Site")
    if fetch_site is not None:
        return fetch_site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is not None and origin != request.host_url.rstrip("/")
