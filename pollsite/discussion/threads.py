"""A page of threads, each with its first replies, in one statement that looks at no more rows than it shows.

The pages follow each other by keyset: after a number and an id. On the first page of the best threads one place
is kept for a fresh one, or late threads would never be read.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Connection,
    FromClause,
    Integer,
    Row,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from pollsite.discussion.cursors import Cursor, cursor_after, read_cursor
from pollsite.discussion.limits import FRESH_AGE, FRESH_MARKS, FRESH_PLACE, REPLIES_SHOWN, THREADS_PER_PAGE
from pollsite.discussion.models import Tag
from pollsite.discussion.records import CommentRecord, Listing, Thread, ThreadPage
from pollsite.discussion.rows import comment_rows, comments, first_of_thread, listed, record_of, visible
from pollsite.discussion.types import Sort

FRESH_AMONG = 40
"""A fresh thread is looked for among so many of the newest."""
_RANKED, _FRESH, _REPLY = range(3)
_NUMBERS = {Sort.BEST: "best", Sort.DISCUSSED: "replies", Sort.MINDS: "minds"}


def page_of_threads(connection: Connection, listing: Listing, *, at: datetime) -> ThreadPage:
    """The threads of the listing as of `at`. One statement. Raises UnreadableCursor."""
    cursor = read_cursor(listing.cursor)
    sliced, continued = listing.poll_id is not None, cursor is not None
    statement = threads_statement(listing.sort, sliced=sliced, continued=continued)
    asked = {
        "article_id": listing.article_id,
        "poll_id": listing.poll_id,
        "since": at - FRESH_AGE,
        "value": cursor.value if cursor else 0,
        "after_id": cursor.after_id if cursor else 0,
        "fresh": cursor.fresh if cursor else 0,
    }
    return _page(connection.execute(statement, asked).all(), listing, cursor)


def _page(rows: Sequence[Row[Any]], listing: Listing, cursor: Cursor | None) -> ThreadPage:
    ranked = sorted((row for row in rows if row.kind == _RANKED), key=_turn(listing.sort))
    fresh = next((row for row in rows if row.kind == _FRESH), None)
    shown = ranked[:THREADS_PER_PAGE]
    if fresh is not None and len(ranked) > THREADS_PER_PAGE:
        shown = ranked[: THREADS_PER_PAGE - 1]
    last, more = shown[-1] if shown else None, len(ranked) > len(shown)
    if fresh is not None and more:
        shown = [*shown[: FRESH_PLACE - 1], fresh, *shown[FRESH_PLACE - 1 :]]
    else:
        fresh = None
    replies = _replies_by_root(rows)
    next_cursor = ""
    if last is not None and more:
        left_out = fresh.id if fresh is not None else cursor.fresh if cursor else 0
        next_cursor = str(cursor_after(listing.sort, value=last.number, comment_id=last.id, fresh=left_out))
    return ThreadPage(
        tuple(Thread(record_of(row), replies.get(row.id, ())) for row in shown),
        next_cursor,
        until=fresh.published_at + FRESH_AGE if fresh is not None else None,
    )


def _replies_by_root(rows: Sequence[Row[Any]]) -> dict[int, tuple[CommentRecord, ...]]:
    found: dict[int, tuple[CommentRecord, ...]] = {}
    for row in sorted((row for row in rows if row.kind == _REPLY), key=lambda row: str(row.path)):
        reply = record_of(row)
        found[reply.root_id] = (*found.get(reply.root_id, ()), reply)
    return found


def _turn(sort: Sort) -> Any:
    if sort is Sort.NEWEST:
        return lambda row: -row.id
    return lambda row: (-row.number, row.id)


@cache
def threads_statement(sort: Sort, *, sliced: bool, continued: bool) -> Select[Any]:
    """Rows of comments with `kind` (ranked thread, fresh thread, or reply) and the `number` they are sorted by."""
    ranked = _ranked(sort, sliced=sliced, continued=continued).cte("ranked")
    roots: Any = select(ranked.c.number, ranked.c.id, literal(_RANKED, Integer).label("kind"))
    if sort is Sort.BEST and not continued:
        roots = union_all(roots, _fresh(ranked, sliced=sliced))
    roots = roots.cte("roots")
    picked = union_all(select(roots.c.kind, roots.c.number, roots.c.id), _first_replies(roots)).subquery(
        "picked"
    )
    return (
        comment_rows().add_columns(picked.c.kind, picked.c.number).join(picked, picked.c.id == comments.c.id)
    )


def _ranked(sort: Sort, *, sliced: bool, continued: bool) -> Any:
    """(number, id) of one thread more than a page shows, in two stretches: what is level with the last one shown,
    and what comes after. One condition for both would have the ties read from their beginning.
    """
    number, identity, within = _listing_columns(sort, sliced=sliced)
    base = select(number.label("number"), identity.label("id")).where(*within)
    order = [identity.desc() if sort is Sort.NEWEST else identity.asc()]
    if sort in _NUMBERS:
        order.insert(0, number.desc())
    if not continued:
        return base.order_by(*order).limit(THREADS_PER_PAGE + 1)
    base = base.where(identity != bindparam("fresh"))
    after_id: Any = bindparam("after_id")
    if sort not in _NUMBERS:
        later = identity < after_id if sort is Sort.NEWEST else identity > after_id
        return base.where(later).order_by(*order).limit(THREADS_PER_PAGE + 1)
    value: Any = bindparam("value")
    stretches = [
        base.where(number == value, identity > after_id).order_by(identity).limit(THREADS_PER_PAGE + 1),
        base.where(number < value).order_by(*order).limit(THREADS_PER_PAGE + 1),
    ]
    both = union_all(*(select(stretch.subquery()) for stretch in stretches)).subquery("both")
    return select(both).order_by(both.c.number.desc(), both.c.id).limit(THREADS_PER_PAGE + 1)


def _listing_columns(sort: Sort, *, sliced: bool) -> tuple[Any, Any, tuple[Any, ...]]:
    """What threads are sorted by, their id, and which threads belong to the listing."""
    source: Any = Tag.__table__ if sliced else comments
    number = source.c[_NUMBERS[sort]] if sort in _NUMBERS else literal(0, Integer)
    if sliced:
        return number, source.c.comment_id, (source.c.poll_id == bindparam("poll_id"), listed(source))
    return number, source.c.id, (source.c.article_id == bindparam("article_id"), first_of_thread(source))


def _fresh(ranked: FromClause, *, sliced: bool) -> Select[Any]:
    """The newest visible thread that is young, has few marks, and is not on the page anyway."""
    _, identity, within = _listing_columns(Sort.NEWEST, sliced=sliced)
    newest = select(identity.label("id")).where(*within).order_by(identity.desc()).limit(FRESH_AMONG)
    newest_ids = newest.subquery("newest")
    on_page = (
        select(ranked.c.id).order_by(ranked.c.number.desc(), ranked.c.id).limit(THREADS_PER_PAGE).subquery()
    )
    candidates: Any = comments.alias("candidates")
    found = (
        select(literal(0, Integer).label("number"), candidates.c.id, literal(_FRESH, Integer).label("kind"))
        .join(newest_ids, newest_ids.c.id == candidates.c.id)
        .where(
            visible(candidates),
            candidates.c.published_at > bindparam("since"),
            candidates.c.good + candidates.c.weak < FRESH_MARKS,
            candidates.c.id.not_in(select(on_page.c.id)),
        )
        .order_by(candidates.c.id.desc())
        .limit(1)
    )
    return select(found.subquery("fresh_thread"))


def _first_replies(roots: FromClause) -> Select[Any]:
    """Up to REPLIES_SHOWN listed replies of each, in reading order: those not after the last of these."""
    first, reply, counted = (comments.alias(name) for name in ("firsts", "replies", "counted"))
    last_shown = (
        select(counted.c.path)
        .where(counted.c.root_id == first.c.id, listed(counted), counted.c.path > first.c.path)
        .order_by(counted.c.path)
        .limit(1)
        .offset(REPLIES_SHOWN - 1)
        .correlate(first)
        .scalar_subquery()
    )
    return (
        select(literal(_REPLY, Integer), literal(0, Integer), reply.c.id)
        .select_from(roots)
        .join(first, first.c.id == roots.c.id)
        .join(reply, reply.c.root_id == first.c.id)
        .where(
            listed(reply),
            reply.c.path > first.c.path,
            reply.c.path <= func.coalesce(last_shown, first.c.path + "z"),
        )
    )
