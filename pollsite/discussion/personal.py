"""What one reader did or wants in a discussion, in one statement beside the page that everybody shares."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Integer,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
    true,
)

from pollsite.accounts.models import Ignore
from pollsite.db import UtcDateTime
from pollsite.discussion.limits import VISIT_GAP
from pollsite.discussion.models import ChangedMind, Mark, Visit
from pollsite.discussion.records import Personal
from pollsite.discussion.rows import comment_rows, comments, held, record_of, visible
from pollsite.polls.models import Ballot, BallotRevision, Poll, Wording

MAX_NEW = 99
"""More than so many new comments are not counted."""
MAX_OWN_HELD = 20
MAX_IGNORED = 500


def personal_in(
    connection: Connection,
    article_id: int,
    *,
    reader_id: UUID,
    account_id: int | None,
    comment_ids: Collection[int],
    at: datetime,
) -> Personal:
    """What this reader did, of what concerns these comments and their own held ones. One statement."""
    asked = {
        "article_id": article_id,
        "reader_id": reader_id,
        "account_id": account_id or 0,
        "ids": sorted(comment_ids),
        "visit_over": at - VISIT_GAP,
    }
    rows = connection.execute(_PERSONAL, asked).all()
    first = rows[0]
    return Personal(
        reader_id=reader_id,
        marks=_pairs(first.marks),
        credited=_pairs(first.credited),
        changed=frozenset(_numbers(first.changed)),
        ignored=frozenset(_numbers(first.ignored)),
        seen_until=first.seen_until,
        new=first.new,
        held=tuple(record_of(row) for row in rows if row.id is not None),
        until=first.latest_at + VISIT_GAP if first.latest_at and first.latest_at + VISIT_GAP > at else None,
    )


def _pairs(text: str | None) -> dict[int, int]:
    """ "12:1,13:-1" as a mapping."""
    return {int(key): int(value) for key, _, value in (pair.partition(":") for pair in _split(text))}


def _numbers(text: str | None) -> list[int]:
    return [int(number) for number in _split(text)]


def _split(text: str | None) -> list[str]:
    return text.split(",") if text else []


_READER = bindparam("reader_id", type_=Uuid())
_ARTICLE = bindparam("article_id", type_=Integer())
_ACCOUNT = bindparam("account_id", type_=Integer())


def _joined(*parts: Any) -> Any:
    """One string of all rows, because every row that SQLite hands out may cost a change of threads."""
    text: Any = cast(parts[0], String)
    for part in parts[1:]:
        text = text + ":" + cast(part, String)
    return func.aggregate_strings(text, ",")


def _marks() -> Any:
    return select(_joined(Mark.comment_id, Mark.kind)).where(
        Mark.reader_id == _READER, Mark.comment_id.in_(bindparam("ids", expanding=True))
    )


def _polls() -> Any:
    return select(Poll.id).where(Poll.article_id == _ARTICLE)


def _credited() -> Any:
    return select(_joined(ChangedMind.poll_id, ChangedMind.comment_id)).where(
        ChangedMind.poll_id.in_(_polls()), ChangedMind.reader_id == _READER
    )


def _changed() -> Any:
    """Polls in whose present wording the reader chose otherwise than they once did."""
    ballot, revision = Ballot.__table__, BallotRevision.__table__
    otherwise = (
        select(revision.c.id)
        .where(
            revision.c.wording_id == ballot.c.wording_id,
            revision.c.reader_id == ballot.c.reader_id,
            revision.c.choices != 0,
            revision.c.choices != ballot.c.choices,
        )
        .correlate(ballot)
        .exists()
    )
    return (
        select(_joined(Poll.id))
        .join(Wording, and_(Wording.poll_id == Poll.id, Wording.number == Poll.wording))
        .join(ballot, and_(ballot.c.wording_id == Wording.id, ballot.c.reader_id == _READER))
        .where(Poll.article_id == _ARTICLE, otherwise)
    )


def _ignored() -> Any:
    some = select(Ignore.ignored_id).where(Ignore.account_id == _ACCOUNT).limit(MAX_IGNORED).subquery()
    return select(_joined(some.c.ignored_id))


def _is_wanted(counted: Any) -> Any:
    """The reader does not ignore who wrote it."""
    return ~(
        select(Ignore.ignored_id)
        .where(Ignore.account_id == _ACCOUNT, Ignore.ignored_id == counted.c.account_id)
        .correlate(counted)
        .exists()
    )


def _statement() -> Any:
    seen_until = case((Visit.latest_at <= bindparam("visit_over", type_=UtcDateTime()), Visit.latest_until))
    visit = (
        select(
            func.coalesce(seen_until, Visit.seen_until, type_=UtcDateTime()).label("seen_until"),
            Visit.latest_at,
        )
        .where(Visit.account_id == _ACCOUNT, Visit.article_id == _ARTICLE)
        .cte("visit")
    )
    counted: Any = comments.alias("counted")
    new = (
        select(counted.c.reader_id)
        .where(
            counted.c.article_id == _ARTICLE,
            visible(counted),
            counted.c.published_at > select(visit.c.seen_until).scalar_subquery(),
            _is_wanted(counted),
        )
        .limit(2 * MAX_NEW + 1)
        .subquery()
    )
    by_others = select(func.count()).select_from(new).where(new.c.reader_id != _READER)
    own = (
        comment_rows()
        .where(comments.c.reader_id == _READER, comments.c.article_id == _ARTICLE, held(comments))
        .order_by(comments.c.id.desc())
        .limit(MAX_OWN_HELD)
        .subquery("own")
    )
    reader = select(
        _marks().scalar_subquery().label("marks"),
        _credited().scalar_subquery().label("credited"),
        _changed().scalar_subquery().label("changed"),
        _ignored().scalar_subquery().label("ignored"),
        select(visit.c.seen_until).scalar_subquery().label("seen_until"),
        select(visit.c.latest_at).scalar_subquery().label("latest_at"),
        by_others.scalar_subquery().label("new"),
    ).cte("reader")
    return select(reader, own).select_from(reader.outerjoin(own, true())).order_by(own.c.id)


_PERSONAL = _statement()
