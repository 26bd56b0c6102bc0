"""What follows a decision: the next case is claimed and shown, or, to the script, named."""

from functools import partial

from flask import Response, flash, jsonify, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import KEPT_BY_NOBODY
from pollsite.accounts.types import Member
from pollsite.clock import now
from pollsite.moderation.claiming import claim_next
from pollsite.moderation.doors import write
from pollsite.moderation.listing import QUEUE_ADDRESS, Listing, read_listing, read_place
from pollsite.polls.fragments import wants_fragment


def go_on(member: Member, *, decision_id: int | None, sentence: str) -> WerkzeugResponse:
    """To the case that follows where the form stood (`in`, `q`, `place`), or to the queue if nothing is left.

    The script, which has the next page ready, is told instead what was done and which case is next.
    """
    listing = listing_of_form()
    after = read_place(request.form.get("place", ""))
    next_id = write(
        partial(claim_next, listing=listing, moderator_id=member.account_id, after=after, at=now())
    )
    if wants_fragment():
        return _told(
            decision=decision_id,
            sentence=sentence,
            undo=f"/moderation/decisions/{decision_id}/undo" if decision_id else "",
            next=next_id,
            address=listing.case_address(next_id) if next_id else listing.address,
        )
    if decision_id is None and sentence:
        flash(sentence)
    address = listing.case_address(next_id) if next_id else listing.address
    done = f"{'&' if '?' in address else '?'}done={decision_id}" if decision_id else ""
    return redirect(address + done, 303)


def go_back(*, case_id: int | None, comment_id: int | None, sentence: str) -> WerkzeugResponse:
    """To the case that waits again after a decision was taken back, or to the comment where there was none."""
    listing = listing_of_form()
    address = f"{QUEUE_ADDRESS}/comments/{comment_id}" if comment_id else listing.address
    if case_id is not None:
        address = listing.case_address(case_id)
    if wants_fragment():
        return _told(decision=None, sentence=sentence, undo="", next=case_id, address=address)
    flash(sentence)
    return redirect(address, 303)


def listing_of_form() -> Listing:
    """The part of the queue that the form was sent from, or where the work goes on from there."""
    return read_listing(request.form.get("in", ""), request.form.get("q", "")).of_cases


def _told(**facts: object) -> Response:
    response = jsonify(facts)
    response.headers["Cache-Control"] = KEPT_BY_NOBODY
    return response
