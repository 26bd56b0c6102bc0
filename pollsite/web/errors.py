"""Errors as pages: a sentence that says what to do, in the site's own design."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import structlog
from flask import Flask, Response, current_app, make_response, render_template, request, session
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError, ServiceUnavailable

from pollsite.engines import UNREACHABLE
from pollsite.pulse import is_cut_off, is_told_of
from pollsite.request_ids import id_of_request

log = structlog.get_logger()
SENTENCES = {
    400: "The request could not be read. Go back, reload the page, and try again.",
    403: "This is not open to you.",
    404: "There is no page at this address. It may have moved; the front page lists every article.",
    405: "This address does not take that kind of request.",
    413: (
        "That was too much at once. This site takes forms of up to 64,000 bytes and 50 fields. "
        "Go back, where your words still are, shorten them, and send them again."
    ),
    429: "That was a lot in a short time. Wait a minute, then try again; nothing was lost.",
    500: "Something went wrong on our side, and it has been logged. Nothing you sent before was lost; try again.",
    503: "The database does not answer just now. Nothing that was stored is lost; try again in a moment.",
}
RETRY_AFTER_S = 2

UNKNOWN_HOST = (
    "This site does not answer to the name it was asked under. Whoever runs it can add that name to "
    "POLLSITE_TRUSTED_HOSTS."
)


WaysBack = Callable[[], Sequence[tuple[str, str]]]
"""(address, words) of the pages that the address asked for belongs to; the site's features know them."""

Answering = Callable[[HTTPException, int], Response]
"""How errors of that code are answered where no page is wanted."""
PAGES_ONLY: Mapping[str, Answering] = MappingProxyType({})


def init_error_pages(
    app: Flask, *, ways_back: WaysBack = tuple, others: Mapping[str, Answering] = PAGES_ONLY
) -> None:
    """Answer every HTTP error, and every unexpected exception, with error.html; `others` do it at addresses that begin
    with theirs.
    """
    app.extensions["pollsite-ways-back"] = ways_back
    app.extensions["pollsite-error-answers"] = others
    app.logger.disabled = True  # Flask's own line, for each error that one of ours tells of
    app.register_error_handler(HTTPException, _answer)
    for unreachable in UNREACHABLE:
        app.register_error_handler(unreachable, _answer_unreachable)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer(error: HTTPException) -> Response | HTTPException:
    """The page for it; what its own headers say (Allow, Retry-After) is kept."""
    code = error.code or 500
    if code < 400:
        return error
    # Raised while another answer was being made: Flask does not look for whose it is.
    within = getattr(error, "original_exception", None)
    if isinstance(within, UNREACHABLE):
        return _answer_unreachable(within)
    for beginning, answer in current_app.extensions["pollsite-error-answers"].items():
        if request.path.startswith(beginning):
            return _with_headers_of(error, answer(error, code))
    return _page(error, code)


def _page(error: HTTPException, code: int) -> Response:
    # What went wrong on our side, or an unknown name, may be what would say who reads and where they were.
    is_known = code < 500 and not isinstance(error, SecurityError)
    ways = current_app.extensions["pollsite-ways-back"]() if is_known else ()
    number = id_of_request(request.environ) if code >= 500 else ""
    page = render_template(
        "base/error.html",
        code=code,
        sentence=sentence_of(error, code),
        is_known=is_known,
        ways=ways,
        number=number,
        sent=_sent() if code == ServiceUnavailable.code else (),
    )
    response = make_response(page, code)
    if is_known and session:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Vary"] = "Cookie"
    return _with_headers_of(error, response)


def _with_headers_of(error: HTTPException, response: Response) -> Response:
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def sentence_of(error: HTTPException, code: int) -> str:
    """The sentence that says what to do: the error's own, or one of SENTENCES."""
    if isinstance(error, SecurityError):
        return UNKNOWN_HOST
    if error.description in (None, type(error).description):
        return SENTENCES.get(code) or error.name
    return str(error.description)


def _sent() -> tuple[tuple[str, str], ...]:
    """The fields of the form that was sent, to be sent again in one step; nothing of one with a password."""
    fields = tuple(request.form.items(multi=True)) if request.method == "POST" else ()
    return () if any("password" in name for name, _ in fields) else fields


def _answer_unreachable(error: Exception) -> Response | HTTPException:
    if not ("pollsite-pulse" in current_app.extensions and is_told_of(error)):
        reason = str(getattr(error, "orig", error))
        log.error("the database does not answer", door=request.endpoint, method=request.method, reason=reason)
    return _answer(ServiceUnavailable(retry_after=RETRY_AFTER_S))


def _answer_unexpected(error: Exception) -> Response | HTTPException:
    if is_cut_off(error):
        return _answer_unreachable(error)
    log.error("unexpected error", door=request.endpoint, method=request.method, exc_info=error)
    return _answer(InternalServerError())
