"""Decisions as a case's page lists them: on the comment before, on its author, on cases like it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, or_, select

from pollsite.accounts.models import Account
from pollsite.discussion.models import Comment
from pollsite.discussion.words import NOBODY
from pollsite.moderation.decision_words import decision_in_words
from pollsite.moderation.models import Case, Decision, Flag
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagReason
from pollsite.numbers import MAX_NUMBER

SHOWN = 10
"""So many decisions about one comment, or one author, are listed, the latest first."""
LOOKED_BACK = 500
"""Among so many of the latest decisions are those on similar cases looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """A step in the log. `by` names the moderator, or says who else it was; `is_undone`: a later step took it back."""

    id: int
    kind: DecisionKind
    sentence: str
    by: str
    moderator_id: int | None
    note: str
    quote: str
    comment_id: int | None
    case_id: int | None
    until: datetime | None
    is_undone: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What similar cases got, and how often."""

    sentence: str
    number: int


def decisions_about(
    connection: Connection, comment_id: int, *, before: int | None = None
) -> tuple[DecisionLine, ...]:
    """What happened to the comment, the latest first, SHOWN at most; only steps before the decision `before`."""
    asked = {"comment": comment_id, "before": before or _NO_ID}
    return tuple(_line(row) for row in connection.execute(_ABOUT_COMMENT, asked))


def decisions_on_author(
    connection: Connection,
    *,
    account_id: int | None,
    reader_id: UUID,
    but_of: int | None,
    before: int | None = None,
) -> tuple[DecisionLine, ...]:
    """What moderators decided about an account, or a guest's comments, the latest first, SHOWN at most: all but what
    was decided about the comment `but_of`, and nothing from the decision `before` on.
    """
    asked = {"but_of": but_of or 0, "before": before or _NO_ID}
    if account_id is None:
        return tuple(_line(row) for row in connection.execute(_ON_GUEST, {**asked, "reader": reader_id}))
    return tuple(_line(row) for row in connection.execute(_ON_ACCOUNT, {**asked, "account": account_id}))


def find_decision(connection: Connection, decision_id: int) -> DecisionLine | None:
    """One step by its number."""
    row = connection.execute(_ONE, {"decision": decision_id}).one_or_none()
    return _line(row) if row else None


def find_closing(connection: Connection, case_id: int) -> DecisionLine | None:
    """The latest decision that was taken on the case."""
    row = connection.execute(_OF_CASE, {"case": case_id}).first()
    return _line(row) if row else None


def decisions_by(
    connection: Connection, moderator_id: int, *, before: int | None, limit: int
) -> tuple[DecisionLine, ...]:
    """What this moderator decided before the step `before`, the latest first."""
    asked = {"moderator": moderator_id, "before": before or _NO_ID, "number": limit}
    return tuple(_line(row) for row in connection.execute(_BY_MODERATOR, asked))


def outcomes_of_similar(
    connection: Connection,
    reasons: Collection[FlagReason],
    kind: CaseKind,
    *,
    before: int | None = None,
) -> tuple[Outcome, ...]:
    """What moderators decided, among the latest LOOKED_BACK decisions, on cases flagged for one of these reasons, or
    without any of the same kind; the most frequent first. What was taken back is not counted, nor what was decided
    from the decision `before` on.
    """
    statement = _LIKE_FLAGGED if reasons else _LIKE_KIND
    rows = connection.execute(
        statement, {"reasons": sorted(reasons), "kind": kind, "before": before or _NO_ID}
    )
    counted = Counter(_sentence(row) for row in rows)
    return tuple(Outcome(sentence, number) for sentence, number in counted.most_common(6))


def _line(row: Any) -> DecisionLine:
    actor = Actor(row.actor)
    by = {Actor.AUTOMATIC: "automatic", Actor.AUTHOR: "its author", Actor.OPERATOR: "whoever runs the site"}
    return DecisionLine(
        id=row.id,
        kind=DecisionKind(row.kind),
        sentence=_sentence(row),
        by=by.get(actor) or row.moderator or NOBODY,
        moderator_id=row.moderator_id,
        note=row.note,
        quote=row.quote,
        comment_id=row.comment_id,
        case_id=row.case_id,
        until=row.until,
        is_undone=row.undone_by is not None,
        at=row.at,
    )


def _sentence(row: Any) -> str:
    return decision_in_words(
        DecisionKind(row.kind),
        rule=row.rule,
        status_before=row.status_before,
        status_after=row.status_after,
    )


_NO_ID = MAX_NUMBER
_undoing: Any = Decision.__table__.alias("undoing")
_ROWS: Any = (
    select(
        Decision.id,
        Decision.kind,
        Decision.actor,
        Decision.rule,
        Decision.status_before,
        Decision.status_after,
        Decision.moderator_id,
        Decision.note,
        Decision.quote,
        Decision.comment_id,
        Decision.case_id,
        Decision.until,
        Decision.at,
        Account.name.label("moderator"),
        _undoing.c.id.label("undone_by"),
    )
    .outerjoin(Account, Account.id == Decision.moderator_id)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
)
_LATEST: Any = _ROWS.where(Decision.id < bindparam("before")).order_by(Decision.id.desc())
_BY_PEOPLE = Decision.actor.in_((Actor.MODERATOR, Actor.OPERATOR))
_ABOUT_COMMENT: Any = _LATEST.where(Decision.comment_id == bindparam("comment")).limit(SHOWN)
_OTHERS: Any = or_(Decision.comment_id.is_(None), Decision.comment_id != bindparam("but_of"))
_ON_ACCOUNT: Any = _LATEST.where(Decision.account_id == bindparam("account"), _BY_PEOPLE, _OTHERS).limit(
    SHOWN
)
_ON_GUEST: Any = (
    _LATEST.join(Comment, Comment.id == Decision.comment_id)
    .where(Comment.reader_id == bindparam("reader"), _BY_PEOPLE, _OTHERS)
    .limit(SHOWN)
)
_ONE: Any = _ROWS.where(Decision.id == bindparam("decision"))
_OF_CASE: Any = (
    _ROWS.where(Decision.case_id == bindparam("case"), _BY_PEOPLE).order_by(Decision.id.desc()).limit(1)
)
_BY_MODERATOR: Any = _LATEST.where(Decision.moderator_id == bindparam("moderator")).limit(bindparam("number"))
_recent: Any = (
    select(
        Decision.id,
        Decision.case_id,
        Decision.kind,
        Decision.rule,
        Decision.status_before,
        Decision.status_after,
    )
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(
        _BY_PEOPLE,
        _undoing.c.id.is_(None),
        Decision.id < bindparam("before"),
        Decision.case_id.is_not(None),
        Decision.undoes_id.is_(None),
    )
    .order_by(Decision.id.desc())
    .limit(LOOKED_BACK)
    .subquery("recent")
)
_SIMILAR: Any = select(_recent.c.kind, _recent.c.rule, _recent.c.status_before, _recent.c.status_after)
_LIKE_FLAGGED: Any = _SIMILAR.where(
    select(Flag.id)
    .where(and_(Flag.case_id == _recent.c.case_id, Flag.reason.in_(bindparam("reasons", expanding=True))))
    .exists()
)
_LIKE_KIND: Any = _SIMILAR.join(Case, Case.id == _recent.c.case_id).where(Case.kind == bindparam("kind"))
