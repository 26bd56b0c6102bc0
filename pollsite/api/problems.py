"""Refusals and accidents as problems (RFC 9457), with the sentences of pages."""

import re
from http import HTTPStatus
from inspect import cleandoc
from typing import Protocol

from flask import Response, request
from werkzeug.exceptions import HTTPException

from pollsite.accounts.errors import AccountRefused
from pollsite.api.documents import PROBLEM
from pollsite.api.encoding import encoded
from pollsite.api.errors import (
    ApiRefused,
    Fault,
    NothingThere,
    NoToken,
    ResultsHidden,
    ScopeMissing,
    Unfit,
    Unreadable,
)
from pollsite.api.operations import PREFIX
from pollsite.api.types import FaultTold, Problem
from pollsite.discussion.cursors import UnreadableCursor
from pollsite.discussion.errors import (
    DiscussionClosed,
    DiscussionRefused,
    ParentGone,
    RemovedWords,
    RepliesCarryNoTags,
    TagNotAsked,
    ThreadLocked,
)
from pollsite.markup import CommentRefused
from pollsite.moderation.gate_errors import BannedWords, CoolingDown, ReplyToFlagged, Suspended
from pollsite.polls.errors import (
    ExclusiveCombined,
    NoBallot,
    NotStored,
    PollClosed,
    PollError,
    PollNotFound,
    PollNotOpen,
    TooManyOptions,
    UnknownOption,
    WordingChanged,
)
from pollsite.ratelimit import LimitReached
from pollsite.web.errors import SENTENCES, sentence_of

REFUSED = (ApiRefused, PollError, DiscussionRefused, CommentRefused, AccountRefused, LimitReached)
TOLD_APART: tuple[type, ...] = (
    Unreadable,
    Unfit,
    NoToken,
    ScopeMissing,
    ResultsHidden,
    NothingThere,
    PollNotFound,
    PollNotOpen,
    PollClosed,
    WordingChanged,
    UnknownOption,
    TooManyOptions,
    ExclusiveCombined,
    NoBallot,
    CommentRefused,
    DiscussionClosed,
    ThreadLocked,
    ParentGone,
    RemovedWords,
    TagNotAsked,
    RepliesCarryNoTags,
    Suspended,
    BannedWords,
    ReplyToFlagged,
    CoolingDown,
    LimitReached,
    NotStored,
)
UNSPECIFIC = "about:blank"
OTHERWISE = {
    404: "There is nothing at this address of the API.",
    413: "That was too much at once: a body has 64,000 bytes at most. Nothing was changed.",
}
"""In place of sentences that speak of pages and forms."""
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


class _Refusal(Protocol):
    status: int
    retry_after_s: int | None


def refused(refusal: _Refusal) -> Response:
    """The problem of one of REFUSED."""
    faults = refusal.faults if isinstance(refusal, ApiRefused) else ()
    response = _problem(
        refusal.status,
        str(refusal),
        kind=kind_of(type(refusal)),
        title=title_of(type(refusal)),
        faults=faults,
    )
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    if challenge := _challenge(refusal):
        response.headers["WWW-Authenticate"] = challenge
    return response


def unreadable_cursor(_refusal: UnreadableCursor) -> Response:
    """The problem of `after` that no page of ours names."""
    return refused(Unfit((Fault("after", "is the `next` of no page here"),)))


def failed(error: HTTPException, code: int) -> Response:
    """The problem of any other HTTP error, without its own headers."""
    sentence = sentence_of(error, code)
    if sentence == SENTENCES.get(code):
        sentence = OTHERWISE.get(code, sentence)
    return _problem(code, sentence, kind=UNSPECIFIC, title=HTTPStatus(code).phrase)


def kinds() -> tuple[tuple[str, str, str], ...]:
    """(anchor, title, meaning) of the kinds of problems that a program may want to tell apart."""
    return tuple((anchor_of(kind), title_of(kind), _meaning(kind)) for kind in TOLD_APART)


def _meaning(kind: type) -> str:
    """The first statement of its contract; what follows is for who reads the code."""
    return re.split(r"[;.:]", cleandoc(kind.__doc__ or ""))[0] + "."


def kind_of(refusal: type) -> str:
    """Its `type`: an address on the API's page, which need not be opened."""
    return f"{PREFIX}/#{anchor_of(refusal)}"


def anchor_of(refusal: type) -> str:
    """Where the API's page tells of it."""
    return f"problem-{_WORD.sub('-', refusal.__name__).lower()}"


def title_of(refusal: type) -> str:
    """ "Poll closed"."""
    return _WORD.sub(" ", refusal.__name__).capitalize()


def _problem(status: int, detail: str, *, kind: str, title: str, faults: tuple[Fault, ...] = ()) -> Response:
    told = tuple(FaultTold(fault.at, fault.detail) for fault in faults)
    problem = Problem(type=kind, title=title, status=status, detail=detail, faults=told)
    response = Response(encoded(problem), status, mimetype=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    return response


def _challenge(refusal: _Refusal) -> str:
    """What a client without a good token is told of tokens (RFC 6750, section 3)."""
    if isinstance(refusal, ScopeMissing):
        return f'Bearer realm="pollsite", error="insufficient_scope", scope="{refusal.scope}"'
    if isinstance(refusal, NoToken):
        tried = ', error="invalid_token"' if request.authorization else ""
        return f'Bearer realm="pollsite"{tried}'
    return ""
