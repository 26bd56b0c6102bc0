"""Open cases in their order, by index alone: each priority, and each kind that is asked for, is a range of its own.

The number of priorities is small and an index keeps each in order of age, so that the next page, the next case and
the one before cost the same wherever they are, whatever waits.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, literal_column, or_, select, tuple_, union_all

from pollsite.accounts.models import Account
from pollsite.db import UtcDateTime
from pollsite.discussion.models import Comment
from pollsite.moderation.listing import KINDS, Filter, Place
from pollsite.moderation.models import Case, Flag
from pollsite.moderation.priority import HIGH, LOW, URGENT, USUAL

PRIORITIES = (URGENT, HIGH, USUAL, LOW)
_COLUMNS = ("id", "priority", "opened_at", "comment_id", "account_id")
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9000, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=64)
def ordered_cases(
    listed: Filter, *, limit: int, unclaimed: bool = False, backwards: bool = False
) -> Select[Any]:
    """At most `limit` open cases (id, priority, opened_at, comment_id, account_id) of the filter after a place, or before
    it, nearest first.

    It is asked with range_after() or range_before(), `moderator`, who is barred from none of them, and for those that
    nobody else has claimed `now` and `beyond`.
    """
    kinds: tuple[Any, ...] = KINDS[listed] or (None,)
    arms = [
        _arm(priority, kind, limit=limit, unclaimed=unclaimed, backwards=backwards)
        for priority in PRIORITIES
        for kind in kinds
    ]
    found = union_all(*arms).subquery("found")
    order: tuple[Any, ...] = (found.c.priority.desc(), found.c.opened_at, found.c.id)
    if backwards:
        order = (found.c.priority, found.c.opened_at.desc(), found.c.id.desc())
    return select(*(found.c[name] for name in _COLUMNS)).order_by(*order).limit(limit)


def range_after(place: Place | None) -> dict[str, Any]:
    """What asks for the cases after the place; for all of them, if there is none."""
    asked: dict[str, Any] = {}
    for priority in PRIORITIES:
        begins = place is None or priority < place.priority
        asked |= _bound(priority, place, at=_FIRST if begins else _LAST, number=0)
    return asked


def range_before(place: Place) -> dict[str, Any]:
    """What asks for the cases before the place."""
    asked: dict[str, Any] = {}
    for priority in PRIORITIES:
        asked |= _bound(priority, place, at=_LAST if priority > place.priority else _FIRST, number=0)
    return asked


def _bound(priority: int, place: Place | None, *, at: datetime, number: int) -> dict[str, Any]:
    if place is not None and priority == place.priority:
        at, number = place.opened_at, place.case_id
    return {f"at_{priority}": at, f"id_{priority}": number}


def _arm(priority: int, kind: str | None, *, limit: int, unclaimed: bool, backwards: bool) -> Select[Any]:
    """The cases of one priority, and of one kind unless None."""
    stands = tuple_(Case.opened_at, Case.id)
    bound = tuple_(bindparam(f"at_{priority}", type_=UtcDateTime()), bindparam(f"id_{priority}"))
    statement = select(*(getattr(Case, name) for name in _COLUMNS)).where(
        Case.closed_at.is_(None),
        Case.priority == literal_column(str(priority)),
        stands < bound if backwards else stands > bound,
        open_to_moderator(),
    )
    if kind is not None:
        statement = statement.where(Case.kind == kind)
    if unclaimed:
        statement = statement.where(unclaimed_by_others(), ~_REPORTED)
    order: tuple[Any, ...] = (Case.opened_at, Case.id)
    if backwards:
        order = (Case.opened_at.desc(), Case.id.desc())
    return select(statement.order_by(*order).limit(limit).subquery())


def open_to_moderator() -> Any:
    """`moderator` may see the case: they did not decide about it before, and its words and name are not their own."""
    not_theirs = or_(Case.account_id.is_(None), Case.account_id != bindparam("moderator"))
    return and_(
        or_(Case.barred_id.is_(None), Case.barred_id != bindparam("moderator")), not_theirs, ~_WRITTEN
    )


def unclaimed_by_others() -> Any:
    """Nobody but `moderator` looks at the case at the moment `now`; a claim that ends after `beyond` holds nobody up."""
    return or_(
        Case.claimed_until.is_(None),
        Case.claimed_until > bindparam("beyond", type_=UtcDateTime()),
        Case.claimed_until <= bindparam("now", type_=UtcDateTime()),
        Case.claimed_by_id == bindparam("moderator"),
    )


_WRITTEN: Any = (
    select(Comment.id)
    .join(Account, Account.reader_id == Comment.reader_id)
    .where(Comment.id == Case.comment_id, Account.id == bindparam("moderator"))
    .correlate(Case)
    .exists()
)
"""By their reader: what they wrote as a guest is theirs, too, since they signed in."""
_REPORTED: Any = (
    select(Flag.id)
    .join(Account, Account.reader_id == Flag.reader_id)
    .where(Flag.case_id == Case.id, Account.id == bindparam("moderator"))
    .correlate(Case)
    .exists()
)
"""Who reported something does not decide about it; see decision_errors.OwnReportDecided."""
