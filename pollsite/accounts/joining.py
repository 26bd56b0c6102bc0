"""Signing in joins what an anonymous reader did to their account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import structlog
from flask import Flask, Response, current_app, request, session

from pollsite.accounts.identity import MEMBER_KEY, READER_KEY, find_member
from pollsite.clock import now
from pollsite.writing import NotWritten, Writer

log = structlog.get_logger()


class Joiner(Protocol):
    """Lets what one reader did be another's, in the caller's transaction; doing it twice is harmless."""

    def __call__(self, session: Any, *, from_reader: UUID, to_reader: UUID, at: datetime) -> None: ...


def init_joining(app: Flask, joiners: Sequence[Joiner]) -> None:
    """Run the joiners, in their order and in one transaction, after the request that signed somebody in.

    If the database does not take it, the cookie keeps the anonymous reader, and the next form tries again.
    """

    @app.after_request
    def _join(response: Response) -> Response:
        if request.method == "POST" and MEMBER_KEY in session and READER_KEY in session:
            _join_reader(joiners)
        return response


def _join_reader(joiners: Sequence[Joiner]) -> None:
    member, reader_id, at = find_member(), UUID(hex=session[READER_KEY]), now()
    if member is None:
        return

    def act(storing: Any) -> None:
        for join in joiners:
            join(storing, from_reader=reader_id, to_reader=member.reader_id, at=at)

    writer: Writer = current_app.extensions["pollsite-writer"]
    try:
        writer.write(act)
    except NotWritten:
        log.warning("a reader's acts wait to be joined to their account")
        return
    session.pop(READER_KEY)
