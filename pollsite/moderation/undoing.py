"""A decision is taken back: everything stands as it did before it, and what it was about waits again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Connection, bindparam, or_, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role, Told
from pollsite.moderation.cases import find_open_case
from pollsite.moderation.decision_errors import NotTheLatest, NotToBeUndone, NotYoursToUndo
from pollsite.moderation.errors import CaseNotFound
from pollsite.moderation.log import find_decision, find_undoing
from pollsite.moderation.models import Decision
from pollsite.moderation.taking_back import StepBack, take_back
from pollsite.moderation.types import Actor, DecisionKind
from pollsite.moderation.verdicts import DECIDES


@dataclass(frozen=True, slots=True)
class Undone:
    """The step that took the decision back, now or, `is_repeat`, before; the case that waits again, if one does; the
    comment it was about, None for a name; who is to be told by mail.
    """

    decision_id: int
    case_id: int | None
    comment_id: int | None
    told: tuple[Told, ...] = ()
    is_repeat: bool = False


def undo(
    session: Session, *, decision_id: int, moderator_id: int | None, at: datetime, bulk_id: int | None = None
) -> Undone:
    """Take back a moderator's own decision; an admin, and the operator (None), take back anybody's. Twice is harmless.

    The comment stands where it stood, its author as they were restricted before, the case waits with its flags open.
    Raises CaseNotFound, NotYoursToUndo, NotToBeUndone for a step that takes one back, NotTheLatest where something was
    decided about the comment or the person since; NothingLeft or NameTakenMeanwhile where the words cannot be read.
    """
    connection = session.connection()
    decision = find_decision(connection, decision_id)
    if decision is None:
        raise CaseNotFound
    refuse_undoing(connection, decision, moderator_id=moderator_id)
    known = find_undoing(connection, decision_id)
    if known is not None:
        return Undone(known, _waiting_after(connection, decision), decision.comment_id, is_repeat=True)
    _refuse_later(connection, decision)
    step = StepBack(
        kind=DecisionKind.UNDO,
        actor=Actor.OPERATOR if moderator_id is None else Actor.MODERATOR,
        moderator_id=moderator_id,
        bulk_id=bulk_id,
    )
    taken = take_back(session, decision, step, at=at)
    return Undone(taken.decision_id, taken.case_id, decision.comment_id, taken.told)


def _waiting_after(connection: Connection, decision: Any) -> int | None:
    """The case that waits by now about what was decided."""
    case = find_open_case(connection, comment_id=decision.comment_id, account_id=decision.account_id)
    return case.id if case else None


def refuse_undoing(connection: Connection, decision: Any, *, moderator_id: int | None) -> None:
    """Raises NotYoursToUndo or NotToBeUndone."""
    if decision.kind not in DECIDES or decision.actor not in (Actor.MODERATOR, Actor.OPERATOR):
        raise NotToBeUndone
    if not may_undo(connection, decision, moderator_id=moderator_id):
        raise NotYoursToUndo


def may_undo(connection: Connection, decision: Any, *, moderator_id: int | None) -> bool:
    """Whether it is theirs, or they are an admin, or the operator (None)."""
    if moderator_id is None or decision.moderator_id == moderator_id:
        return True
    role = connection.scalar(_ROLE, {"account": moderator_id})
    return role is not None and Role(role).includes(Role.ADMIN)


def decisions_of_bulk(connection: Connection, bulk_id: int) -> Sequence[Any]:
    """The decisions of the bulk, with `id` and `comment_id`, the last one first: each is the latest in its turn."""
    return connection.execute(_OF_BULK, {"bulk": bulk_id}).all()


def _refuse_later(connection: Connection, decision: Any) -> None:
    """What a later step took back, and the step that did, are as if they had not been."""
    asked = _asked(decision)
    about = _LATER_ABOUT_COMMENT if decision.comment_id is not None else None
    on = _LATER_ON_PERSON if decision.account_id is not None else None
    if any(connection.scalar(later, asked) is not None for later in (about, on) if later is not None):
        raise NotTheLatest


def _asked(decision: Any) -> dict[str, Any]:
    return {
        "decision": decision.id,
        "comment": decision.comment_id,
        "account": decision.account_id,
        "kinds": _FAMILY.get(DecisionKind(decision.kind), ()),
        "name": decision.comment_id is None,
    }


_FAMILY = {
    DecisionKind.SUSPEND: (DecisionKind.SUSPEND,),
    DecisionKind.HOLD_AUTHOR: (DecisionKind.HOLD_AUTHOR, DecisionKind.FREE_AUTHOR),
}
"""Later decisions of these kinds on the same person take the place of the one of that kind."""
_undoing: Any = Decision.__table__.alias("undoing")
_STEPS: Any = (
    select(Decision.id)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(
        Decision.id > bindparam("decision"),
        _undoing.c.id.is_(None),
        Decision.kind.not_in((DecisionKind.UNDO, DecisionKind.COLLAPSE)),
    )
    .limit(1)
)
_LATER_ABOUT_COMMENT: Any = _STEPS.where(Decision.comment_id == bindparam("comment"))
_LATER_ON_PERSON: Any = _STEPS.where(
    Decision.account_id == bindparam("account"),
    or_(
        Decision.kind.in_(bindparam("kinds", expanding=True)),
        bindparam("name", type_=Boolean()) & Decision.comment_id.is_(None),
    ),
)
_OF_BULK: Any = (
    select(Decision.id, Decision.comment_id)
    .where(
        or_(Decision.id == bindparam("bulk"), Decision.bulk_id == bindparam("bulk")),
        Decision.kind != DecisionKind.UNDO,
    )
    .order_by(Decision.id.desc())
)
_ROLE = select(Account.role).where(Account.id == bindparam("account"))
