"""What somebody had typed when they went to sign in: kept for them, a few and not for others to read."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select, tuple_
from sqlalchemy.orm import Session

from pollsite.accounts.services import remember_reader
from pollsite.discussion.dialects import inserting
from pollsite.discussion.limits import DRAFT_AGE, DRAFTS_SWEPT, MAX_DRAFTS
from pollsite.discussion.models import StoredDraft


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment that is not posted yet: its words as typed, the polls ticked, the tick for the stance."""

    source: str
    polls: tuple[int, ...] = ()
    stance_shown: bool = False


def keep_draft(
    session: Session,
    *,
    reader_id: UUID,
    article_id: int,
    parent_id: int | None,
    draft: Draft,
    at: datetime,
) -> None:
    """Keep it in place of an earlier one for the same place; of too many, the oldest is let go, and of everybody's
    those that nobody has come back to.
    """
    remember_reader(session, reader_id=reader_id, at=at)
    connection = session.connection()
    row = {
        "reader": reader_id,
        "article": article_id,
        "parent": parent_id or 0,
        "source": draft.source,
        "ticked": ",".join(map(str, draft.polls)),
        "stance": draft.stance_shown,
        "at": at,
    }
    connection.execute(_SWEEP, {"before": at - DRAFT_AGE})
    connection.execute(_keep(connection.dialect.name), row)
    for oldest in connection.execute(_OF_READER, {"reader": reader_id}).all()[MAX_DRAFTS:]:
        connection.execute(
            _DROP, {"reader": reader_id, "article": oldest.article_id, "parent": oldest.parent_id}
        )


def find_draft(session: Session, *, reader_id: UUID, article_id: int, parent_id: int | None) -> Draft | None:
    """What the reader had typed for this place, or None."""
    asked = {"reader": reader_id, "article": article_id, "parent": parent_id or 0}
    row = session.connection().execute(_FIND, asked).one_or_none()
    if row is None:
        return None
    polls = tuple(int(poll) for poll in row.polls.split(",") if poll)
    return Draft(row.body_source, polls, row.stance_shown)


def drop_draft(session: Session, *, reader_id: UUID, article_id: int, parent_id: int | None) -> None:
    """Forget it; that there is none is harmless."""
    asked = {"reader": reader_id, "article": article_id, "parent": parent_id or 0}
    session.connection().execute(_DROP, asked)


_PLACE: Any = (
    StoredDraft.reader_id == bindparam("reader"),
    StoredDraft.article_id == bindparam("article"),
    StoredDraft.parent_id == bindparam("parent"),
)
_FIND = select(StoredDraft.body_source, StoredDraft.polls, StoredDraft.stance_shown).where(*_PLACE)
_DROP = delete(StoredDraft).where(*_PLACE)
_KEY: Any = (StoredDraft.reader_id, StoredDraft.article_id, StoredDraft.parent_id)
_OLD = (
    select(*_KEY)
    .where(StoredDraft.written_at < bindparam("before"))
    .order_by(StoredDraft.written_at)
    .limit(DRAFTS_SWEPT)
)
_SWEEP = delete(StoredDraft).where(tuple_(*_KEY).in_(_OLD))
_OF_READER = (
    select(StoredDraft.article_id, StoredDraft.parent_id)
    .where(StoredDraft.reader_id == bindparam("reader"))
    .order_by(StoredDraft.written_at.desc())
)


@cache
def _keep(dialect: str) -> Any:
    statement = inserting(dialect, StoredDraft).values(
        reader_id=bindparam("reader"),
        article_id=bindparam("article"),
        parent_id=bindparam("parent"),
        body_source=bindparam("source"),
        polls=bindparam("ticked"),
        stance_shown=bindparam("stance"),
        written_at=bindparam("at"),
    )
    renewed = {
        name: statement.excluded[name] for name in ("body_source", "polls", "stance_shown", "written_at")
    }
    return statement.on_conflict_do_update(
        index_elements=["reader_id", "article_id", "parent_id"], set_=renewed
    )
