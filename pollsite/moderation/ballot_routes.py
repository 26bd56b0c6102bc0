"""The doors of held votes: what waits, deciding about it, and taking that back."""

from functools import partial

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import private
from pollsite.accounts.types import Member
from pollsite.clock import now
from pollsite.db import reading
from pollsite.moderation.ballot_deciding import SeenBurst, decide_about_bursts, undo_ballot_decisions
from pollsite.moderation.ballot_errors import NoBurstChosen
from pollsite.moderation.ballot_lines import latest_ballot_decisions, number_waiting, undoable, waiting_bursts
from pollsite.moderation.ballot_words import rules_in_words
from pollsite.moderation.doors import require_moderator, write
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.types import BallotVerdict
from pollsite.numbers import number_in

blueprint = Blueprint("ballots", __name__, url_prefix="/moderation/ballots")
ADDRESS = "/moderation/ballots"


@blueprint.get("")
def show() -> Response:
    """Groups of held votes that wait, and the latest decisions; `?done=ID` tells of one's own and offers to undo it."""
    return _page(require_moderator(back=ADDRESS))


@blueprint.post("")
def decide() -> WerkzeugResponse:
    """Count the chosen groups or keep them held: `verdict` is count or keep, with a number for that group alone."""
    member = require_moderator(back=ADDRESS)
    try:
        done = _decide(member)
    except ModerationRefused as refusal:
        return _page(member, refusal)
    asked = "&".join(f"done={number}" for number in done)
    return redirect(f"{ADDRESS}?{asked}", 303)


@blueprint.post("/undo")
def undo() -> WerkzeugResponse:
    """Let what was decided about wait again."""
    member = require_moderator(back=ADDRESS)
    numbers = _numbers(request.form.getlist("decision"))
    try:
        write(partial(undo_ballot_decisions, decision_ids=numbers, moderator_id=member.account_id, at=now()))
    except ModerationRefused as refusal:
        return _page(member, refusal)
    return redirect(f"{ADDRESS}#decided", 303)


def _decide(member: Member) -> tuple[int, ...]:
    word, _, alone = request.form.get("verdict", "").partition(" ")
    if word not in (BallotVerdict.COUNT, BallotVerdict.KEEP):
        raise NoBurstChosen
    chosen = _numbers([alone] if alone else request.form.getlist("burst"))
    seen = [SeenBurst(number, number_in(request.form.get(f"seen-{number}"))) for number in chosen]
    act = partial(
        decide_about_bursts,
        seen=seen,
        verdict=BallotVerdict(word),
        moderator_id=member.account_id,
        at=now(),
    )
    return write(act)


def _page(member: Member, refusal: ModerationRefused | None = None) -> Response:
    with reading() as connection:
        lines = waiting_bursts(connection)
        waiting = number_waiting(connection)
        decided = latest_ballot_decisions(connection, member)
    page = render_template(
        "moderation/ballots.html",
        lines=lines,
        waiting=waiting,
        bursts=waiting,
        decided=decided,
        done=undoable(decided, _numbers(request.args.getlist("done"))),
        error=str(refusal) if refusal else "",
        ticked=set(_numbers(request.form.getlist("burst"))),
        rules=rules_in_words(),
    )
    return private(page, refusal.status if refusal else 200)


def _numbers(words: list[str]) -> list[int]:
    """The numbers among them that a column holds, each once."""
    return list(dict.fromkeys(number for number in map(number_in, words) if number))
