"""The arguments that a page about sides shows, read as they are now: what has gone out of sight is not there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from pollsite.accounts.models import Ignore
from pollsite.discussion.queries import shown_votes
from pollsite.discussion.records import CommentRecord, ShownVote
from pollsite.discussion.rows import comment_rows, comments, record_of, visible


@dataclass(frozen=True, slots=True)
class ArgumentText:
    """A visible comment with the votes that its author lets stand beside it."""

    comment: CommentRecord
    votes: tuple[ShownVote, ...]


def argument_texts(connection: Connection, comment_ids: Collection[int]) -> dict[int, ArgumentText]:
    """Those of the comments that everybody may read, by number. Two statements, none for no comment."""
    if not comment_ids:
        return {}
    votes = shown_votes(connection, comment_ids)
    records = map(record_of, connection.execute(_TEXTS, {"ids": sorted(comment_ids)}))
    return {record.id: ArgumentText(record, votes.get(record.id, ())) for record in records}


def ignored_by(connection: Connection, account_id: int | None) -> frozenset[int]:
    """Whose words this member does not want to read, by account. One statement, none for who is no member."""
    if account_id is None:
        return frozenset()
    return frozenset(connection.scalars(_IGNORED, {"account": account_id}))


_TEXTS: Any = comment_rows().where(
    comments.c.id.in_(bindparam("ids", expanding=True)), visible(comments), ~comments.c.collapsed
)
_IGNORED: Any = select(Ignore.ignored_id).where(Ignore.account_id == bindparam("account"))
