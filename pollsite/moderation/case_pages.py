"""A case's page as an answer: as it is opened, and with its form filled in again where a decision was refused."""

from flask import Response, render_template, request

from pollsite.accounts.doors import private
from pollsite.accounts.types import Member, Role
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.types import Status
from pollsite.moderation.ballot_lines import number_waiting
from pollsite.moderation.case_view import CaseView, find_subject, subject_of_comment, view_case
from pollsite.moderation.decision_forms import Typed
from pollsite.moderation.decision_lines import DecisionLine, find_decision
from pollsite.moderation.going_on import listing_of_form
from pollsite.moderation.limits import SUSPENSION_DAYS
from pollsite.moderation.listing import Listing, read_listing
from pollsite.moderation.queue import queue_counts
from pollsite.moderation.queue_words import KIND_WORDS, PRIORITY_WORDS, wait_in_words
from pollsite.moderation.rulebook import RULES
from pollsite.numbers import number_in


def case_answer(
    member: Member,
    *,
    case_id: int | None = None,
    comment_id: int | None = None,
    typed: Typed | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    """The case, or the comment by its number, on one screen. Raises CaseNotFound and BarredFromCase.

    `typed` is what was filled in and `error` says why it was refused.
    """
    session = db.session()
    if case_id is not None:
        subject = find_subject(session, case_id, moderator_id=member.account_id)
    else:
        subject = subject_of_comment(session, comment_id or 0, moderator_id=member.account_id)
    view = view_case(session, subject, moderator_id=member.account_id, listing=_listing(), at=now())
    page = render_template(
        "moderation/case.html",
        view=view,
        may_take_back=_may_take_back(member, view),
        typed=typed or _fresh(view),
        error=error,
        rules=RULES,
        days=SUSPENSION_DAYS,
        done=done_before(member),
        counts=queue_counts(session.connection(), member.account_id),
        now=now(),
        wait=wait_in_words,
        kinds=KIND_WORDS,
        priorities=PRIORITY_WORDS,
        bursts=number_waiting(session.connection()),
    )
    return private(page, status)


def done_before(member: Member) -> DecisionLine | None:
    """The moderator's own decision that led to this page, by `?done=`, so that it can be told and taken back."""
    known = find_decision(db.session().connection(), number_in(request.args.get("done")))
    return known if known and known.moderator_id == member.account_id and not known.is_undone else None


def _may_take_back(member: Member, view: CaseView) -> bool:
    """See undoing.refuse_undoing(): to others a removed comment's own page is the way."""
    is_own = view.closing is not None and view.closing.moderator_id == member.account_id
    return is_own or member.role.includes(Role.ADMIN)


def _listing() -> Listing:
    """From the form that was sent, or the address."""
    if request.method == "POST":
        return listing_of_form()
    return read_listing(request.args.get("in", ""), request.args.get("q", "")).of_cases


def _fresh(view: CaseView) -> Typed:
    """What nobody has read yet is not published by the way: whoever warns its author removes it, unless they say so."""
    return Typed(rule=view.rule.number if view.rule else 0, removes=view.status is Status.HELD)
