"""One reader's article page, put together from pieces that many readers share.

The page around the polls and each poll's card are rendered once for all who see the same, and kept with the
warm article; for one reader they are joined, and the reader's form token is put in last.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType

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

NO_NOTICES: Mapping[int, str] = MappingProxyType({})


def compose(
    warm: WarmArticle,
    *,
    at: datetime,
    standings: Mapping[int, Standing],
    seed: int = 0,
    draft: Draft | None = None,
    notices: Mapping[int, str] = NO_NOTICES,
    token: str = "",
) -> bytes:
    """The page as of `at` for a reader with these standings (by wording id) and this shuffle seed.

    `notices` are told in the cards of these polls, by poll id. `token` is the form token of a reader who has a
    cookie, "" for everybody else.
    """
    cards = {
        poll.key: _card(
            poll, at=at, standings=standings, seed=seed, draft=draft, notice=notices.get(poll.id, "")
        )
        for poll in warm.polls
    }
    visible = tuple(card.with_results for card in cards.values())
    frame = _frame(warm, visible)
    pieces = [frame.opening]
    for key, following in frame.after:
        pieces += (cards[key].html, following)
    return b"".join(pieces).replace(_TOKEN_PLACE, token.encode())


def _frame(warm: WarmArticle, visible: tuple[bool, ...]) -> Frame:
    kept = warm.frames.get(visible)
    if kept is not None:
        return kept
    page = article_page(warm, visible=visible)
    html = render_template("pages/article.html", page=page, card_place=CARD_PLACE)
    opening, *following = (piece.encode() for piece in html.split(CARD_PLACE))
    keys = [part.placed.poll.key for part in page.parts if part.placed]
    return warm.frames.keep(visible, Frame(opening, tuple(zip(keys, following, strict=True))))


def _card(
    poll: WarmPoll,
    *,
    at: datetime,
    standings: Mapping[int, Standing],
    seed: int,
    draft: Draft | None,
    notice: str,
) -> Card:
    """The poll's card: from those kept, unless it has something to tell this reader alone."""
    definition = poll.state.definition
    standing = standings.get(definition.wording_id, NO_STANDING)
    view = partial(view_poll, poll.state, at=at, results=poll.results, standing=standing, seed=seed)
    own_draft = draft if draft and draft.poll_id == poll.id else None
    if own_draft or notice:
        return _render(view(draft=own_draft, notice=notice))
    order = 0 if standing.choices else order_number(definition, seed=seed)
    key = (definition.phase(at), standing, order)
    kept = poll.cards.get(key)
    if kept is not None:
        return kept
    return poll.cards.keep(key, _render(view()))


def _render(view: PollView) -> Card:
    html = get_template_attribute("polls/_poll.html", "poll_card")(view, TOKEN_PLACE)
    return Card(str(html).encode(), with_results=view.results is not None)
