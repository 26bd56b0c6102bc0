"""The queue's doors: its pages, a case's, who looks at which, and the counts that the pages keep up to date."""

from functools import partial

from flask import Blueprint, Response, jsonify, make_response, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import KEPT_BY_NOBODY, private
from pollsite.accounts.types import Member
from pollsite.clock import now
from pollsite.db import db
from pollsite.moderation.ballot_lines import number_waiting
from pollsite.moderation.case_pages import case_answer, done_before
from pollsite.moderation.case_view import find_subject
from pollsite.moderation.claiming import claim_case, find_claim, release_case
from pollsite.moderation.decided_lines import decided_lines
from pollsite.moderation.decision_lines import decisions_by
from pollsite.moderation.doors import require_moderator, write
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.going_on import go_on
from pollsite.moderation.limits import CASES_A_PAGE
from pollsite.moderation.listing import Filter, read_listing, read_place
from pollsite.moderation.queue import QueuePage, queue_counts, queue_page
from pollsite.moderation.queue_words import FILTERS, KIND_WORDS, PRIORITY_WORDS, wait_in_words
from pollsite.moderation.refusing import refusal_page
from pollsite.numbers import number_in

blueprint = Blueprint("moderation", __name__, url_prefix="/moderation")
blueprint.register_error_handler(ModerationRefused, refusal_page)


@blueprint.get("")
def queue() -> Response:
    """What waits, the worst and oldest first; with `in=mine`, what the moderator decided."""
    member = require_moderator()
    listing = read_listing(request.args.get("in", ""), request.args.get("q", ""))
    place = read_place(request.args.get("after", ""))
    before = number_in(request.args.get("before")) or None
    connection, at = db.session().connection(), now()
    is_mine = listing.filter is Filter.MINE
    page = QueuePage(lines=())
    if not is_mine:
        page = queue_page(connection, listing, moderator_id=member.account_id, after=place, at=at)
    return private(
        render_template(
            "moderation/queue.html",
            page=page,
            listing=listing,
            filters=FILTERS,
            counts=queue_counts(connection, member.account_id),
            decided=_decided(member, before) if is_mine else (),
            is_new=not decisions_by(connection, member.account_id, before=None, limit=1),
            kinds=KIND_WORDS,
            priorities=PRIORITY_WORDS,
            wait=wait_in_words,
            a_page=CASES_A_PAGE,
            is_first=place is None and before is None,
            done=done_before(member),
            bursts=number_waiting(connection),
            now=at,
        )
    )


@blueprint.post("/next")
def start() -> WerkzeugResponse:
    """Begin with what comes first, or go on from where the form stood."""
    return go_on(require_moderator(), decision_id=None, sentence="")


@blueprint.get("/cases/<int:case_id>")
def case(case_id: int) -> Response:
    """A case on one screen. Looking claims nothing."""
    return case_answer(require_moderator(back=_here()), case_id=case_id)


@blueprint.get("/comments/<int:comment_id>")
def comment(comment_id: int) -> Response:
    """The same of a comment that a moderator came upon, whether or not a case waits about it."""
    return case_answer(require_moderator(back=_here()), comment_id=comment_id)


@blueprint.post("/cases/<int:case_id>/claim")
def claim(case_id: int) -> Response:
    """Have the case to oneself for a few minutes; who has it, where that is somebody else."""
    member = require_moderator()
    subject = find_subject(db.session(), case_id, moderator_id=member.account_id)
    is_open = subject.closed_at is None
    is_mine = is_open and write(
        partial(claim_case, case_id=case_id, moderator_id=member.account_id, at=now())
    )
    found = None if is_mine else find_claim(db.session().connection(), case_id, at=now())
    sentence = f"{found.name} is looking at this until {found.until:%H:%M} UTC." if found else ""
    if not is_open:
        sentence = "Somebody has decided about this meanwhile."
    return _facts(mine=is_mine, open=is_open, sentence=sentence)


@blueprint.post("/cases/<int:case_id>/release")
def release(case_id: int) -> Response:
    """Leave the case to whoever comes next."""
    member = require_moderator()
    write(partial(release_case, case_id=case_id, moderator_id=member.account_id))
    return _facts(released=True)


@blueprint.get("/counts")
def counts() -> Response:
    """How many wait, by filter, and how long the oldest has: asked for again and again, and mostly unchanged."""
    member = require_moderator()
    at = now()
    found = queue_counts(db.session().connection(), member.account_id)
    response = jsonify(
        counts={listed.value: number for listed, number in found.waiting.items()},
        oldest=wait_in_words(found.oldest_at, at=at),
    )
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    response.add_etag()
    return make_response(response.make_conditional(request))


def _decided(member: Member, before: int | None) -> tuple[object, ...]:
    """One more than a page holds, where there are more."""
    connection = db.session().connection()
    return decided_lines(connection, member.account_id, before=before, limit=CASES_A_PAGE + 1)


def _facts(**facts: object) -> Response:
    response = jsonify(facts)
    response.headers["Cache-Control"] = KEPT_BY_NOBODY
    return response


def _here() -> str:
    return request.full_path.rstrip("?")
