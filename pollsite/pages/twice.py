"""The leading question before the article and at its end, rendered once for all who stand alike in it."""

from datetime import datetime

from flask import get_template_attribute

from pollsite.pages.pieces import TOKEN_PLACE
from pollsite.pages.warm import Card, Reading, WarmPoll
from pollsite.polls.before_view import TwiceAsked, twice_asked
from pollsite.polls.ordering import order_number
from pollsite.polls.types import NO_STANDING
from pollsite.polls.views import Draft

PLACES = ("before", "and_now")
"""Names of the places in the article's template, and of the macros that fill them."""


def twice_pieces(read: Reading, *, at: datetime, seed: int, draft: Draft | None) -> dict[str, bytes]:
    """By place; {} where the article asks nothing twice. `draft` is an answer before reading that was refused."""
    poll = read.warm.find_poll(read.warm.article.shift)
    if poll is None:
        return {}
    return {place: _piece(place, poll, read, at=at, seed=seed, draft=draft) for place in PLACES}


def _piece(
    place: str, poll: WarmPoll, read: Reading, *, at: datetime, seed: int, draft: Draft | None
) -> bytes:
    definition = poll.state.definition
    standing = read.standings.get(definition.wording_id, NO_STANDING)
    order = 0 if standing.choices else order_number(definition, seed=seed)
    key = (place, definition.phase(at), standing, order)
    kept = poll.cards.get(key)
    if kept is not None and draft is None:
        return kept.html
    html = _render(place, twice_asked(definition, at=at, standing=standing, seed=seed, draft=draft))
    return html if draft else poll.cards.keep(key, Card(html, with_results=False)).html


def _render(place: str, view: TwiceAsked) -> bytes:
    return str(get_template_attribute("polls/_twice.html", place)(view, TOKEN_PLACE)).encode()
