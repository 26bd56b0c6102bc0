"""The doors of the list of watched words: look at it, add to it, take from it, and try a text."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import private
from pollsite.clock import now
from pollsite.db import reading
from pollsite.markup import CommentRefused, render_comment
from pollsite.moderation.doors import require_moderator, write
from pollsite.moderation.gate import Gatekeeper
from pollsite.moderation.gate_errors import WordRefused
from pollsite.moderation.limits import MAX_WATCHED_LENGTH
from pollsite.moderation.looking import Findings
from pollsite.moderation.types import WordKind
from pollsite.moderation.watching import add_word, remove_word, watched_lines

blueprint = Blueprint("words", __name__)
ADDRESS = "/moderation/words"
_OUTCOMES = {
    "refused": "A comment with these words would be refused, whoever writes it. Its author is told which words "
    "they are, and keeps the text.",
    "held": "A comment with these words would wait for a moderator, unless a moderator writes it.",
    "passed": "Nothing stands out. A comment with these words is published at once, where nothing else holds it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is typed on the page: a word to add, with the sentence that refuses it; a text, and what was found in it."""

    words: str = ""
    kind: WordKind = WordKind.SUSPECT
    error: str = ""
    text: str = ""
    text_error: str = ""
    findings: Findings | None = None
    outcome: str = ""


@blueprint.get(ADDRESS)
def show() -> Response:
    """The list, and a box to try it with."""
    require_moderator(back=ADDRESS)
    return _page(Desk())


@blueprint.post(ADDRESS)
def add() -> WerkzeugResponse:
    """Watch for a word from now on."""
    member = require_moderator(back=ADDRESS)
    words = request.form.get("words", "")
    kind = WordKind.BANNED if request.form.get("kind") == WordKind.BANNED else WordKind.SUSPECT
    adding = partial(add_word, words=words, kind=kind, account_id=member.account_id, at=now())
    try:
        write(adding)
    except WordRefused as refusal:
        return _page(Desk(words=words, kind=kind, error=str(refusal)), status=refusal.status)
    flash(f"“{' '.join(words.split())}” is watched for from now on.", "success")
    return redirect(ADDRESS, 303)


@blueprint.post(f"{ADDRESS}/<int:word_id>/removal")
def remove(word_id: int) -> WerkzeugResponse:
    """Watch for it no more. Twice is harmless."""
    require_moderator(back=ADDRESS)
    removed = write(partial(remove_word, word_id=word_id))
    if removed:
        flash(f"“{removed}” is watched for no more. What it held still waits.", "success")
    return redirect(ADDRESS, 303)


@blueprint.post(f"{ADDRESS}/trial")
def attempt() -> WerkzeugResponse:
    """Say what the list finds in a text, and what would happen to it. Nothing is stored."""
    require_moderator(back=ADDRESS)
    text = request.form.get("text", "")
    try:
        html = render_comment(text)
    except CommentRefused as refusal:
        return _page(Desk(text=text, text_error=str(refusal)), status=refusal.status)
    gatekeeper: Gatekeeper = current_app.extensions["pollsite-overseer"]
    findings = gatekeeper.look(html)
    holds = findings.is_suspect or findings.has_link
    outcome = _OUTCOMES["refused" if findings.banned else "held" if holds else "passed"]
    return _page(Desk(text=text, findings=findings, outcome=outcome))


@blueprint.get(f"{ADDRESS}/trial")
def leave() -> WerkzeugResponse:
    """Who reloads the address a text was sent to is sent to the list."""
    require_moderator(back=ADDRESS)
    return redirect(ADDRESS, 303)


def _page(desk: Desk, *, status: int = 200) -> Response:
    with reading() as connection:
        lines = watched_lines(connection)
    page = render_template(
        "moderation/words.html", desk=desk, lines=lines, kinds=tuple(WordKind), max_length=MAX_WATCHED_LENGTH
    )
    return private(page, status)
