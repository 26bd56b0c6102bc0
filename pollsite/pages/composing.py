"""One reader's article page, put together from pieces that many readers share.

The page around the polls and each poll's card are rendered once for all who see the same, and kept with the
warm article; for one reader they are joined, and the reader's form token is put in last.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from flask import get_template_attribute, render_template

from pollsite.pages.article_page import article_page
from pollsite.pages.warm import Card, Frame, WarmArticle, WarmPoll
from pollsite.polls.ordering import order_number
from pollsite.polls.types import NO_STANDING, Standing
from pollsite.polls.views import Draft, PollView, view_poll

CARD_PLACE = f"card-{secrets.token_hex(16)}"
TOKEN_PLACE = f"token-{secrets.token_hex(16)}"
_TOKEN_PLACE = TOKEN_PLACE.encode()
"""Stand in kept pieces for what is put in last; drawn at start, so that no text can contain them."""


def compose(
    warm: WarmArticle,
    *,
    at: datetime,
    standings: Mapping[int, Standing],
    seed: int = 0,
    draft: Draft | None = None,
    token: str = "",
) -> bytes:
    """The page as of `at` for a reader with these standings (by wording id) and this shuffle seed.

    `token` is the form token of a reader who has a cookie, "" for everybody else.
    """
    cards = {poll.key: _card(poll, at=at, standings=standings, seed=seed, draft=draft) for poll in warm.polls}
    visible = tuple(card.with_results for card in cards.values())
    frame = _frame(warm, visible, known=bool(token))
    pieces = [frame.opening]
    for key, following in frame.after:
        pieces += (cards[key].html, following)
    return b"".join(pieces).replace(_TOKEN_PLACE, token.encode())


def _frame(warm: WarmArticle, visible: tuple[bool, ...], *, known: bool) -> Frame:
    kept = warm.frames.get((visible, known))
    if kept is not None:
        return kept
    page = article_page(warm, visible=visible, known=known)
    html = render_template("pages/article.html", page=page, card_place=CARD_PLACE)
    opening, *following = (piece.encode() for piece in html.split(CARD_PLACE))
    keys = [part.placed.poll.key for part in page.parts if part.placed]
    return warm.frames.keep((visible, known), Frame(opening, tuple(zip(keys, following, strict=True))))


def _card(
    poll: WarmPoll, *, at: datetime, standings: Mapping[int, Standing], seed: int, draft: Draft | None
) -> Card:
    """The poll's card: from those kept, unless the reader is in the middle of answering it."""
    definition = poll.state.definition
    standing = standings.get(definition.wording_id, NO_STANDING)
    if draft and draft.poll_id == definition.id:
        return _render(
            view_poll(poll.state, at=at, results=poll.results, standing=standing, seed=seed, draft=draft)
        )
    order = 0 if standing.choices else order_number(definition, seed=seed)
    key = (definition.phase(at), standing, order)
    kept = poll.cards.get(key)
    if kept is not None:
        return kept
    view = view_poll(poll.state, at=at, results=poll.results, standing=standing, seed=seed)
    return poll.cards.keep(key, _render(view))


def _render(view: PollView) -> Card:
    html = get_template_attribute("polls/_poll.html", "poll_card")(view, TOKEN_PLACE)
    return Card(str(html).encode(), with_results=view.results is not None)
