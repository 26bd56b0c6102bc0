"""The API described: for programs as OpenAPI, for people as a page; both made of its operations."""

import json
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, Response, current_app, make_response, render_template, request, session

from pollsite.accounts.tokens import PREFIX as TOKEN_PREFIX
from pollsite.api.bodies import MAX_DEPTH
from pollsite.api.documents import document, path_of
from pollsite.api.fields import members_of
from pollsite.api.figure_routes import FIGURES
from pollsite.api.operations import IDEMPOTENCY_KEY, PREFIX, REFUSALS, Operation
from pollsite.api.own_routes import OWN
from pollsite.api.problems import kinds
from pollsite.api.routes import READING
from pollsite.server.arriving import MAX_BODY_BYTES

blueprint = Blueprint("api_pages", __name__, url_prefix=PREFIX)
EVERYBODYS = (*READING, *FIGURES)
OPERATIONS = (*EVERYBODYS, *OWN)
FOR_EVERYBODY = "public, max-age=60, s-maxage=300, stale-while-revalidate=600"


@dataclass(frozen=True, slots=True)
class OperationLine:
    """An operation as the page tells of it; `asks` and `takes` are names of parameters and fields."""

    name: str
    method: str
    path: str
    summary: str
    scope: str
    asks: tuple[str, ...]
    takes: tuple[str, ...]
    answers: str


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI 3.1 document."""
    site_name = str(current_app.jinja_env.globals["site_name"])
    response = Response(_document(site_name), mimetype="application/json")
    response.headers["Cache-Control"] = FOR_EVERYBODY
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/")
def show() -> Response:
    """What the API offers, for people."""
    response = make_response(
        render_template(
            "api/page.html",
            everybodys=[_line(operation) for operation in EVERYBODYS],
            members=[_line(operation) for operation in OWN],
            refusals=REFUSALS,
            kinds=kinds(),
            prefix=PREFIX,
            token_prefix=TOKEN_PREFIX,
            key_header=IDEMPOTENCY_KEY,
            max_bytes=MAX_BODY_BYTES,
            max_depth=MAX_DEPTH,
        )
    )
    response.headers["Cache-Control"] = "private, no-cache" if session else FOR_EVERYBODY
    response.headers["Vary"] = "Cookie"
    return response


@lru_cache(maxsize=4)
def _document(site_name: str) -> bytes:
    return json.dumps(document(OPERATIONS, site_name=site_name), ensure_ascii=False, indent=1).encode()


def _line(operation: Operation) -> OperationLine:
    scope = operation.scope.value if operation.scope else "any token" if operation.is_for_members else ""
    return OperationLine(
        name=operation.name,
        method=operation.method,
        path=PREFIX + path_of(operation),
        summary=operation.summary,
        scope=scope,
        asks=_names(operation.asks),
        takes=_names(operation.takes),
        answers=operation.answers.__name__,
    )


def _names(shape: type | None) -> tuple[str, ...]:
    return tuple(member.name for member in members_of(shape)) if shape else ()
