"""Articles and their tallies, kept ready in this process: one small statement says whether they still hold."""

from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.articles.queries import PublishedArticle, find_article
from pollsite.pages.cards import Card
from pollsite.polls.models import Poll, Wording
from pollsite.polls.queries import article_states
from pollsite.polls.types import PollState
from pollsite.polls.views import Results, results_of

MAX_ARTICLES = 64


@dataclass(frozen=True, slots=True)
class WarmPoll:
    """A poll with its results already rounded and worded. `quote` is the sentence it was asked about.

    `cards` keeps the poll's rendered cards by all that they depend on beside this object (see pages/cards.py).
    """

    state: PollState
    results: Results
    quote: str
    cards: dict[tuple[object, ...], Card] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class WarmArticle:
    """Everything about an article that is the same for every reader, as of `version`."""

    version: int
    article: PublishedArticle
    polls: tuple[WarmPoll, ...]


class WarmArticles:
    """The articles read lately, each as of a version. Safe to share between threads."""

    def __init__(self) -> None:
        self._known: dict[str, WarmArticle] = {}
        self._lock = Lock()

    def find(self, session: Session, slug: str) -> WarmArticle | None:
        """The article as it is now, or None. One statement when warm, five when anything changed."""
        row = session.connection().execute(_VERSION, {"slug": slug}).one_or_none()
        if row is None:
            return None
        known = self._known.get(slug)
        if known is not None and known.version == row.version:
            return known
        return self._remember(slug, _load(session, slug, row))

    def _remember(self, slug: str, warm: WarmArticle | None) -> WarmArticle | None:
        if warm is not None:
            with self._lock:
                if len(self._known) >= MAX_ARTICLES:
                    self._known.clear()
                self._known[slug] = warm
        return warm


def _load(session: Session, slug: str, row: Row[int, int]) -> WarmArticle | None:
    article = find_article(session, slug)
    if article is None:
        return None
    polls = tuple(
        WarmPoll(state, results_of(state), article.quotes.get(state.definition.key, ""))
        for state in article_states(session.connection(), row.id)
    )
    return WarmArticle(row.version, article, polls)


def article_versions() -> Select[int, int]:
    """Rows of (id, version): a number that grows with every publication and every change of a tally."""
    return (
        select(Article.id, (Article.version + func.coalesce(func.sum(Wording.version), 0)).label("version"))
        .outerjoin(Poll, Poll.article_id == Article.id)
        .outerjoin(Wording, Wording.poll_id == Poll.id)
        .group_by(Article.id, Article.version)
    )


_VERSION = article_versions().where(Article.slug == bindparam("slug"))
