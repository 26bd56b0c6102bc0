"""Words looked for in what waits.

They are compared here, not by the database: SQLite knows capitals of A to Z alone, PostgreSQL those of its locale.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, func, select

from pollsite.accounts.models import Account
from pollsite.accounts.names import fold_name
from pollsite.discussion.models import Comment
from pollsite.moderation.listing import Filter, Listing
from pollsite.moderation.ordering import ordered_cases

SEARCHED = 2_000
"""So many cases are looked through for words at once; the page says where it stopped and goes on from there."""


@dataclass(frozen=True, slots=True)
class Found:
    """Cases (id, priority, opened_at) in their order. `last` is the last one that was looked through, None where that is
    the end of the queue.
    """

    cases: tuple[Any, ...]
    last: Any | None


def search_cases(
    connection: Connection, listing: Listing, asked: dict[str, Any], *, limit: int, unclaimed: bool = False
) -> Found:
    """The first of the next SEARCHED cases, at most `limit`, whose author's name or words hold what the listing looks
    for. One statement, asked as ordered_cases() is.
    """
    rows = connection.execute(_looked_through(listing.filter, unclaimed=unclaimed), asked).all()
    words = _simple(listing.search)
    name = fold_name(listing.search) or words
    found = (row for row in rows if _holds(row, words=words, name=name))
    return Found(tuple(islice(found, limit)), rows[-1] if len(rows) == SEARCHED else None)


def _holds(row: Any, *, words: str, name: str) -> bool:
    return (
        name in (row.name_folded or "")
        or words in _simple(row.guest_name or "")
        or words in _simple(row.body_source or "")
    )


def _simple(text: str) -> str:
    """Without the difference between capitals and small letters, or between forms of the same letter."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=16)
def _looked_through(listed: Filter, *, unclaimed: bool) -> Select[Any]:
    looked = ordered_cases(listed, limit=SEARCHED, unclaimed=unclaimed).subquery("looked")
    return (
        select(
            looked.c.id,
            looked.c.priority,
            looked.c.opened_at,
            Comment.body_source,
            Comment.guest_name,
            Account.name_folded,
        )
        .select_from(looked)
        .outerjoin(Comment, Comment.id == looked.c.comment_id)
        .outerjoin(Account, Account.id == func.coalesce(Comment.account_id, looked.c.account_id))
        .order_by(looked.c.priority.desc(), looked.c.opened_at, looked.c.id)
    )
