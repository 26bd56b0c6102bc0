"""Enough flags let a comment wait behind a notice until a moderator looks; fewer open it again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased

from pollsite.discussion.locking import set_collapsed
from pollsite.discussion.types import Status
from pollsite.moderation.cases import close_case, recount_case
from pollsite.moderation.limits import COLLAPSE_WEIGHT
from pollsite.moderation.log import Entry, record
from pollsite.moderation.models import Case, Decision
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagOutcome


def weigh(connection: Connection, case_id: int, *, comment: Any | None, at: datetime) -> bool:
    """Count the case's flags, and collapse its comment or open it, as they weigh; whether it is collapsed now.

    `comment` is its row, just taken; None for a name, which nothing covers.
    """
    weight = recount_case(connection, case_id)
    if comment is None or comment.status != Status.VISIBLE:
        return False
    is_heavy = weight >= COLLAPSE_WEIGHT
    if is_heavy and set_collapsed(connection, comment.id, collapsed=True):
        _log(connection, case_id, comment, kind=DecisionKind.COLLAPSE, undoes_id=None, at=at)
    elif not is_heavy and set_collapsed(connection, comment.id, collapsed=False):
        collapse = connection.scalar(_COLLAPSE, {"comment": comment.id})
        _log(connection, case_id, comment, kind=DecisionKind.UNDO, undoes_id=collapse, at=at)
    return is_heavy


def lighten(connection: Connection, case_id: int, *, comment: Any | None, at: datetime) -> None:
    """The same after flags were taken out of the case; where none is left, there is nothing to decide."""
    weigh(connection, case_id, comment=comment, at=at)
    case = connection.execute(_CASE, {"case": case_id}).one()
    if not case.flags and case.closed_at is None and case.kind in (CaseKind.FLAGGED, CaseKind.NAME):
        close_case(connection, case_id, flags=FlagOutcome.GONE, at=at)


def _log(
    connection: Connection,
    case_id: int,
    comment: Any,
    *,
    kind: DecisionKind,
    undoes_id: int | None,
    at: datetime,
) -> None:
    record(
        connection,
        Entry(
            kind=kind,
            actor=Actor.AUTOMATIC,
            case_id=case_id,
            comment_id=comment.id,
            account_id=comment.account_id,
            revision=comment.revision,
            status_before=Status.VISIBLE,
            status_after=Status.VISIBLE,
            undoes_id=undoes_id,
            at=at,
        ),
    )


_UNDOING = aliased(Decision)
_COLLAPSE = (
    select(Decision.id)
    .where(
        Decision.comment_id == bindparam("comment"),
        Decision.kind == DecisionKind.COLLAPSE,
        ~select(_UNDOING.id).where(_UNDOING.undoes_id == Decision.id).exists(),
    )
    .order_by(Decision.id.desc())
    .limit(1)
)
_CASE: Any = select(Case.flags, Case.kind, Case.closed_at).where(Case.id == bindparam("case"))
