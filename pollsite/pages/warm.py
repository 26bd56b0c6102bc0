"""Articles and their tallies, kept ready in this process: one small statement says whether they still hold."""

from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection

from pollsite.articles.queries import PublishedArticle, find_article
from pollsite.pages.versions import ArticleVersions, find_versions
from pollsite.polls.queries import article_states
from pollsite.polls.types import PollState, Standing
from pollsite.polls.views import Results, results_of

MAX_ARTICLES = 64
MAX_PIECES = 256

Piece = TypeVar("Piece")


class Pieces(dict[tuple[object, ...], Piece]):
    """Rendered pieces by all that they depend on; emptied at MAX_PIECES, so that memory is bounded."""

    def keep(self, key: tuple[object, ...], piece: Piece) -> Piece:
        """Remember the piece, and hand it back."""
        if len(self) >= MAX_PIECES:
            self.clear()
        self[key] = piece
        return piece


@dataclass(frozen=True, slots=True)
class Card:
    """A poll's rendered card as some readers see it, and whether it shows results."""

    html: str
    with_results: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The rendered page around the cards: what comes before the first, and what follows each poll's, by key."""

    opening: str
    after: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WarmPoll:
    """A poll with its results already rounded and worded. `quote` is the sentence it was asked about."""

    state: PollState
    results: Results
    quote: str
    cards: Pieces[Card] = field(default_factory=Pieces, compare=False)

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
    frames: Pieces[Frame] = field(default_factory=Pieces, compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A warm article, and where the reader stands in it, by wording id."""

    warm: WarmArticle
    standings: dict[int, Standing]


class WarmArticles:
    """The articles read lately, each as of a version. Safe to share between threads."""

    def __init__(self) -> None:
        self._known: dict[str, WarmArticle] = {}
        self._lock = Lock()

    def find(self, connection: Connection, slug: str, *, reader_id: UUID | None = None) -> Reading | None:
        """The article as it is now, or None. One statement when warm, two after a vote, else six."""
        versions, standings = find_versions(connection, slug, reader_id=reader_id)
        if versions is None:
            return None
        known = self._known.get(slug)
        if known is None or known.version != versions.version:
            known = self._remember(slug, _load(connection, slug, versions, known))
        return Reading(known, standings) if known else None

    def _remember(self, slug: str, warm: WarmArticle | None) -> WarmArticle | None:
        if warm is not None:
            with self._lock:
                if len(self._known) >= MAX_ARTICLES:
                    self._known.clear()
                self._known[slug] = warm
        return warm


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
    return WarmArticle(versions.version, article, tuple(polls))
