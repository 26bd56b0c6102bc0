"""How far a member has read a discussion."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.discussion.dialects import inserting
from pollsite.discussion.models import Visit
from pollsite.discussion.newness import Visiting, after_look


def note_visit(session: Session, *, account_id: int, article_id: int, until: datetime, at: datetime) -> None:
    """The member looked at a page of the discussion that was made at `until`; harmless if their account is gone."""
    connection = session.connection()
    known = find_visit(connection, account_id=account_id, article_id=article_id)
    visit = after_look(known, until=until, at=at)
    row = {
        "account": account_id,
        "article": article_id,
        "seen": visit.seen_until,
        "latest": visit.latest_until,
        "moment": visit.latest_at,
    }
    connection.execute(_begin(connection.dialect.name) if known is None else _RENEW, row)


def find_visit(connection: Connection, *, account_id: int, article_id: int) -> Visiting | None:
    """What is kept of the member's visits to the discussion; None if they were never there."""
    row = connection.execute(_FIND, {"account": account_id, "article": article_id}).one_or_none()
    return Visiting(row.seen_until, row.latest_until, row.latest_at) if row else None


_THEIRS: Any = (Visit.account_id == bindparam("account"), Visit.article_id == bindparam("article"))
_FIND = select(Visit.seen_until, Visit.latest_until, Visit.latest_at).where(*_THEIRS)
_KEPT: Any = {
    "seen_until": bindparam("seen"),
    "latest_until": bindparam("latest"),
    "latest_at": bindparam("moment"),
}
_RENEW = update(Visit).where(*_THEIRS).values(_KEPT)


@cache
def _begin(dialect: str) -> Any:
    columns = (Visit.article_id, Visit.seen_until, Visit.latest_until, Visit.latest_at)
    names = ("article", "seen", "latest", "moment")
    values = (bindparam(name, type_=column.type) for name, column in zip(names, columns, strict=True))
    visit = select(Account.id, *values).where(Account.id == bindparam("account"))
    statement = inserting(dialect, Visit).from_select([Visit.account_id, *columns], visit)
    return statement.on_conflict_do_nothing()
