"""Errors as pages: a sentence that says what to do, in the site's own design."""

import structlog
from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

log = structlog.get_logger()
SENTENCES = {
    400: "The request could not be read. Go back, reload the page, and try again.",
    403: "This is not open to you.",
    404: "There is no page at this address. It may have moved; the front page lists every article.",
    405: "This address does not take that kind of request.",
    413: "That was too much at once. Shorten it, and send it again.",
    429: "That was a lot in a short time. Wait a minute, then try again; nothing was lost.",
    500: "Something went wrong on our side, and it has been logged. Nothing you sent before was lost; try again.",
}


def init_error_pages(app: Flask) -> None:
    """Answer every HTTP error, and every unexpected exception, with error.html."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer(error: HTTPException) -> tuple[str, int] | HTTPException:
    code = error.code or 500
    if code < 400:
        return error
    standard = type(error).description
    sentence = SENTENCES.get(code, "") if error.description in (None, standard) else error.description
    return render_template("base/error.html", code=code, sentence=sentence or error.name), code


def _answer_unexpected(error: Exception) -> tuple[str, int] | HTTPException:
    log.error("unexpected error", path=request.path, exc_info=error)
    return _answer(InternalServerError())
