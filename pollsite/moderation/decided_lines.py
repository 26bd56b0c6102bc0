"""What a moderator decided, each step beside whose comment it was about and how that begins."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select

from pollsite.accounts.models import Account
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.discussion.words import NOBODY
from pollsite.moderation.decision_lines import DecisionLine, decisions_by


@dataclass(frozen=True, slots=True)
class About:
    """A comment's author and its first words; `excerpt` is "" for one that its author deleted."""

    author: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """A step, and what it is about: None for a name."""

    step: DecisionLine
    about: About | None


def decided_lines(
    connection: Connection, moderator_id: int, *, before: int | None, limit: int
) -> tuple[DecidedLine, ...]:
    """What the moderator decided before the step `before`, the latest first. Two statements."""
    steps = decisions_by(connection, moderator_id, before=before, limit=limit)
    comments = _about(connection, {step.comment_id for step in steps if step.comment_id})
    return tuple(DecidedLine(step, comments.get(step.comment_id or 0)) for step in steps)


def _about(connection: Connection, ids: Collection[int]) -> Mapping[int, About]:
    if not ids:
        return {}
    rows = connection.execute(_COMMENTS, {"ids": sorted(ids)})
    return {row.id: About(row.author or NOBODY, excerpt_of(row.html) if row.html else "") for row in rows}


_WORDS = func.substr(Comment.body_html, 1, EXCERPT_SOURCE)
_COMMENTS: Any = (
    select(
        Comment.id,
        func.coalesce(Account.name, Comment.guest_name).label("author"),
        case((Comment.status != Status.DELETED, _WORDS), else_="").label("html"),
    )
    .outerjoin(Account, Account.id == Comment.account_id)
    .where(Comment.id.in_(bindparam("ids", expanding=True)))
)
