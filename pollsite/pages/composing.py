"""One reader's article page, put together from pieces that many readers share.

The page around the polls, each poll's card and each comment are rendered once for all who see the same, and kept;
for one reader they are joined, and the reader's form token is put in last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType

from flask import get_template_attribute, render_template

from pollsite.pages.article_page import article_page
from pollsite.pages.describing import own_root
from pollsite.pages.meta import article_meta
from pollsite.pages.pieces import TOKEN_PLACE, Frame, place
from pollsite.pages.warm import Card, WarmArticle, WarmPoll
from pollsite.polls.ordering import order_number
from pollsite.polls.types import NO_STANDING, Standing
from pollsite.polls.views import Draft, PollView, view_poll
from pollsite.web.addresses import absolute

NO_NOTICES: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class PollReader:
    """For whom polls are shown: standings by wording id, shuffle seed, an answer not counted, and what their cards
    tell by poll id.
    """

    standings: Mapping[int, Standing] = field(default_factory=dict)
    seed: int = 0
    draft: Draft | None = None
    notices: Mapping[int, str] = field(default_factory=dict)


EVERYBODY = PollReader()


def compose(
    warm: WarmArticle,
    *,
    at: datetime,
    reader: PollReader,
    discussion: bytes = b"",
    facts: bytes = b"",
    navigation: bytes = b"",
    token: str = "",
) -> bytes:
    """The page as of `at` for this reader, with the discussion's section, what machines are told, and the links in
    its header.

    `token` is the form token of a reader who has a cookie, "" for everybody else.
    """
    cards = {poll.key: _card(poll, at=at, reader=reader) for poll in warm.polls}
    visible = tuple(card.with_results for card in cards.values())
    pieces = {f"card {key}": card.html for key, card in cards.items()}
    pieces |= {"discussion": discussion, "facts": facts, "navigation": navigation}
    return _frame(warm, visible).filled(pieces, token=token)


def _frame(warm: WarmArticle, visible: tuple[bool, ...]) -> Frame:
    key = (own_root(), visible)
    kept = warm.frames.get(key)
    if kept is not None:
        return kept
    page, meta = article_page(warm, visible=visible), article_meta(warm.article, absolute=absolute)
    html = render_template("pages/article.html", page=page, meta=meta, place=place)
    return warm.frames.keep(key, Frame.cut(html))


def _card(poll: WarmPoll, *, at: datetime, reader: PollReader) -> Card:
    """The poll's card: from those kept, unless it has something to tell this reader alone."""
    definition = poll.state.definition
    standing = reader.standings.get(definition.wording_id, NO_STANDING)
    view = partial(view_poll, poll.state, at=at, results=poll.results, standing=standing, seed=reader.seed)
    own_draft = reader.draft if reader.draft and reader.draft.poll_id == poll.id else None
    notice = reader.notices.get(poll.id, "")
    if own_draft or notice:
        return _render(view(draft=own_draft, notice=notice))
    order = 0 if standing.choices else order_number(definition, seed=reader.seed)
    key = (definition.phase(at), standing, order)
    kept = poll.cards.get(key)
    if kept is not None:
        return kept
    return poll.cards.keep(key, _render(view()))


def _render(view: PollView) -> Card:
    html = get_template_attribute("polls/_poll.html", "poll_card")(view, TOKEN_PLACE)
    return Card(str(html).encode(), with_results=view.results is not None)
