"""The queue of what waits for a moderator: its pages, its counts, what comes next; no statement reads all of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, union

from pollsite.accounts.models import Account
from pollsite.accounts.names import fold_name
from pollsite.discussion.models import Comment
from pollsite.moderation.limits import CASES_A_PAGE, LONGEST_CLAIM
from pollsite.moderation.listing import KINDS, Filter, Listing, Place
from pollsite.moderation.models import Case
from pollsite.moderation.ordering import open_to_moderator, ordered_cases, range_after, range_before
from pollsite.moderation.queue_lines import CaseLine, case_lines
from pollsite.moderation.types import CaseKind

SEARCHED = 2_000
"""So many cases are looked through for words at once; the page says where it stopped and goes on from there."""


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
    """Those of the next SEARCHED cases whose author's name or words hold what is looked for."""
    asked |= _search_terms(listing.search)
    rows = connection.execute(_matching(listing.filter, limit=CASES_A_PAGE + 1), asked).all()
    shown = rows[:CASES_A_PAGE]
    lines = case_lines(connection, [row.id for row in shown], at=at)
    if len(rows) > len(shown):
        return QueuePage(lines=lines, after=_place(shown[-1]))
    last = connection.execute(_last_searched(listing.filter), asked).first()
    return QueuePage(lines=lines, after=_place(last), searched=SEARCHED) if last else QueuePage(lines=lines)


def _first_two(connection: Connection, listing: Listing, asked: dict[str, Any]) -> list[int]:
    if listing.search:
        statement = _matching(listing.filter, limit=2, unclaimed=True)
        return [row.id for row in connection.execute(statement, asked | _search_terms(listing.search))]
    return [
        row.id for row in connection.execute(ordered_cases(listing.filter, limit=2, unclaimed=True), asked)
    ]


def _search_terms(words: str) -> dict[str, str]:
    typed = words.lower()
    return {"words": f"%{_escaped(typed)}%", "folded": f"%{_escaped(fold_name(words) or typed)}%"}


def _escaped(words: str) -> str:
    """So that a pattern means the characters themselves."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


@lru_cache(maxsize=32)
def _matching(listed: Filter, *, limit: int, unclaimed: bool = False) -> Any:
    looked = ordered_cases(listed, limit=SEARCHED, unclaimed=unclaimed).subquery("looked")
    return (
        select(looked.c.id, looked.c.priority, looked.c.opened_at)
        .join(Case, Case.id == looked.c.id)
        .outerjoin(Comment, Comment.id == Case.comment_id)
        .outerjoin(Account, Account.id == func.coalesce(Comment.account_id, Case.account_id))
        .where(
            or_(
                func.lower(Comment.body_source).like(bindparam("words"), escape="\\"),
                func.lower(Comment.guest_name).like(bindparam("words"), escape="\\"),
                Account.name_folded.like(bindparam("folded"), escape="\\"),
            )
        )
        .order_by(looked.c.priority.desc(), looked.c.opened_at, looked.c.id)
        .limit(limit)
    )


@lru_cache(maxsize=8)
def _last_searched(listed: Filter) -> Any:
    """The last case that a search looks through, where there are more behind it."""
    return ordered_cases(listed, limit=SEARCHED).offset(SEARCHED - 1).limit(1)


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
