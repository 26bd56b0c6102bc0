"""The log: one row for each step by which words came into sight or went out of it, or somebody was restricted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from pollsite.moderation.models import Decision
from pollsite.moderation.types import Actor, DecisionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A step as it is logged; see models.Decision for what each field means.

    `bulk_id` is None for the first of a bulk, whose number the others carry: no row is changed once it is there.

    `status_before` and `status_after` are discussion.types.Status, "" where the step is about no comment.
    """

    kind: DecisionKind
    actor: Actor
    at: datetime
    case_id: int | None = None
    comment_id: int | None = None
    account_id: int | None = None
    moderator_id: int | None = None
    rule: int | None = None
    quote: str = ""
    note: str = ""
    reason: str = ""
    revision: int = 0
    status_before: str = ""
    status_after: str = ""
    until: datetime | None = None
    undoes_id: int | None = None
    bulk_id: int | None = None


def record(connection: Connection, entry: Entry) -> int:
    """Append the step to the log; its number. Nothing in the log is changed afterwards."""
    row = {name: getattr(entry, name) for name in Entry.__dataclass_fields__}
    return int(connection.execute(_APPEND, row).scalar_one())


def find_decision(connection: Connection, decision_id: int) -> Any:
    """The row of the log; None if there is none."""
    return connection.execute(_BY_ID, {"decision": decision_id}).one_or_none()


def find_last_of_case(connection: Connection, case_id: int) -> int | None:
    """The newest decision by which somebody decided the case; None if it was closed without one."""
    return connection.scalar(_LAST_OF_CASE, {"case": case_id})


def find_last_about(connection: Connection, comment_id: int) -> int | None:
    """The newest step that somebody took about the comment, whatever it was; None if nobody ever did."""
    return connection.scalar(_LAST_ABOUT, {"comment": comment_id})


def find_undoing(connection: Connection, decision_id: int) -> int | None:
    """The decision that takes this one back; None while it stands."""
    return connection.scalar(_UNDOING, {"decision": decision_id})


_APPEND = insert(Decision).returning(Decision.id)
_BY_ID = select(Decision.__table__).where(Decision.id == bindparam("decision"))
_LAST = (
    select(Decision.id)
    .where(Decision.actor.in_((Actor.MODERATOR, Actor.OPERATOR)))
    .order_by(Decision.id.desc())
    .limit(1)
)
_LAST_OF_CASE = _LAST.where(Decision.case_id == bindparam("case"), Decision.kind != DecisionKind.UNDO)
_LAST_ABOUT = _LAST.where(Decision.comment_id == bindparam("comment"))
_UNDOING = select(Decision.id).where(Decision.undoes_id == bindparam("decision"))
