"""Articles and their tallies, kept ready in this process: one small statement says whether they still hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection

from pollsite.articles.queries import PublishedArticle, find_article
from pollsite.db import reading
from pollsite.discussion.records import DiscussionFacts
from pollsite.epoch import Epoch
from pollsite.pages.pieces import Frame, InEpoch, Pieces
from pollsite.pages.versions import ArticleVersions, find_versions
from pollsite.polls.queries import article_states
from pollsite.polls.types import PollState, Standing, next_change
from pollsite.polls.views import Results, results_of

MAX_ARTICLES = 64
MAX_READINGS = 2048

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Card:
    """A poll's rendered card as some readers see it, and whether it shows results."""

    html: bytes
    with_results: bool


@dataclass(frozen=True, slots=True)
class WarmPoll:
    """A poll with its results already rounded and worded. `quote` is the sentence it was asked about."""

    state: PollState
    results: Results
    quote: str
    cards: Pieces[Card] = field(default_factory=Pieces, compare=False)

    @property
    def id(self) -> int:
        """The poll's number."""
        return self.state.definition.id

    @property
    def key(self) -> str:
        """The question's key, unique within its article."""
        return self.state.definition.key


@dataclass(frozen=True, slots=True)
class WarmArticle:
    """Everything about an article that is the same for every reader, as of `version`."""

    version: int
    article: PublishedArticle
    polls: tuple[WarmPoll, ...]
    discussion: DiscussionFacts
    frames: Pieces[Frame] = field(default_factory=Pieces, compare=False)

    def find_poll(self, key: str | None) -> WarmPoll | None:
        """The question with this key, or None."""
        return next((poll for poll in self.polls if poll.key == key), None)

    def next_change(self, *, at: datetime) -> datetime | None:
        """The next instant at which one of the polls opens or closes by itself."""
        return next_change((poll.state.definition for poll in self.polls), at=at)


@dataclass(frozen=True, slots=True)
class Reading:
    """A warm article, and where the reader stands in it, by wording id. `drawn`: what was made of that, until when."""

    warm: WarmArticle
    standings: dict[int, Standing]
    drawn: Pieces[tuple[datetime | None, Any]] = field(default_factory=Pieces, compare=False)

    def draw(self, name: str, make: Callable[[], Made], *, at: datetime) -> Made:
        """What `make` makes of it, made once until one of the polls opens or closes."""
        until, made = self.drawn.get((name,), (at, None))
        if until is not None and at >= until:
            made = make()
            self.drawn.keep((name,), (self.warm.next_change(at=at), made))
        return cast(Made, made)


class WarmArticles:
    """The articles read lately, each as of a version. Safe to share between threads."""

    def __init__(self, epoch: Epoch) -> None:
        self._known: Pieces[WarmArticle] = Pieces(limit=MAX_ARTICLES)
        self._readings: InEpoch[Reading] = InEpoch(epoch, limit=MAX_READINGS)

    def find(self, slug: str, *, reader_id: UUID | None = None) -> Reading | None:
        """The article as it is now, or None. No statement for who reads again before anybody has written
        anything, one when the article is warm, two after a vote, else five.
        """
        readings = self._readings.now()
        kept = readings.get((slug, reader_id))
        if kept is not None:
            return kept
        with reading() as connection:
            found = self._find(connection, slug, reader_id)
        return readings.keep((slug, reader_id), found) if found else None

    def _find(self, connection: Connection, slug: str, reader_id: UUID | None) -> Reading | None:
        versions, standings = find_versions(connection, slug, reader_id=reader_id)
        if versions is None:
            return None
        known = self._known.get((slug,))
        if known is not None and known.version == versions.version:
            return Reading(known, standings)
        loaded = _load(connection, slug, versions, known)
        return Reading(self._known.keep((slug,), loaded), standings) if loaded else None


def _load(
    connection: Connection, slug: str, versions: ArticleVersions, known: WarmArticle | None
) -> WarmArticle | None:
    """The article; of the one known, its text if that is the same still, and the polls nobody voted in since."""
    if known is not None and known.article.version == versions.article_version:
        article: PublishedArticle | None = known.article
    else:
        article = find_article(connection, slug)
    if article is None:
        return None
    before = {poll.state: poll for poll in known.polls} if known else {}
    polls = []
    for state in article_states(connection, versions.article_id):
        fresh = WarmPoll(state, results_of(state), article.quotes.get(state.definition.key, ""))
        old = before.get(state)
        polls.append(old if old == fresh else fresh)
    return WarmArticle(versions.version, article, tuple(polls), versions.discussion)
