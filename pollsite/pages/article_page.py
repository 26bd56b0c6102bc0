"""One article for one reader, assembled: text, polls beside their sentences, and where readers stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pollsite.articles.queries import PublishedArticle
from pollsite.articles.types import Heading
from pollsite.pages.cards import Card
from pollsite.pages.warm import WarmArticle, WarmPoll
from pollsite.polls.ordering import order_number
from pollsite.polls.types import NO_STANDING, Standing
from pollsite.polls.views import Draft, PollView, view_poll

WORDS_PER_MINUTE = 230
CONTENTS_FROM_HEADINGS = 4
CONTENTS_FROM_WORDS = 1500
MAX_CARDS = 2048


@dataclass(frozen=True, slots=True)
class PlacedPoll:
    """A poll in the text. `number` counts from 1 through the article; `orphan_quote`: its sentence is gone."""

    number: int
    card: Card
    orphan_quote: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the page: text that was rendered at publication, or a poll."""

    html: str = ""
    placed: PlacedPoll | None = None


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A line of "where readers stand"; `leading` is "" where this reader may not see the results."""

    number: int
    view: PollView
    leading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Everything the article's template prints."""

    article: PublishedArticle
    parts: tuple[Part, ...]
    contents: tuple[Heading, ...]
    standpoints: tuple[Standpoint, ...]
    minutes: int
    version: int
    next_change_at: datetime | None


def assemble(
    warm: WarmArticle,
    *,
    at: datetime,
    standings: Mapping[int, Standing],
    seed: int = 0,
    draft: Draft | None = None,
) -> ArticlePage:
    """The page as of `at` for a reader with these standings (by wording id) and this shuffle seed."""
    article = warm.article
    cards = {
        poll.state.definition.key: _card(poll, at=at, standings=standings, seed=seed, draft=draft)
        for poll in warm.polls
    }
    numbers = {key: number for number, key in enumerate(cards, 1)}
    quotes = {poll.state.definition.key: poll.quote for poll in warm.polls}
    parts = tuple(
        Part(segment.html)
        if not segment.poll
        else Part(
            placed=PlacedPoll(
                numbers[segment.poll],
                cards[segment.poll],
                quotes[segment.poll] if segment.orphaned else "",
            )
        )
        for segment in article.segments
        if not segment.poll or segment.poll in cards
    )
    return ArticlePage(
        article=article,
        parts=parts,
        contents=_contents(article),
        standpoints=_standpoints([card.view for card in cards.values()]),
        minutes=max(1, round(article.words / WORDS_PER_MINUTE)),
        version=warm.version,
        next_change_at=next_change(warm, at=at),
    )


def next_change(warm: WarmArticle, *, at: datetime) -> datetime | None:
    """The next instant at which one of the polls opens or closes by itself."""
    moments = (
        moment
        for poll in warm.polls
        for moment in (poll.state.definition.opens_at, poll.state.definition.closes_at)
        if moment is not None and moment > at
    )
    return min(moments, default=None)


def _card(
    poll: WarmPoll, *, at: datetime, standings: Mapping[int, Standing], seed: int, draft: Draft | None
) -> Card:
    """The poll's card, from those kept unless the reader is in the middle of answering it."""
    definition = poll.state.definition
    standing = standings.get(definition.wording_id, NO_STANDING)
    own_draft = draft if draft and draft.poll_id == definition.id else None
    order = 0 if standing.choices else order_number(definition, seed=seed)
    key = (definition.phase(at), standing, order)
    kept = poll.cards.get(key) if own_draft is None else None
    if kept is not None:
        return kept
    view = view_poll(poll.state, at=at, results=poll.results, standing=standing, seed=seed, draft=own_draft)
    card = Card(view)
    if own_draft is None and len(poll.cards) < MAX_CARDS:
        poll.cards[key] = card
    return card


def _contents(article: PublishedArticle) -> tuple[Heading, ...]:
    """The table of contents, for a long piece only."""
    long = len(article.headings) >= CONTENTS_FROM_HEADINGS and article.words >= CONTENTS_FROM_WORDS
    return article.headings if long else ()


def _standpoints(views: Sequence[PollView]) -> tuple[Standpoint, ...]:
    return tuple(
        Standpoint(number, view, view.results.leading if view.results else "")
        for number, view in enumerate(views, 1)
    )
