"""The doors of the question above the article: answer before reading, take that back, and the script's fragment."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.clock import now
from pollsite.db import db
from pollsite.polls.before import answer_before, withdraw_before
from pollsite.polls.before_errors import BeforeRefused
from pollsite.polls.before_fragments import before_fragment
from pollsite.polls.before_view import ANSWERED, WITHDRAWN
from pollsite.polls.definitions import get_definition
from pollsite.polls.errors import PollError
from pollsite.polls.forms import BallotForm, acting_reader
from pollsite.polls.fragments import wants_fragment
from pollsite.polls.routes import POLL, count_act, write
from pollsite.polls.types import PollDefinition
from pollsite.ratelimit import LimitReached

blueprint = Blueprint("before", __name__)
BEFORE = f"{POLL}/before"


@blueprint.post(BEFORE)
def answer(poll_id: int) -> WerkzeugResponse:
    """Remember what the reader thinks before they read."""
    form = BallotForm(request.form, meta={"csrf": False})
    keys, wording = tuple(form.option.data or ()), form.wording.data or 0
    act = partial(answer_before, poll_id=poll_id, keys=keys, wording=wording)
    return _answer(poll_id, keys, act, notice=ANSWERED)


@blueprint.post(f"{BEFORE}/withdrawal")
def withdraw(poll_id: int) -> WerkzeugResponse:
    """Forget it."""
    act = partial(withdraw_before, poll_id=poll_id)
    return _answer(poll_id, None, act, notice=WITHDRAWN)


@blueprint.get(BEFORE)
def show(poll_id: int) -> WerkzeugResponse:
    """Both places for the script; a browser without one is sent to the article's beginning."""
    try:
        if wants_fragment():
            return before_fragment(poll_id)
        return redirect(_article_address(get_definition(db.session(), poll_id)), 303)
    except PollError as missing:
        raise BeforeRefused(poll_id, None, missing) from missing


@blueprint.get(f"{BEFORE}/withdrawal")
def leave(poll_id: int) -> WerkzeugResponse:
    """Who reloads the address a form was sent to is sent to the article."""
    return show(poll_id)


def _article_address(poll: PollDefinition) -> str:
    return url_for("pages.article", slug=poll.article_slug, _anchor="before")


def _answer(
    poll_id: int,
    keys: tuple[str, ...] | None,
    act: Callable[..., PollDefinition],
    *,
    notice: str,
) -> WerkzeugResponse:
    """The fragment with the notice, or the way back to the article."""
    try:
        count_act()
        poll = write(partial(act, reader_id=acting_reader(), at=now()))
    except (PollError, LimitReached) as refusal:
        raise BeforeRefused(poll_id, keys, refusal) from refusal
    if wants_fragment():
        return before_fragment(poll_id, notice=notice)
    return redirect(_article_address(poll), 303)
