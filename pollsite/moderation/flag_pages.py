"""Where something is reported: a comment or a name, what its reader has said of it before, and how it is answered."""

from dataclasses import replace
from uuid import UUID

from flask import Response, current_app, render_template, request

from pollsite.accounts.doors import private
from pollsite.accounts.identity import ensure_reader_id, find_reader_id
from pollsite.accounts.queries import find_profile
from pollsite.allowances import REPORTS, REPORTS_ON
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.acting import readable_comment
from pollsite.discussion.answering import Refusal
from pollsite.discussion.errors import DiscussionRefused
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.flag_errors import NothingToReport
from pollsite.moderation.flag_forms import NOTHING_TYPED, FlagPage, TypedReport
from pollsite.moderation.flagging import refuse_reporter
from pollsite.moderation.reasons import NAME_REASONS, REASONS
from pollsite.moderation.reports import ReportLine, find_report
from pollsite.ratelimit import Limiter, LimitReached, counted_address
from pollsite.web.templating import form_token_if_known

REFUSALS = (ModerationRefused, DiscussionRefused, LimitReached)
"""Everything that is answered with a sentence and what was typed."""


def count_report() -> None:
    """Count a report. Raises LimitReached."""
    limiter, actor, at = _limiter(), ensure_reader_id().hex, now()
    for allowance in (REPORTS, REPORTS_ON):
        limiter.count(allowance, actor=actor, address=request.remote_addr, at=at)


def origin() -> str:
    """The address this request came from as a hash that is another one tomorrow; "" for one that is not counted."""
    site = counted_address(request.remote_addr or "")
    return _limiter().hashed(f"flag {site}", at=now()) if site else ""


def comment_page(comment_id: int, typed: TypedReport = NOTHING_TYPED) -> FlagPage:
    """The page for a comment. Raises NothingToReport, also where this reader may not read it."""
    reader_id = find_reader_id()
    comment = readable_comment(comment_id, reader_id)
    if comment is None or not comment.is_visible:
        raise NothingToReport
    page = FlagPage(
        heading="Report this comment",
        action=f"/comments/{comment_id}/flag",
        back=comment.address,
        reasons=REASONS,
        comment=comment,
        typed=typed,
    )
    return _for_reader(page, reader_id, author_id=comment.reader_id, comment_id=comment_id)


def name_page(account_id: int, typed: TypedReport = NOTHING_TYPED) -> FlagPage:
    """The page for a member's name. Raises NothingToReport."""
    profile = find_profile(db.session(), account_id)
    if profile is None:
        raise NothingToReport
    page = FlagPage(
        heading="Report this name",
        action=f"/members/{account_id}/flag",
        back=f"/members/{account_id}",
        reasons=NAME_REASONS,
        name=profile.name,
        typed=typed,
    )
    return _for_reader(page, find_reader_id(), author_id=profile.reader_id, account_id=account_id)


def _for_reader(
    page: FlagPage,
    reader_id: UUID | None,
    *,
    author_id: UUID,
    comment_id: int | None = None,
    account_id: int | None = None,
) -> FlagPage:
    """What is between this reader and it: their report of it, or why there can be none."""
    if reader_id is None:
        return page
    connection = db.session().connection()
    known: ReportLine | None = find_report(
        connection, reader_id, comment_id=comment_id, account_id=account_id
    )
    try:
        refuse_reporter(connection, reader_id, author_id=author_id, comment_id=comment_id, at=now())
    except ModerationRefused as refusal:
        return replace(page, known=known, refusal=str(refusal))
    return replace(page, known=known)


def answer(page: FlagPage, *, status: int = 200, error: str = "") -> Response:
    """The page as an answer, with a token for those who have a cookie."""
    shown = replace(page, token=form_token_if_known(), error=error)
    return private(render_template("moderation/flag.html", page=shown), status)


def answer_refused(page: FlagPage | None, refusal: Refusal) -> Response:
    """The form again with the sentence that says why; without one, the sentence alone. `refusal` is one of REFUSALS."""
    if page is None:
        html = render_template("base/error.html", code=refusal.status, sentence=str(refusal))
        response = private(html, refusal.status)
    else:
        response = answer(page, status=refusal.status, error="" if page.refusal else str(refusal))
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _limiter() -> Limiter:
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    return limiter
