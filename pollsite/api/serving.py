"""The API's doors: how each operation is asked, and how what it tells becomes an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from pollsite.accounts.doors import KEPT_BY_NOBODY
from pollsite.accounts.tokens import Bearer, find_bearer
from pollsite.api.bodies import read_json
from pollsite.api.documents import JSON, PROBLEM
from pollsite.api.encoding import encoded
from pollsite.api.errors import NotAcceptable, NotJson, NoToken, ScopeMissing
from pollsite.api.fitting import fitted, fitted_query
from pollsite.api.operations import Operation
from pollsite.api.problems import REFUSED, refused, unreadable_cursor
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.cursors import UnreadableCursor
from pollsite.pages.kept import SHARED_CACHING


@dataclass(frozen=True, slots=True)
class Call:
    """A request at a door: what it asks and brings, in the shapes of its operation, and when. `bearer` says who sent a
    token that was asked for.
    """

    at: datetime
    asked: Any
    body: Any
    _bearer: Bearer | None

    @property
    def bearer(self) -> Bearer:
        """Whose program it is, at a door that asks for a token."""
        assert self._bearer is not None
        return self._bearer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door tells: a value of the operation's shape, and where what was made stands."""

    value: Any
    location: str = ""


View = Callable[..., Answer]


def opened(blueprint: Blueprint, operation: Operation) -> Callable[[View], View]:
    """Decorates what answers the operation: called with a Call, and the arguments of its address by name."""

    def decorate(view: View) -> View:
        def answer(**place: Any) -> Response:
            return _answer(view(_call(operation), **place), operation)

        blueprint.add_url_rule(
            operation.rule, endpoint=operation.name, view_func=answer, methods=[operation.method]
        )
        return view

    return decorate


def refuse_in_json(blueprint: Blueprint) -> None:
    """Answer refusals at this blueprint's doors by problems."""
    for kind in REFUSED:
        blueprint.register_error_handler(kind, refused)
    blueprint.register_error_handler(UnreadableCursor, unreadable_cursor)


def _call(operation: Operation) -> Call:
    accepted = request.accept_mimetypes
    if accepted and not any(accepted.quality(kind) for kind in (JSON, PROBLEM)):
        raise NotAcceptable
    at = now()
    bearer = _bearer(operation, at=at) if operation.is_for_members else None
    shape: type = operation.asks or Nothing
    asked: Any = fitted_query(request.args.to_dict(flat=False), shape)
    body = fitted(_sent(), operation.takes) if operation.takes else None
    return Call(at, asked, body, bearer)


@dataclass(frozen=True, slots=True)
class Nothing:
    """The query of an address that asks for nothing."""


def _bearer(operation: Operation, *, at: datetime) -> Bearer:
    sent = request.authorization
    token = sent.token if sent is not None and sent.type == "bearer" else None
    bearer = find_bearer(db.session().connection(), token, at=at) if token else None
    if bearer is None:
        raise NoToken
    if operation.scope is not None and operation.scope not in bearer.scopes:
        raise ScopeMissing(operation.scope)
    return bearer


def _sent() -> Any:
    if request.mimetype != JSON:
        raise NotJson
    return read_json(request.get_data(cache=False))


def _answer(told: Answer, operation: Operation) -> Response:
    response = Response(encoded(told.value), operation.status, mimetype=JSON)
    if told.location:
        response.headers["Location"] = told.location
    if operation.is_for_members:
        response.headers["Cache-Control"] = KEPT_BY_NOBODY
        response.headers["Vary"] = "Authorization"
        return response
    response.headers["Cache-Control"] = SHARED_CACHING
    response.add_etag()
    response.make_conditional(request)
    return response
