"""The queue of what waits for a moderator: its pages, its counts, what comes next; no statement reads all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, union

from pollsite.accounts.models import Account
from pollsite.discussion.models import Comment
from pollsite.moderation.limits import CASES_A_PAGE, LONGEST_CLAIM
from pollsite.moderation.listing import KINDS, Filter, Listing, Place
from pollsite.moderation.models import Case
from pollsite.moderation.ordering import open_to_moderator, ordered_cases, range_after, range_before
from pollsite.moderation.queue_lines import CaseLine, case_lines
from pollsite.moderation.searching import SEARCHED, search_cases
from pollsite.moderation.types import CaseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """Some open cases in their order. `after` is where the next page begins, None at the end; `searched`: so many cases
    were looked through, and there are more, None if nothing was left unseen.
    """

    lines: tuple[CaseLine, ...]
    after: Place | None = None
    searched: int | None = None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many cases wait for this moderator, by filter, and since when the oldest of them does."""

    waiting: dict[Filter, int]
    oldest_at: datetime | None

    @property
    def total(self) -> int:
        """How many wait in all."""
        return self.waiting[Filter.ALL]


def queue_page(
    connection: Connection, listing: Listing, *, moderator_id: int, after: Place | None, at: datetime
) -> QueuePage:
    """The listing's cases after the place, the first ones if None, CASES_A_PAGE at most: those the moderator is
    barred from are not among them.
    """
    asked = {"moderator": moderator_id, **range_after(after)}
    if listing.search:
        return _searched_page(connection, listing, asked, at=at)
    rows = connection.execute(ordered_cases(listing.filter, limit=CASES_A_PAGE + 1), asked).all()
    shown = rows[:CASES_A_PAGE]
    return QueuePage(
        lines=case_lines(connection, [row.id for row in shown], at=at),
        after=_place(shown[-1]) if len(rows) > len(shown) else None,
    )


def next_case(
    connection: Connection,
    moderator_id: int,
    *,
    listing: Listing,
    after: Place | None = None,
    at: datetime,
) -> int | None:
    """The first case after the place, or else from the beginning, that nobody else has claimed and the moderator may
    decide; None if there is none. At most two statements.
    """
    asked = {"moderator": moderator_id, "now": at, "beyond": at + LONGEST_CLAIM}
    passed = after.case_id if after else 0
    for place in (after, None) if after else (None,):
        rows = _first_two(connection, listing, {**asked, **range_after(place)})
        for case_id in rows:
            if case_id != passed:
                return int(case_id)
    return None


def case_before(connection: Connection, moderator_id: int, *, listing: Listing, place: Place) -> int | None:
    """The case that stands before the place in the queue, claimed or not."""
    if listing.search:
        return None
    statement = ordered_cases(listing.filter, limit=1, backwards=True)
    found = connection.execute(statement, {"moderator": moderator_id, **range_before(place)}).first()
    return int(found.id) if found else None


def find_place(connection: Connection, case_id: int) -> Place | None:
    """Where the case stands, or stood before it was closed."""
    row = connection.execute(_PLACE, {"case": case_id}).one_or_none()
    return _place(row) if row else None


def queue_counts(connection: Connection, moderator_id: int) -> QueueCounts:
    """What waits for the moderator. Three statements, none of which reads a row of a case that they may decide."""
    by_kind = {CaseKind(row.kind): row.number for row in connection.execute(_COUNTS)}
    for row in connection.execute(_BARRED, {"moderator": moderator_id}):
        by_kind[CaseKind(row.kind)] -= row.number
    waiting = {
        listed: sum(by_kind.get(kind, 0) for kind in kinds or tuple(CaseKind))
        for listed, kinds in KINDS.items()
    }
    oldest = connection.execute(_OLDEST, {"moderator": moderator_id}).scalar()
    return QueueCounts(waiting, oldest)


def _searched_page(
    connection: Connection, listing: Listing, asked: dict[str, Any], *, at: datetime
) -> QueuePage:
    found = search_cases(connection, listing, asked, limit=CASES_A_PAGE + 1)
    shown = found.cases[:CASES_A_PAGE]
    lines = case_lines(connection, [row.id for row in shown], at=at)
    if len(found.cases) > len(shown):
        return QueuePage(lines=lines, after=_place(shown[-1]))
    if found.last is None:
        return QueuePage(lines=lines)
    return QueuePage(lines=lines, after=_place(found.last), searched=SEARCHED)


def _first_two(connection: Connection, listing: Listing, asked: dict[str, Any]) -> list[int]:
    if listing.search:
        return [row.id for row in search_cases(connection, listing, asked, limit=2, unclaimed=True).cases]
    return [
        row.id for row in connection.execute(ordered_cases(listing.filter, limit=2, unclaimed=True), asked)
    ]


def _place(row: Any) -> Place:
    return Place(row.priority, row.opened_at, row.id)


_PLACE = select(Case.id, Case.priority, Case.opened_at).where(Case.id == bindparam("case"))
_COUNTS = select(Case.kind, func.count().label("number")).where(Case.closed_at.is_(None)).group_by(Case.kind)
_HIDDEN: Any = union(
    select(Case.id, Case.kind).where(
        Case.closed_at.is_(None),
        Case.kind.in_((CaseKind.APPEAL, CaseKind.SECOND_LOOK)),
        Case.barred_id == bindparam("moderator"),
    ),
    select(Case.id, Case.kind)
    .join(Comment, Comment.id == Case.comment_id)
    .join(Account, Account.reader_id == Comment.reader_id)
    .where(Case.closed_at.is_(None), Account.id == bindparam("moderator")),
    select(Case.id, Case.kind).where(Case.closed_at.is_(None), Case.account_id == bindparam("moderator")),
).subquery("hidden")
_BARRED = select(_HIDDEN.c.kind, func.count().label("number")).group_by(_HIDDEN.c.kind)
"""Nobody is barred from other cases than these: decided by them before, about their own words, about their name."""
_OLDEST = (
    select(Case.opened_at)
    .where(Case.closed_at.is_(None), open_to_moderator())
    .order_by(Case.opened_at)
    .limit(1)
)
