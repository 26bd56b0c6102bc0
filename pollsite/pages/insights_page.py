"""The page "What the votes say": one frozen view for each of its sections."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pollsite.articles.queries import PublishedArticle
from pollsite.db import db
from pollsite.insights.crossing_view import CrossingView, crossing_view
from pollsite.insights.keeping import kept_figures
from pollsite.insights.looking import Looking
from pollsite.insights.map_view import MapView, map_view
from pollsite.insights.over_time_view import OverTimeView, over_time_view
from pollsite.insights.shift_view import ShiftView, shift_view
from pollsite.insights.side_texts import argument_texts, ignored_by
from pollsite.insights.sides_view import SidesView, Texts, arguments_of, sides_view
from pollsite.pages.meta import Absolute, Meta
from pollsite.pages.readers import Visitor
from pollsite.pages.warm import Reading
from pollsite.polls.types import PollDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsPage:
    """What the template prints, section by section; a section that is None is left out. `ledgers` are the questions whose
    ledgers this reader may see.
    """

    article: PublishedArticle
    meta: Meta
    shift: ShiftView | None = None
    over_time: OverTimeView | None = None
    crossing: CrossingView | None = None
    map: MapView | None = None
    sides: SidesView | None = None
    ledgers: tuple[PollDefinition, ...] = ()


def insights_page(
    read: Reading, who: Visitor, asked: Mapping[str, str], *, at: datetime, absolute: Absolute
) -> InsightsPage:
    """The page for this visitor, whose `read` it is; `asked` is what the address asks for."""
    article = read.warm.article
    looking = Looking(
        slug=article.slug,
        polls=tuple(poll.state for poll in read.warm.polls),
        standings=read.standings,
        kept=kept_figures(db.session(), article.id),
        asked=asked,
        at=at,
    )
    return InsightsPage(
        article=article,
        meta=_meta(article, absolute=absolute),
        shift=shift_view(looking, leading=article.shift),
        over_time=over_time_view(looking),
        crossing=crossing_view(looking),
        map=map_view(looking),
        sides=_sides(looking, who),
        ledgers=tuple(state.definition for state in looking.seen()),
    )


def _sides(looking: Looking, who: Visitor) -> SidesView | None:
    """The arguments are read as they are now."""
    connection, numbers = db.session().connection(), arguments_of(looking)
    ignored = ignored_by(connection, who.account_id) if numbers else frozenset()
    texts = Texts(found=argument_texts(connection, numbers), reader_id=who.reader_id, ignored=ignored)
    return sides_view(looking, texts)


def _meta(article: PublishedArticle, *, absolute: Absolute) -> Meta:
    return Meta(
        title=f"What the votes say about “{article.title}”",
        description=f"Readers’ answers to the questions of “{article.title}”, taken together.",
        address=absolute(f"/articles/{article.slug}/insights"),
        kind="website",
    )
