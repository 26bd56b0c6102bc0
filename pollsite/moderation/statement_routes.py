"""The doors of statements and appeals: read what was decided about one's words, say so, appeal, and be answered."""

from functools import partial

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.identity import ensure_reader_id, find_reader_id
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.acting import count_click, count_writing
from pollsite.discussion.errors import DiscussionRefused
from pollsite.moderation.appeal_errors import AnswerIncomplete, StatementNotFound
from pollsite.moderation.appealing import answer_appeal, appeal
from pollsite.moderation.case_pages import case_answer
from pollsite.moderation.decision_forms import typed_in
from pollsite.moderation.doors import require_moderator, write
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, ModerationRefused
from pollsite.moderation.going_on import go_on
from pollsite.moderation.refusing import refusal_page as moderators_refusal_page
from pollsite.moderation.statement_pages import (
    appeal_page,
    own_statement,
    readable_statement,
    refusal_page,
    statement_page,
    way_back,
)
from pollsite.moderation.statements import find_statement_about, mark_statement_read
from pollsite.moderation.telling import tell
from pollsite.numbers import number_in
from pollsite.ratelimit import LimitReached

blueprint = Blueprint("statements", __name__)
STATEMENT = "/statements/<int:decision_id>"
ANSWERS = {"accept": True, "reject": False}
DONE = {True: "Appeal accepted.", False: "Appeal rejected."}


@blueprint.errorhandler(ModerationRefused)
def refused(refusal: ModerationRefused) -> Response:
    """The sentence, where no form catches it to say it itself."""
    return refusal_page(refusal)


@blueprint.get(STATEMENT)
def show(decision_id: int) -> Response:
    """What was decided, by which rule, what follows, and how to appeal. Looking says nothing of having read."""
    return statement_page(readable_statement(decision_id))


@blueprint.get("/comments/<int:about_id>/statement")
def find(about_id: int) -> WerkzeugResponse:
    """From one's own comment to what was said about it last."""
    stated = find_statement_about(db.session().connection(), about_id)
    if stated is None or stated.reader_id != find_reader_id():
        raise StatementNotFound
    return redirect(stated.address, 303)


@blueprint.post(f"{STATEMENT}/read")
def read(decision_id: int) -> WerkzeugResponse:
    """Say that one has read it, and go back to where one wrote."""
    stated = own_statement(decision_id)
    try:
        count_click()
    except LimitReached as reached:
        return _told_to_wait(statement_page(stated, status=429, error=str(reached)), reached)
    reading = partial(mark_statement_read, decision_id=decision_id, reader_id=stated.reader_id, at=now())
    write(reading)
    return redirect(way_back() or stated.address, 303)


@blueprint.get(f"{STATEMENT}/appeal")
def show_appeal(decision_id: int) -> WerkzeugResponse:
    """The form of an appeal; where none can be made any more, the statement, which says why."""
    stated = own_statement(decision_id)
    if not stated.may_be_appealed(now()):
        return redirect(f"{stated.address}#appeal", 303)
    return appeal_page(stated)


@blueprint.post(f"{STATEMENT}/appeal")
def send_appeal(decision_id: int) -> WerkzeugResponse:
    """Let another moderator look at it."""
    text = request.form.get("text", "")
    try:
        stated = own_statement(decision_id)
    except StatementNotFound as refusal:
        return appeal_page(None, text=text, error=str(refusal), status=refusal.status)
    try:
        count_writing()
        write(
            partial(appeal, decision_id=decision_id, reader_id=ensure_reader_id(), text=text, at=now()),
        )
    except (ModerationRefused, LimitReached) as refusal:
        page = appeal_page(stated, text=text, error=str(refusal), status=refusal.status)
        return _told_to_wait(page, refusal)
    return redirect(f"{stated.address}#appeal", 303)


def _told_to_wait(response: Response, refusal: ModerationRefused | LimitReached) -> Response:
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


@blueprint.post("/moderation/cases/<int:case_id>/appeal")
def answer(case_id: int) -> WerkzeugResponse:
    """Accept the appeal or reject it, and go on with the next case."""
    member, typed = require_moderator(), typed_in(request.form)
    try:
        chosen = ANSWERS.get(request.form.get("answer", ""))
        if chosen is None:
            raise AnswerIncomplete
        answering = partial(
            answer_appeal,
            case_id=case_id,
            version=number_in(request.form.get("version")),
            moderator_id=member.account_id,
            accept=chosen,
            note=typed.note,
            at=now(),
        )
        decided = write(answering)
    except (CaseNotFound, BarredFromCase) as refusal:
        return moderators_refusal_page(refusal)
    except (ModerationRefused, DiscussionRefused) as refusal:
        return case_answer(member, case_id=case_id, typed=typed, error=str(refusal), status=refusal.status)
    tell(decided.told)
    return go_on(member, decision_id=decided.decision_id, sentence=DONE[chosen])
