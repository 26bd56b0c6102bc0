"""One article for one reader, assembled: text, polls beside their sentences, and where readers stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pollsite.articles.queries import PublishedArticle
from pollsite.articles.types import Heading
from pollsite.pages.warm import WarmArticle, WarmPoll
from pollsite.polls.types import NO_STANDING, Standing
from pollsite.polls.views import Draft, PollView, view_poll

WORDS_PER_MINUTE = 230
CONTENTS_FROM_HEADINGS = 4
CONTENTS_FROM_WORDS = 1500


@dataclass(frozen=True, slots=True)
class PlacedPoll:
    """A poll in the text. `number` counts from 1 through the article; `orphan_quote`: its sentence is gone."""

    number: int
    view: PollView
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
    views = {
        poll.state.definition.key: _view(poll, at=at, standings=standings, seed=seed, draft=draft)
        for poll in warm.polls
    }
    numbers = {key: number for number, key in enumerate(views, 1)}
    quotes = {poll.state.definition.key: poll.quote for poll in warm.polls}
    parts = tuple(
        Part(segment.html)
        if not segment.poll
        else Part(
            placed=PlacedPoll(
                numbers[segment.poll],
                views[segment.poll],
                quotes[segment.poll] if segment.orphaned else "",
            )
        )
        for segment in article.segments
        if not segment.poll or segment.poll in views
    )
    return ArticlePage(
        article=article,
        parts=parts,
        contents=_contents(article),
        standpoints=_standpoints(views),
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


def _view(
    poll: WarmPoll, *, at: datetime, standings: Mapping[int, Standing], seed: int, draft: Draft | None
) -> PollView:
    definition = poll.state.definition
    return view_poll(
        poll.state,
        at=at,
        results=poll.results,
        standing=standings.get(definition.wording_id, NO_STANDING),
        seed=seed,
        draft=draft if draft and draft.poll_id == definition.id else None,
    )


def _contents(article: PublishedArticle) -> tuple[Heading, ...]:
    """The table of contents, for a long piece only."""
    long = len(article.headings) >= CONTENTS_FROM_HEADINGS and article.words >= CONTENTS_FROM_WORDS
    return article.headings if long else ()


def _standpoints(views: Mapping[str, PollView]) -> tuple[Standpoint, ...]:
    return tuple(
        Standpoint(number, view, view.results.leading if view.results else "")
        for number, view in enumerate(views.values(), 1)
    )
