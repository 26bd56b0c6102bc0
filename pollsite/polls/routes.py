"""The doors of a poll: vote, withdraw, look without voting, and the fragment that the script exchanges."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, jsonify, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.identity import ensure_reader_id
from pollsite.clock import now
from pollsite.db import db
from pollsite.polls.definitions import get_definition
from pollsite.polls.errors import ActRefused, NotStored, PollError, PollNotFound
from pollsite.polls.forms import BallotForm, acting_reader
from pollsite.polls.fragments import poll_fragment, wants_fragment
from pollsite.polls.origins import forgetting_too, request_origin
from pollsite.polls.services import BallotHook, BallotReceipt, cast_ballot, record_peek, withdraw_ballot
from pollsite.polls.types import PollDefinition
from pollsite.polls.views import CHANGED, COUNTED, RECORDED, WITHDRAWN, Draft
from pollsite.polls.words import hold_in_words
from pollsite.ratelimit import Limiter, LimitReached
from pollsite.writing import NotWritten, Writer

blueprint = Blueprint("polls", __name__)
Done = TypeVar("Done")
AND_NOW = "and-now"
"""Where an article asks its leading question again."""
POLL = "/polls/<int:poll_id>"
"""A poll's address; a number that no database column holds is not found."""


@blueprint.post(f"{POLL}/ballot")
def cast(poll_id: int) -> WerkzeugResponse:
    """Count the reader's answer, in place of an earlier one."""
    form = BallotForm(request.form, meta={"csrf": False})
    keys = tuple(form.option.data or ())

    def act() -> BallotReceipt:
        at = now()
        vote = partial(
            cast_ballot,
            poll_id=poll_id,
            reader_id=acting_reader(),
            keys=keys,
            wording=form.wording.data or 0,
            at=at,
            origin=request_origin(at=at),
            hooks=ballot_hooks(),
        )
        return write(forgetting_too(vote, at=at))

    return _answer(poll_id, keys, act, say=said_of)


@blueprint.post(f"{POLL}/withdrawal")
def withdraw(poll_id: int) -> WerkzeugResponse:
    """Take the reader's answer back."""

    def act() -> BallotReceipt:
        withdrawal = partial(
            withdraw_ballot, poll_id=poll_id, reader_id=acting_reader(), at=now(), hooks=ballot_hooks()
        )
        return write(withdrawal)

    return _answer(poll_id, None, act, say=said_of)


@blueprint.post(f"{POLL}/peek")
def peek(poll_id: int) -> WerkzeugResponse:
    """Show the reader this poll's results without a vote."""

    def act() -> PollDefinition:
        return write(partial(record_peek, poll_id=poll_id, reader_id=acting_reader(), at=now()))

    return _answer(poll_id, None, act, say=lambda poll: Said(poll, "Results shown. You can still vote."))


@blueprint.get(POLL)
def show(poll_id: int) -> WerkzeugResponse:
    """The poll alone, for the script; a browser without one is sent to its place in the article."""
    try:
        poll = get_definition(db.session(), poll_id)
    except PollNotFound as missing:
        raise ActRefused(poll_id, None, missing) from missing
    if not wants_fragment():
        return redirect(article_address(poll), 303)
    draft = Draft(poll_id) if "change" in request.args else None
    return poll_fragment(poll_id, draft=draft, with_receipt="receipt" in request.args)


@blueprint.get(f"{POLL}/<any(ballot, withdrawal, peek):act>")
def leave(poll_id: int, act: str) -> WerkzeugResponse:
    """Who reloads the address a form was sent to, or opens a link to it, is sent to the poll."""
    return show(poll_id)


@blueprint.get("/token")
def token() -> Response:
    """A forgery-protection token, and with it a session: asked for when something is first chosen."""
    ensure_reader_id(order_seed=request.args.get("order", type=int))
    answer = jsonify(token=generate_csrf())
    answer.headers["Cache-Control"] = "no-store"
    return answer


def article_address(poll: PollDefinition, *, told: str = "", at_end: bool = False) -> str:
    """Where in its article the poll stands, or is asked again at the end; `told`, withdrawn or changed, lets the page say
    what has just happened.
    """
    just_done: dict[str, Any] = {told: poll.key} if told else {}
    anchor = AND_NOW if at_end else f"poll-{poll.key}"
    return url_for("pages.article", slug=poll.article_slug, _anchor=anchor, **just_done)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an act on a poll: in its card, or by the address of the article that is gone to."""

    poll: PollDefinition
    notice: str
    told: str = ""


def said_of(receipt: BallotReceipt) -> Said:
    """What is said of a ballot that was cast, changed or withdrawn."""
    if not receipt.choices:
        return Said(receipt.definition, WITHDRAWN, "withdrawn")
    held = hold_in_words(receipt.hold)
    if receipt.previous not in (0, receipt.choices):
        return Said(receipt.definition, f"{CHANGED} {held}".strip(), "changed")
    return Said(receipt.definition, f"{RECORDED} {held}" if held else COUNTED)


def _answer(
    poll_id: int,
    keys: tuple[str, ...] | None,
    act: Callable[[], Done],
    *,
    say: Callable[[Done], Said],
) -> WerkzeugResponse:
    """The fragment with what is to be said of what was done, or the way back to the poll."""
    try:
        count_act()
        said = say(act())
    except (PollError, LimitReached) as refusal:
        raise ActRefused(poll_id, keys, refusal) from refusal
    if wants_fragment():
        return poll_fragment(poll_id, notice=said.notice)
    at_end = request.form.get("from") == AND_NOW
    return redirect(article_address(said.poll, told=said.told, at_end=at_end), 303)


def write(act: Callable[[Any], Done]) -> Done:
    """What `act` returns, once it is stored. Raises NotStored when the database does not take it."""
    writer: Writer = current_app.extensions["pollsite-writer"]
    try:
        return writer.write(act)
    except NotWritten as failure:
        raise NotStored from failure


def ballot_hooks() -> tuple[BallotHook, ...]:
    """What else the site does when a ballot changes, as registered when it was put together."""
    hooks: tuple[BallotHook, ...] = current_app.extensions.get("pollsite-ballot-hooks", ())
    return hooks


def count_act() -> None:
    """Count one act of the request's reader and address. Raises LimitReached."""
    limiter: Limiter = current_app.extensions["pollsite-limiter"]
    limiter.count_vote(reader=acting_reader().hex, address=request.remote_addr, at=now())
