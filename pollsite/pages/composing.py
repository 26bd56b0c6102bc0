"""One reader's article page, put together from pieces that many readers share.

The page around the polls, each poll's card and each comment are rendered once for all who see the same, and kept;
for one reader they are joined, and the reader's form token is put in last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from flask import get_template_attribute, render_template

from pollsite.pages.article_page import article_page
from pollsite.pages.describing import own_root, site_name
from pollsite.pages.meta import article_meta
from pollsite.pages.pieces import TOKEN_PLACE, Frame, place
from pollsite.pages.share_results import article_picture
from pollsite.pages.twice import twice_pieces
from pollsite.pages.warm import Card, Reading, WarmArticle, WarmPoll
from pollsite.polls.ledger_lines import LedgerRow
from pollsite.polls.ordering import order_number
from pollsite.polls.types import NO_STANDING, Standing
from pollsite.polls.views import Draft, PollView, view_poll
from pollsite.web.addresses import absolute


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the polls tell one reader alone: a vote or an answer before reading that was refused; notices,
    and rows of the ledger that are theirs, by poll id.
    """

    draft: Draft | None = None
    before: Draft | None = None
    notices: Mapping[int, str] = field(default_factory=dict)
    receipts: Mapping[int, LedgerRow] = field(default_factory=dict)


NOTHING_TOLD = Telling()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around the article: the discussion's section in parts, with its form tokens; what machines are
    told; and the links in the header.
    """

    discussion: list[bytes]
    facts: bytes = b""
    navigation: bytes = b""


@dataclass(frozen=True, slots=True)
class Cards:
    """The polls' cards by the names of their places, and which of them show results."""

    pieces: Mapping[str, bytes]
    visible: tuple[bool, ...]


def compose(
    read: Reading,
    *,
    at: datetime,
    around: Surroundings,
    seed: int = 0,
    telling: Telling = NOTHING_TOLD,
    token: str = "",
) -> bytes:
    """The page as of `at` for the reader with this shuffle seed, or for everybody.

    `token` is the form token of a reader who has a cookie, "" for everybody else.
    """
    draw = partial(_cards, read, at=at, seed=seed, telling=telling)
    cards = read.draw(f"cards {seed}", draw, at=at) if telling is NOTHING_TOLD else draw()
    pieces = {**cards.pieces, "facts": around.facts, "navigation": around.navigation}
    finished = {"discussion": around.discussion}
    frame = _frame(read.warm, cards.visible, at=at)
    return b"".join(frame.filled(pieces, token=token, finished=finished))


def card_of(read: Reading, poll_id: int, *, at: datetime, seed: int = 0) -> bytes:
    """The card of one of the article's polls, for the reader with this shuffle seed, with places for form tokens."""
    poll = next(poll for poll in read.warm.polls if poll.id == poll_id)
    return _card(poll, read.standings, at=at, seed=seed, telling=NOTHING_TOLD).html


def _frame(warm: WarmArticle, visible: tuple[bool, ...], *, at: datetime) -> Frame:
    key = (own_root(), visible)
    kept = warm.frames.get(key)
    if kept is not None:
        return kept
    page, picture = article_page(warm, visible=visible), article_picture(warm, site=site_name(), at=at)
    meta = article_meta(warm.article, absolute=absolute, picture=picture)
    html = render_template("pages/article.html", page=page, meta=meta, place=place)
    return warm.frames.keep(key, Frame.cut(html))


def _cards(read: Reading, *, at: datetime, seed: int, telling: Telling) -> Cards:
    cards = {
        f"card {poll.key}": _card(poll, read.standings, at=at, seed=seed, telling=telling)
        for poll in read.warm.polls
    }
    visible = tuple(card.with_results for card in cards.values())
    twice = twice_pieces(read, at=at, seed=seed, draft=telling.before)
    return Cards({**{name: card.html for name, card in cards.items()}, **twice}, visible)


def _card(
    poll: WarmPoll, standings: Mapping[int, Standing], *, at: datetime, seed: int, telling: Telling
) -> Card:
    """The poll's card: from those kept, unless it has something to tell this reader alone."""
    definition = poll.state.definition
    standing = standings.get(definition.wording_id, NO_STANDING)
    view = partial(view_poll, poll.state, at=at, results=poll.results, standing=standing, seed=seed)
    own_draft = telling.draft if telling.draft and telling.draft.poll_id == poll.id else None
    notice, receipt = telling.notices.get(poll.id, ""), telling.receipts.get(poll.id)
    if own_draft or notice or receipt:
        return _render(view(draft=own_draft, notice=notice, receipt=receipt))
    order = 0 if standing.choices else order_number(definition, seed=seed)
    key = (definition.phase(at), standing, order)
    kept = poll.cards.get(key)
    if kept is not None:
        return kept
    return poll.cards.keep(key, _render(view()))


def _render(view: PollView) -> Card:
    html = get_template_attribute("polls/_poll.html", "poll_card")(view, TOKEN_PLACE)
    return Card(str(html).encode(), with_results=view.results is not None)
