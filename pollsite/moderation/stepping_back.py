"""One thing is taken back, and nothing else: a removal, a locked thread, the hold on an author."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.types import Told
from pollsite.discussion.locking import set_locked
from pollsite.discussion.statuses import change_status
from pollsite.discussion.types import Status
from pollsite.moderation.decision_errors import NothingLocked, NothingRemoved, NothingToLift
from pollsite.moderation.lapsing import lapse_about_decision
from pollsite.moderation.log import Entry, record
from pollsite.moderation.matters import Matter, refuse_decided
from pollsite.moderation.models import Decision
from pollsite.moderation.notifying import reporters_of, tell_author, tell_reporters
from pollsite.moderation.sanctioning import holding_of, renew_sanction
from pollsite.moderation.types import Actor, DecisionKind, FlagOutcome
from pollsite.moderation.verdicts import Verdict, status_after


@dataclass(frozen=True, slots=True)
class SteppedBack:
    """What was stored; the case is that of the decision that was taken back, if it had one."""

    decision_id: int
    case_id: int | None
    told: tuple[Told, ...]


def step_back(session: Session, matter: Matter, verdict: Verdict, *, at: datetime) -> SteppedBack:
    """Restore the words, unlock the thread or free the author. What waits for a decision goes on waiting.

    Raises StaleDecision where somebody decided since, CommentNotFound, NothingRemoved, NothingLocked, NothingToLift;
    WordsMoved, and NothingLeft or NameTakenMeanwhile where the words cannot be read again.
    """
    if verdict.case_id is None:
        refuse_decided(session.connection(), matter, verdict)
    if verdict.kind is DecisionKind.RESTORE:
        return _restore(session, matter, verdict, at=at)
    if verdict.kind is DecisionKind.UNLOCK:
        return _unlock(session, matter, verdict, at=at)
    return _free_author(session, matter, verdict, at=at)


def _restore(session: Session, matter: Matter, verdict: Verdict, *, at: datetime) -> SteppedBack:
    """What came with the removal, such as a suspension, goes on; a removal alone holds no longer."""
    connection = session.connection()
    if matter.comment_id is None or matter.status is not Status.REMOVED:
        raise NothingRemoved
    removal = connection.execute(_REMOVAL, {"comment": matter.comment_id}).one_or_none()
    undoes_id = removal.id if removal and removal.kind == DecisionKind.REMOVE else None
    case_id = removal.case_id if removal else None
    decision_id = record(connection, _entry(matter, verdict, case_id, undoes_id=undoes_id, at=at))
    told = change_status(
        session,
        comment_id=matter.comment_id,
        status=Status.VISIBLE,
        at=at,
        revision=verdict.revision,
        decision_id=decision_id,
    )
    if undoes_id is not None:
        lapse_about_decision(connection, undoes_id, at=at)
    reporters = reporters_of(connection, case_id, outcome=FlagOutcome.UPHELD) if case_id else ()
    told += tell_reporters(session, reporters, comment_id=matter.comment_id, decision_id=decision_id, at=at)
    return SteppedBack(decision_id, case_id, told)


def _unlock(session: Session, matter: Matter, verdict: Verdict, *, at: datetime) -> SteppedBack:
    connection = session.connection()
    if matter.comment_id is None or not set_locked(connection, matter.comment_id, locked=False):
        raise NothingLocked
    return SteppedBack(record(connection, _entry(matter, verdict, None, undoes_id=None, at=at)), None, ())


def _free_author(session: Session, matter: Matter, verdict: Verdict, *, at: datetime) -> SteppedBack:
    connection, account_id = session.connection(), matter.account_id
    holding_id = holding_of(connection, account_id) if account_id is not None else None
    if account_id is None or holding_id is None:
        raise NothingToLift
    decision_id = record(connection, _entry(matter, verdict, None, undoes_id=holding_id, at=at))
    renew_sanction(connection, account_id)
    lapse_about_decision(connection, holding_id, at=at)
    told = tell_author(
        session, account_id=account_id, comment_id=matter.comment_id, decision_id=decision_id, at=at
    )
    return SteppedBack(decision_id, None, told)


def _entry(
    matter: Matter, verdict: Verdict, case_id: int | None, *, undoes_id: int | None, at: datetime
) -> Entry:
    before = matter.status
    return Entry(
        kind=verdict.kind,
        actor=Actor.OPERATOR if verdict.moderator_id is None else Actor.MODERATOR,
        case_id=case_id,
        comment_id=matter.comment_id,
        account_id=matter.account_id,
        moderator_id=verdict.moderator_id,
        note=verdict.note,
        revision=matter.revision,
        status_before=before or "",
        status_after=status_after(verdict, before=before) if before else "",
        undoes_id=undoes_id,
        at=at,
    )


_undoing: Any = Decision.__table__.alias("undoing")
_REMOVAL: Any = (
    select(Decision.id, Decision.kind, Decision.case_id)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(
        Decision.comment_id == bindparam("comment"),
        Decision.status_after == Status.REMOVED,
        Decision.status_before != Status.REMOVED,
        _undoing.c.id.is_(None),
    )
    .order_by(Decision.id.desc())
    .limit(1)
)
