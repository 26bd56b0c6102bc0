"""What an article's page prints around its polls' cards: text, places for polls, and where readers stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pollsite.articles.queries import PublishedArticle
from pollsite.articles.types import Heading
from pollsite.discussion.types import Openness
from pollsite.pages.warm import WarmArticle
from pollsite.polls.types import PollDefinition

WORDS_PER_MINUTE = 230
CONTENTS_FROM_HEADINGS = 4
CONTENTS_FROM_WORDS = 1500


@dataclass(frozen=True, slots=True)
class PlacedPoll:
    """A poll in the text. `number` counts from 1 through the article; `orphan_quote`: its sentence is gone."""

    number: int
    poll: PollDefinition
    orphan_quote: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the page: text that was rendered at publication, or a poll."""

    html: str = ""
    placed: PlacedPoll | None = None


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A line of "where readers stand"; `leading` is "" where this reader may not see the results."""

    poll: PollDefinition
    leading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Everything the article's template prints. `slices` counts comments by poll id; `asks_twice`: it asks a question before
    reading too.
    """

    article: PublishedArticle
    parts: tuple[Part, ...]
    contents: tuple[Heading, ...]
    standpoints: tuple[Standpoint, ...]
    minutes: int
    slices: Mapping[int, int]
    takes_comments: bool
    asks_twice: bool


def article_page(warm: WarmArticle, *, visible: Sequence[bool]) -> ArticlePage:
    """The page for readers who may see the results of those polls where `visible`, in the order of warm.polls."""
    return ArticlePage(
        article=warm.article,
        parts=tuple(_parts(warm)),
        contents=_contents(warm.article),
        standpoints=tuple(
            Standpoint(poll.state.definition, poll.results.leading if shown else "")
            for poll, shown in zip(warm.polls, visible, strict=True)
        ),
        minutes=max(1, round(warm.article.words / WORDS_PER_MINUTE)),
        slices=warm.discussion.slices,
        takes_comments=warm.discussion.openness is not Openness.CLOSED,
        asks_twice=warm.find_poll(warm.article.shift) is not None,
    )


def _parts(warm: WarmArticle) -> list[Part]:
    polls = {poll.key: (number, poll) for number, poll in enumerate(warm.polls, 1)}
    parts = []
    for segment in warm.article.segments:
        if not segment.poll:
            parts.append(Part(segment.html))
        elif segment.poll in polls:
            number, poll = polls[segment.poll]
            quote = poll.quote if segment.orphaned else ""
            parts.append(Part(placed=PlacedPoll(number, poll.state.definition, quote)))
    return parts


def _contents(article: PublishedArticle) -> tuple[Heading, ...]:
    """The table of contents, for a long piece only."""
    long = len(article.headings) >= CONTENTS_FROM_HEADINGS and article.words >= CONTENTS_FROM_WORDS
    return article.headings if long else ()
