"""The doors of clearing up: what one author wrote, or one burst of spam, looked at, decided, and taken back at once."""

from functools import partial

from flask import Blueprint, Response, flash, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import private
from pollsite.accounts.types import Member
from pollsite.clock import now
from pollsite.db import db
from pollsite.discussion.errors import DiscussionRefused
from pollsite.moderation.bulk import BulkDone, Seen, decide_in_bulk, undo_bulk
from pollsite.moderation.bulk_lines import BulkResult, find_bulk, view_bulk
from pollsite.moderation.bursts import Grouping
from pollsite.moderation.decision_errors import DecisionUnknown
from pollsite.moderation.decision_forms import Typed, typed_in
from pollsite.moderation.doors import require_moderator, write
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.limits import MAX_BULK, SUSPENSION_DAYS
from pollsite.moderation.refusing import refusal_page
from pollsite.moderation.rulebook import RULES
from pollsite.moderation.telling import tell
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.verdicts import Verdict
from pollsite.numbers import number_in

blueprint = Blueprint("bulk", __name__, url_prefix="/moderation")
COMMENT = "/comments/<int:comment_id>/bulk"
NAMED = 10
"""So many of the comments that were skipped are named."""
REFUSALS = (ModerationRefused, DiscussionRefused)
_ON_AUTHOR = {"": None, "suspend": DecisionKind.SUSPEND, "hold_author": DecisionKind.HOLD_AUTHOR}

for _refusal in REFUSALS:
    blueprint.register_error_handler(_refusal, refusal_page)


@blueprint.get(COMMENT)
def preview(comment_id: int) -> Response:
    """What would be touched. Looking touches nothing."""
    member = require_moderator(back=request.full_path.rstrip("?"))
    return _page(member, comment_id, _grouping(request.args.get("by", "")))


@blueprint.post(COMMENT)
def decide(comment_id: int) -> WerkzeugResponse:
    """Keep or remove what was ticked; then say what was done, and offer the way back."""
    member, grouping = require_moderator(), _grouping(request.form.get("by", ""))
    try:
        kind, on_author = _asked(grouping)
        typed = typed_in(request.form)
        verdict = Verdict(
            kind=kind,
            moderator_id=member.account_id,
            rule=typed.rule or None,
            note=typed.note,
            days=typed.days,
        )
        deciding = partial(decide_in_bulk, verdict=verdict, seen=_seen(), on_author=on_author, at=now())
        done = write(deciding)
    except REFUSALS as refusal:
        return _page(member, comment_id, grouping, error=str(refusal), status=refusal.status)
    tell(done.told)
    _say_skipped(done)
    return redirect(f"/moderation/comments/{comment_id}/bulk?by={grouping}&done={done.bulk_id or 0}", 303)


@blueprint.post("/bulk/<int:bulk_id>/undo")
def take_back(bulk_id: int) -> WerkzeugResponse:
    """Take the whole of it back."""
    member = require_moderator()
    done = write(partial(undo_bulk, bulk_id=bulk_id, moderator_id=member.account_id, at=now()))
    tell(done.told)
    flash(f"Taken back: {done.decided} of {done.decided + len(done.skipped)}.")
    _say_skipped(done)
    return redirect("/moderation?in=mine", 303)


def _page(
    member: Member, comment_id: int, grouping: Grouping, *, error: str = "", status: int = 200
) -> Response:
    connection = db.session().connection()
    page = render_template(
        "moderation/bulk.html",
        view=view_bulk(connection, comment_id, grouping, moderator_id=member.account_id),
        groupings=Grouping,
        typed=typed_in(request.form) if error else Typed(),
        ticked=request.form.getlist("seen") if error else None,
        on_author=request.form.get("on_author", ""),
        error=error,
        rules=RULES,
        days=SUSPENSION_DAYS,
        most=MAX_BULK,
        done=_done(member),
    )
    return private(page, status)


def _done(member: Member) -> BulkResult | None:
    found = find_bulk(db.session().connection(), number_in(request.args.get("done", "")))
    return found if found and found.moderator_id == member.account_id else None


def _grouping(asked: str) -> Grouping:
    return Grouping(asked) if asked in tuple(Grouping) else Grouping.AUTHOR


def _asked(grouping: Grouping) -> tuple[DecisionKind, DecisionKind | None]:
    """Keep or remove, and what comes on top where it is all by one author. Raises DecisionUnknown."""
    kind, on_author = request.form.get("kind", ""), request.form.get("on_author", "")
    if kind not in (DecisionKind.KEEP, DecisionKind.REMOVE) or on_author not in _ON_AUTHOR:
        raise DecisionUnknown
    if on_author and (kind != DecisionKind.REMOVE or grouping is not Grouping.AUTHOR):
        raise DecisionUnknown
    return DecisionKind(kind), _ON_AUTHOR[on_author]


def _seen() -> tuple[Seen, ...]:
    """The comments ticked, each once, as the page showed them."""
    ticked = dict.fromkeys(request.form.getlist("seen"))
    parts = [[number_in(part) for part in one.split(".")] for one in ticked]
    return tuple(Seen(*numbers) for numbers in parts if len(numbers) == 3)


def _say_skipped(done: BulkDone) -> None:
    for one in done.skipped[:NAMED]:
        flash(f"Comment {one.comment_id} was left as it is. {one.why}")
    if len(done.skipped) > NAMED:
        flash(f"So were {len(done.skipped) - NAMED} others.")
