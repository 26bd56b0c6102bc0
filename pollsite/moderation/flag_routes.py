"""The doors for reporting: a comment, a member's name, and all that one has reported."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import private
from pollsite.accounts.identity import ensure_reader_id, find_reader_id
from pollsite.accounts.routes import MEMBER
from pollsite.clock import now
from pollsite.db import reading
from pollsite.discussion.answering import Question, ask
from pollsite.discussion.comment_routes import COMMENT
from pollsite.discussion.subjects import place_of
from pollsite.moderation.doors import write
from pollsite.moderation.flag_forms import FlagPage, TypedReport, report_of, typed_report
from pollsite.moderation.flag_pages import (
    REFUSALS,
    answer,
    answer_refused,
    comment_page,
    count_report,
    name_page,
    origin,
)
from pollsite.moderation.flagging import Flagged, Report, flag_comment, flag_name, withdraw_flag
from pollsite.moderation.reports import ReportsPage, reports_of
from pollsite.numbers import number_in

blueprint = Blueprint("flags", __name__)
REPORTS_ADDRESS = "/reports"
PRESS_AGAIN = (
    "One more step: nothing is sent yet. Please press the button again. A report comes with one cookie, so that you "
    "find out what becomes of it."
)
NOTHING_YET = ReportsPage((), None)


@blueprint.get(f"{COMMENT}/flag")
def show_comment(comment_id: int) -> Response:
    """The form that reports a comment, or what became of the reader's report."""
    return _shown(partial(comment_page, comment_id))


@blueprint.get(f"{MEMBER}/flag")
def show_name(account_id: int) -> Response:
    """The same for a member's name."""
    return _shown(partial(name_page, account_id))


def _shown(find: Callable[[], FlagPage]) -> Response:
    try:
        return answer(find())
    except REFUSALS as refusal:
        return answer_refused(None, refusal)


@blueprint.post(f"{COMMENT}/flag")
def report_comment(comment_id: int) -> WerkzeugResponse:
    """Store the report of a comment; back to it."""
    return _report(partial(comment_page, comment_id), partial(flag_comment, comment_id=comment_id))


@blueprint.post(f"{MEMBER}/flag")
def report_name(account_id: int) -> WerkzeugResponse:
    """The same of a member's name."""
    return _report(partial(name_page, account_id), partial(flag_name, account_id=account_id))


def _report(find: Callable[[TypedReport], FlagPage], flag: Callable[..., Flagged]) -> WerkzeugResponse:
    entered, page = typed_report(), None
    try:
        page = find(entered)
        flagged = _store(flag, report_of(entered, origin=origin()))
    except REFUSALS as refusal:
        return answer_refused(page, refusal)
    told = "flagged-before" if flagged.is_repeat else "flagged"
    if page.comment is None:
        return redirect(f"{page.back}?told={told}", 303)
    return redirect(place_of(page.comment.slug, page.comment.id, told=told), 303)


def _store(flag: Callable[..., Flagged], report: Report) -> Flagged:
    count_report()
    reader_id, at = ensure_reader_id(), now()

    def act(session: Any) -> Flagged:
        return flag(session, reader_id=reader_id, report=report, at=at)

    return write(act)


@blueprint.get(REPORTS_ADDRESS)
def reports() -> Response:
    """What this reader has reported, the latest first, and what became of it."""
    reader_id, asked = find_reader_id(), number_in(request.args.get("before")) or None
    page = NOTHING_YET
    if reader_id is not None:
        with reading() as connection:
            page = reports_of(connection, reader_id, before=asked)
    html = render_template("moderation/reports.html", page=page, is_first=asked is None)
    return private(html)


WITHDRAWAL = f"{REPORTS_ADDRESS}/<int:flag_id>/withdrawal"


@blueprint.post(WITHDRAWAL)
def withdraw(flag_id: int) -> WerkzeugResponse:
    """Take one of the reader's reports back; the list then says how it stands."""
    reader_id, at = ensure_reader_id(), now()
    try:
        write(partial(withdraw_flag, flag_id=flag_id, reader_id=reader_id, at=at))
    except REFUSALS as refusal:
        return answer_refused(None, refusal)
    return redirect(f"{REPORTS_ADDRESS}#report-{flag_id}", 303)


@blueprint.get(WITHDRAWAL)
def leave(flag_id: int) -> WerkzeugResponse:
    """Who reloads the address of the button is sent to the list."""
    return redirect(f"{REPORTS_ADDRESS}#report-{flag_id}", 303)


def ask_to_report() -> Response:
    """The form again, one step from sent: it came without a valid token."""
    entered, place = typed_report(), request.view_args or {}
    ensure_reader_id()
    try:
        if "comment_id" in place:
            return answer(comment_page(place["comment_id"], entered), status=403, error=PRESS_AGAIN)
        return answer(name_page(place["account_id"], entered), status=403, error=PRESS_AGAIN)
    except REFUSALS as refusal:
        return answer_refused(None, refusal)


def ask_to_withdraw() -> Response:
    """The button again."""
    ensure_reader_id()
    question = Question(
        heading="Withdraw this report?", action=request.path, button="Withdraw it", back=REPORTS_ADDRESS
    )
    return ask(question, status=403)


QUESTIONS: Mapping[str, Callable[[], Response]] = {
    "flags.report_comment": ask_to_report,
    "flags.report_name": ask_to_report,
    "flags.withdraw": ask_to_withdraw,
}
"""By endpoint, how its form is asked about again; see pollsite.polls.confirming."""
