"""Whether moderators remove more from one side than from another: comments removed, by how their authors voted.

Nobody's vote may be told from it. So it is reckoned once, for a month that is over and settled, from how votes and
comments stood then, and follows nothing that happens later; only for questions whose results everybody may see; and
whatever counts too few comments, or too few people, goes through the one suppression helper, with what would betray it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, or_, select

from pollsite.articles.models import Article
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.limits import SMALL_CELL
from pollsite.moderation.models import Decision
from pollsite.moderation.month_figures import month_after, month_begins
from pollsite.polls.models import BallotRevision, Wording
from pollsite.polls.queries import article_states
from pollsite.polls.types import NO_STANDING
from pollsite.polls.visibility import results_visible
from pollsite.suppression import suppress

FEWEST = 5
"""The k of everything that splits votes by another trait: of people as well as of comments."""
SETTLES = timedelta(days=7)
"""A month's comments are counted as moderators had decided about them so long after its end."""


@dataclass(frozen=True, slots=True)
class Side:
    """The comments of those who gave one answer; None what is withheld. `share` of them was removed, in percent."""

    label: str
    comments: int | None
    removed: int | None

    @property
    def share(self) -> int | None:
        """In whole percent; None where it is withheld."""
        if self.removed is None or not self.comments:
            return None
        return round(100 * self.removed / self.comments)


@dataclass(frozen=True, slots=True)
class FairnessTable:
    """One question of an article, its answers in the publisher's order."""

    slug: str
    title: str
    question: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class _Tally:
    """Of one answer: comments that stayed and that were removed, and by how many people each."""

    stayed: int = 0
    removed: int = 0
    authors_stayed: int = 0
    authors_removed: int = 0


def settled_month(at: datetime) -> str:
    """The last month whose figures stand."""
    return month_after(f"{at - SETTLES:%Y-%m}", -1)


def removals_by_side(connection: Connection, month: str, *, at: datetime) -> tuple[FairnessTable, ...]:
    """Removals among the comments written in that month, for each question whose results everybody may see at `at`.

    () for a month that has not settled. A question about which nothing could be said is left out.
    """
    if month > settled_month(at):
        return ()
    tables = []
    for row in connection.execute(_ARTICLES, _span(month)).all():
        polls = [
            state.definition
            for state in article_states(connection, row.id)
            if results_visible(state.definition, NO_STANDING, at=at)
        ]
        tallies = _tallies(connection, month, row.id, [poll.wording_id for poll in polls])
        for poll in polls:
            sides = _published(
                [(choice.label, tallies[poll.wording_id, 1 << choice.position]) for choice in poll.choices]
            )
            if any(side.comments is not None for side in sides):
                tables.append(FairnessTable(row.slug, row.title, poll.question, sides))
    return tuple(tables)


def _tallies(
    connection: Connection, month: str, article_id: int, wordings: Collection[int]
) -> defaultdict[tuple[int, int], _Tally]:
    """By wording and choices."""
    found: defaultdict[tuple[int, int], _Tally] = defaultdict(_Tally)
    asked = {**_span(month), "article": article_id, "wordings": sorted(wordings)}
    for row in connection.execute(_TALLIES, asked) if wordings else ():
        found[row.wording_id, row.choices] = _Tally(
            row.stayed, row.removed, row.authors_stayed, row.authors_removed
        )
    return found


def _published(sides: list[tuple[str, _Tally]]) -> tuple[Side, ...]:
    """What may be said of each side."""
    table = suppress(
        [(tally.stayed, tally.removed) for _, tally in sides],
        k=FEWEST,
        unsaid=[(len(sides), column) for column in range(3)],
        also=[place for row, (_, tally) in enumerate(sides) for place in _of_too_few(row, tally)],
    )
    return tuple(
        Side(label, comments, cells[1])
        for (label, _), comments, cells in zip(sides, table.rows, table.cells, strict=True)
    )


def _of_too_few(row: int, tally: _Tally) -> Iterator[tuple[int, int]]:
    """Numbers that are large enough, but come from few people, or stand in a row of few comments."""
    if tally.authors_stayed < FEWEST:
        yield row, 0
    if tally.authors_removed < FEWEST:
        yield row, 1
    if tally.stayed + tally.removed < SMALL_CELL or tally.authors_stayed + tally.authors_removed < FEWEST:
        yield from ((row, 0), (row, 1), (row, 2))


def _span(month: str) -> dict[str, datetime]:
    end = month_begins(month_after(month))
    return {"begin": month_begins(month), "end": end, "settled": end + SETTLES}


_BEGIN: Any = bindparam("begin")
_END: Any = bindparam("end")
_written: Any = and_(Comment.created_at >= _BEGIN, Comment.created_at < _END)
_ARTICLES: Any = (
    select(Article.id, Article.slug, Article.title)
    .where(Article.id.in_(select(Comment.article_id).where(_written)))
    .order_by(Article.id)
)
_last_step: Any = (
    select(func.max(Decision.id))
    .where(
        Decision.comment_id == Comment.id,
        Decision.status_after != "",
        Decision.at < bindparam("settled"),
    )
    .correlate(Comment)
    .scalar_subquery()
)
_last: Any = Decision.__table__.alias("last")
_last_vote: Any = (
    select(func.max(BallotRevision.id))
    .where(
        BallotRevision.wording_id == Wording.id,
        BallotRevision.reader_id == Comment.reader_id,
        BallotRevision.at < _END,
    )
    .correlate(Wording, Comment)
    .scalar_subquery()
)
_is_removed: Any = func.coalesce(_last.c.status_after, Status.VISIBLE) == Status.REMOVED
_stayed: Any = or_(_last.c.id.is_(None), _last.c.status_after == Status.VISIBLE)
_TALLIES: Any = (
    select(
        Wording.id.label("wording_id"),
        BallotRevision.choices,
        func.sum(case((_stayed, 1), else_=0)).label("stayed"),
        func.sum(case((_is_removed, 1), else_=0)).label("removed"),
        func.count(case((_stayed, Comment.reader_id)).distinct()).label("authors_stayed"),
        func.count(case((_is_removed, Comment.reader_id)).distinct()).label("authors_removed"),
    )
    .select_from(Comment)
    .join(Wording, Wording.id.in_(bindparam("wordings", expanding=True)))
    .join(BallotRevision, BallotRevision.id == _last_vote)
    .outerjoin(_last, _last.c.id == _last_step)
    .where(Comment.article_id == bindparam("article"), _written)
    .group_by(Wording.id, BallotRevision.choices)
)
