"""What every act in a discussion needs: who acts, how it is counted and written, and how it may be refused."""

from collections.abc import Callable, Collection
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app, request

from pollsite.accounts.errors import AccountRefused
from pollsite.accounts.identity import ensure_reader_id, find_member, find_reader_id
from pollsite.allowances import GUESTS, PREVIEWS, WRITING
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.errors import (
    CommentNotFound,
    DiscussionRefused,
    NotStored,
    NotYours,
    SignedOut,
    TagNotAsked,
)
from pollsite.discussion.form_views import Typed
from pollsite.discussion.overseeing import Overseer
from pollsite.discussion.subjects import Subject, Written, find_written
from pollsite.discussion.types import Status
from pollsite.markup import CommentRefused
from pollsite.ratelimit import Limiter, LimitReached
from pollsite.writing import NotWritten, Writer

Done = TypeVar("Done")
REFUSALS = (DiscussionRefused, CommentRefused, AccountRefused, LimitReached)
"""Everything that is answered with a sentence and what was typed."""


def refuse_signed_out(entered: Typed) -> None:
    """Raises SignedOut where a member's form comes from nobody: what they wrote is not to be posted as a guest's."""
    if entered.as_member and find_member() is None:
        raise SignedOut


def write(act: Callable[[Any], Done]) -> Done:
    """What `act` returns, once it is stored. Raises NotStored when the database does not take it."""
    writer: Writer = current_app.extensions["pollsite-writer"]
    try:
        return writer.write(act)
    except NotWritten as failure:
        raise NotStored from failure


def overseer(*, source: str = "", html: str = "", name: str = "") -> Overseer:
    """Who looks at these words in the transaction that stores them, having looked at all that needs no lock; and at the
    name, where a guest has chosen it for them.
    """
    looking: Callable[[str, str, str], Overseer] = current_app.extensions["pollsite-overseer"]
    return looking(source, html, name)


def refuse_foreseen() -> None:
    """Raises what a member would be refused with whatever they wrote, so that they learn it before they do. One
    statement at most.
    """
    member = find_member()
    if member is None:
        return
    refusal = overseer().foresee(db.session(), account_id=member.account_id, at=now())
    if refusal is not None:
        raise refusal


def count_writing(*, article_id: int | None = None) -> None:
    """Count a comment on the article, or another act with words. Raises LimitReached."""
    actor, address, at = ensure_reader_id().hex, request.remote_addr, now()
    _limiter().count(WRITING, actor=actor, address=address, article=article_id, at=at)
    if article_id is not None and find_member() is None:
        _limiter().count(GUESTS, actor=actor, address=address, article=article_id, at=at)


def count_preview() -> None:
    """Count a look at what words would look like. Raises LimitReached."""
    _limiter().count(PREVIEWS, actor=ensure_reader_id().hex, address=request.remote_addr, at=now())


def count_click() -> None:
    """Count an act of one click, as votes are counted. Raises LimitReached."""
    _limiter().count_vote(reader=ensure_reader_id().hex, address=request.remote_addr, at=now())


def _limiter() -> Limiter:
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    return limiter


def parent_in(subject: Subject, parent_id: int | None, reader_id: UUID | None) -> Written | None:
    """The comment of the article that is answered; None for the article itself, or where there is none that this
    reader may know of.
    """
    found = find_written(db.session(), parent_id) if parent_id else None
    if found is None or found.article_id != subject.article_id:
        return None
    return found if found.is_known or found.reader_id == reader_id else None


def readable_comment(comment_id: int, reader_id: UUID | None) -> Written | None:
    """The comment, if its words are for this reader's eyes."""
    found = find_written(db.session(), comment_id)
    if found is None or found.status is Status.DELETED:
        return None
    return found if found.is_visible or found.reader_id == reader_id else None


def own_comment(comment_id: int) -> Written:
    """The comment, for its author. Raises CommentNotFound, also where others may not read it, or NotYours."""
    reader_id = find_reader_id()
    comment = readable_comment(comment_id, reader_id)
    if comment is None:
        raise CommentNotFound
    if comment.reader_id != reader_id:
        raise NotYours
    return comment


def tags_of(subject: Subject | None, keys: Collection[str]) -> tuple[int, ...]:
    """The questions of these keys, by poll id. Raises TagNotAsked."""
    known = {poll.key: poll.id for poll in subject.polls} if subject else {}
    if not known.keys() >= set(keys):
        raise TagNotAsked
    return tuple(known[key] for key in keys)
