"""The doors by which moderators say how open each article's discussion is."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.accounts.doors import private
from pollsite.clock import now
from pollsite.db import reading
from pollsite.discussion.errors import ArticleNotFound
from pollsite.discussion.types import Openness
from pollsite.moderation.article_lines import article_lines
from pollsite.moderation.doors import require_moderator, write
from pollsite.moderation.limits import MAX_HOLDING_HOURS
from pollsite.moderation.opening import set_opening

blueprint = Blueprint("openings", __name__)
ADDRESS = "/moderation/articles"
_WORDS = {
    Openness.OPEN: "open",
    Openness.HOLDING: "hold everything",
    Openness.CLOSED: "closed",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed for the article `slug`, and the sentence that says what is wrong with it."""

    slug: str = ""
    hours: str = ""
    error: str = ""


@blueprint.get(ADDRESS)
def show() -> Response:
    """Every article with what it takes and what waits there."""
    require_moderator(back=ADDRESS)
    return _page(Refused())


@blueprint.post(f"{ADDRESS}/<slug>")
def change(slug: str) -> WerkzeugResponse:
    """Open a discussion, hold everything there, or close it; and say when it holds everything by itself."""
    require_moderator(back=ADDRESS)
    asked, hours = request.form.get("openness", ""), request.form.get("hours", "").strip()
    if asked not in tuple(Openness):
        return _page(
            Refused(slug, hours, "Choose whether it is open, holds everything, or is closed."), status=422
        )
    minutes = _minutes(hours)
    if hours and minutes is None:
        told = f"Write the hours as a number up to {MAX_HOLDING_HOURS}, like 12 or 0.5; leave it empty for never."
        return _page(Refused(slug, hours, told), status=422)
    try:
        write(partial(set_opening, slug=slug, openness=Openness(asked), holds_after_min=minutes))
    except ArticleNotFound:
        abort(404, "There is no article at this address. Nothing was changed.")
    flash(f"Stored: {_WORDS[Openness(asked)]}.", "success")
    return redirect(f"{ADDRESS}#{slug}", 303)


def _minutes(hours: str) -> int | None:
    """The minutes of what was typed as hours; None for what is none, too short or too long."""
    try:
        minutes = round(float(hours.replace(",", ".")) * 60)
    except (ValueError, OverflowError):
        return None
    return minutes if 0 < minutes <= MAX_HOLDING_HOURS * 60 else None


def _page(refused: Refused, *, status: int = 200) -> Response:
    with reading() as connection:
        lines = article_lines(connection, at=now())
    page = render_template("moderation/articles.html", lines=lines, refused=refused, words=_WORDS)
    return private(page, status)
