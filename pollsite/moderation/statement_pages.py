"""Pages about one decision for the person it restricts: the statement, and the form of an appeal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, render_template, request

from pollsite.accounts.doors import private
from pollsite.accounts.identity import find_member, find_reader_id
from pollsite.accounts.types import Role
from pollsite.clock import now
from pollsite.db import db
from pollsite.moderation.appeal_errors import StatementNotFound
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.limits import MAX_APPEAL
from pollsite.moderation.statement_words import (
    NO_SECOND_MODERATOR,
    WAITS_FOR_ANOTHER,
    WAITS_FOR_ANY,
    answer_in_words,
    how_it_was_found,
    taken_back,
    what_it_means,
    what_was_done,
    who_decided,
)
from pollsite.moderation.statements import Stated, find_statement, has_answerer
from pollsite.web.addresses import is_local

PRESS_AGAIN = "One more step: nothing is stored yet. Please press the button again."
EXPIRED = "This form had expired, or you are signed out by now. Open the page again; nothing was stored."


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """A statement as its page prints it. `is_own`: it is read by whom it is for, not by a moderator.

    `waiting` says whom an appeal waits for, `answer` what came of it; "" where there is nothing to say.
    """

    stated: Stated
    is_own: bool
    heading: str
    means: str
    who: str
    found: str
    taken_back: str
    may_appeal: bool
    is_too_late: bool
    waiting: str
    answer: str
    back: str
    error: str = ""


def statement_page(stated: Stated, *, status: int = 200, error: str = "") -> Response:
    """The statement, for whom it is for and for moderators."""
    at = now()
    may_appeal, is_own = stated.may_be_appealed(at), stated.reader_id == find_reader_id()
    page = StatementPage(
        stated=stated,
        is_own=is_own,
        heading=what_was_done(stated.restriction),
        means=what_it_means(
            stated.restriction,
            until=stated.until,
            is_removed=stated.is_removed,
            is_to_be_read=stated.is_to_be_read and is_own,
        ),
        who=who_decided(stated.actor),
        found=how_it_was_found(stated.found),
        taken_back=taken_back(stated.taken_back_at) if stated.taken_back_at else "",
        may_appeal=may_appeal,
        is_too_late=not may_appeal and stated.appeal is None and stated.taken_back_at is None,
        waiting=_waiting(stated),
        answer=answer_in_words(stated.appeal.outcome) if stated.appeal and stated.appeal.outcome else "",
        back=way_back(),
        error=error,
    )
    return private(render_template("moderation/statement.html", page=page), status)


def appeal_page(stated: Stated | None, *, text: str = "", error: str = "", status: int = 200) -> Response:
    """The form of an appeal, filled in again where it was refused. Without a statement, the words to copy."""
    heading = what_was_done(stated.restriction) if stated else "Your words are still here"
    page = render_template(
        "moderation/appeal.html",
        stated=stated,
        heading=heading,
        text=text,
        error=error,
        limit=MAX_APPEAL,
        may_appeal=stated is not None and stated.may_be_appealed(now()),
    )
    return private(page, status)


def refusal_page(refusal: ModerationRefused) -> Response:
    """The sentence on a page of its own: the same for what is not there and for what is somebody else's."""
    page = render_template("base/error.html", code=refusal.status, sentence=str(refusal))
    response = private(page, refusal.status)
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def readable_statement(decision_id: int) -> Stated:
    """The statement for whom it is for, and for moderators. Raises StatementNotFound for everybody else."""
    stated, member = _find(decision_id), find_member()
    moderates = member is not None and member.role.includes(Role.MODERATOR)
    if stated is None or not (moderates or stated.reader_id == find_reader_id()):
        raise StatementNotFound
    return stated


def own_statement(decision_id: int) -> Stated:
    """The statement for whom it is for. Raises StatementNotFound for everybody else."""
    stated = _find(decision_id)
    if stated is None or stated.reader_id != find_reader_id():
        raise StatementNotFound
    return stated


def way_back() -> str:
    """Where the reader wrote before they came here, by `back` in the address or the form; "" for none on this site."""
    wanted = request.form.get("back") or request.args.get("back", "")
    return wanted if is_local(wanted) else ""


def ask_to_read() -> Response:
    """The statement again: its button came without a valid token."""
    try:
        return statement_page(own_statement(_asked()), status=403, error=PRESS_AGAIN)
    except StatementNotFound:
        return private(render_template("base/error.html", code=403, sentence=EXPIRED), 403)


def ask_to_appeal() -> Response:
    """The form again, one step from sent: it came without a valid token."""
    text = request.form.get("text", "")
    try:
        return appeal_page(own_statement(_asked()), text=text, error=PRESS_AGAIN, status=403)
    except StatementNotFound:
        return appeal_page(None, text=text, error=EXPIRED, status=403)


def _find(decision_id: int) -> Stated | None:
    return find_statement(db.session().connection(), decision_id)


def _asked() -> int:
    return int((request.view_args or {})["decision_id"])


def _waiting(stated: Stated) -> str:
    if stated.appeal is None or not stated.appeal.waits:
        return ""
    if not has_answerer(db.session().connection(), stated):
        return NO_SECOND_MODERATOR
    return WAITS_FOR_ANOTHER if stated.barred_id is not None else WAITS_FOR_ANY


ASKING: Mapping[str, Callable[[], Response]] = {
    "statements.read": ask_to_read,
    "statements.send_appeal": ask_to_appeal,
}
"""By endpoint, how its form is asked about again."""
