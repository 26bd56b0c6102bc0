"""What taking a decision back does, whoever takes it back: the comment, the thread, the name, the person, the case."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.types import NoticeKind, Told
from pollsite.discussion.locking import set_locked
from pollsite.discussion.models import Comment
from pollsite.discussion.statuses import change_status
from pollsite.discussion.taking import take_comment
from pollsite.discussion.types import HoldReason, Status
from pollsite.moderation.cases import find_open_case, lapse_flags_of_others, open_case, reopen_case
from pollsite.moderation.collapsing import weigh
from pollsite.moderation.lapsing import lapse_about_decision
from pollsite.moderation.log import Entry, record
from pollsite.moderation.models import Case, Decision
from pollsite.moderation.naming import find_name, give_name_back
from pollsite.moderation.notifying import tell_author
from pollsite.moderation.sanctioning import renew_sanction
from pollsite.moderation.types import Actor, CaseKind, DecisionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBack:
    """Who takes the decision back, and how the log calls it. `reopens`: what it was about waits for a decision again;
    else the words, where it took them away, are read again. `case_id` is where it was decided, None for the case
    that is reopened.
    """

    kind: DecisionKind
    actor: Actor
    moderator_id: int | None
    case_id: int | None = None
    note: str = ""
    bulk_id: int | None = None
    reopens: bool = True


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The step, the case that waits again, if one does, and who is to be told by mail."""

    decision_id: int
    case_id: int | None
    told: tuple[Told, ...]


def take_back(session: Session, decision: Any, step: StepBack, *, at: datetime) -> TakenBack:
    """Undo what the decision, a row of the log, did; whoever calls this has made sure that it stands and is the latest.

    Words that their author has erased stay removed, where nothing is to be decided about them again.
    Its author is told. What waits about the decision itself, an appeal or a second look, is closed; an appeal that
    is answered by this must be closed before. Raises CommentNotFound, NothingLeft or NameTakenMeanwhile where the
    words cannot be read again.
    """
    connection = session.connection()
    comment = take_comment(connection, decision.comment_id) if decision.comment_id else None
    before = Status(comment.status) if comment is not None else None
    is_erased = comment is not None and not comment.body_source
    after = before if is_erased and not step.reopens else _back_to(decision, before, reopens=step.reopens)
    decision_id = record(connection, _entry(decision, step, before=before, after=after, at=at))
    told: tuple[Told, ...] = ()
    if comment is not None and after is not None:
        reason = _reason(connection, comment, decision) if after is not before else comment.reason
        told = change_status(
            session, comment_id=comment.id, status=after, reason=reason, at=at, decision_id=decision_id
        )
    _free(session, decision)
    lapse_about_decision(connection, decision.id, at=at)
    case_id = _reopen(connection, decision, after=after, at=at) if step.reopens else None
    if not any(one.kind is NoticeKind.DECISION for one in told) and decision.rule is not None:
        told += tell_author(
            session,
            account_id=decision.account_id,
            comment_id=decision.comment_id,
            decision_id=decision_id,
            at=at,
        )
    return TakenBack(decision_id, case_id, told)


def _back_to(decision: Any, before: Status | None, *, reopens: bool) -> Status | None:
    """Where the comment goes; it stays where it is if the decision did not move it, or something else did since."""
    if before is None or decision.status_before == decision.status_after or before != decision.status_after:
        return before
    return Status(decision.status_before) if reopens else Status.VISIBLE


def _reason(connection: Connection, comment: Any, decision: Any) -> str:
    """Why it waits again: what the log says of its last hold; "" for what is visible again."""
    if decision.status_before != Status.HELD:
        return ""
    held = connection.scalar(_HELD_FOR, {"comment": comment.id, "decision": decision.id})
    return held or (HoldReason.EVERYTHING if comment.account_id else HoldReason.GUEST).value


def _free(session: Session, decision: Any) -> None:
    """The thread, the name, the person: each as the decisions that still stand say. The step is logged already."""
    connection = session.connection()
    if decision.kind == DecisionKind.LOCK:
        root_id = connection.scalar(_ROOT, {"comment": decision.comment_id})
        latest = connection.execute(_LOCKS, {"root": root_id}).first()
        is_locked = latest is not None and latest.kind == DecisionKind.LOCK
        set_locked(connection, decision.comment_id, locked=is_locked)
    if decision.account_id is None:
        return
    if decision.comment_id is None and decision.kind == DecisionKind.REMOVE:
        give_name_back(session, decision.account_id, decision.quote)
    if decision.kind in (DecisionKind.SUSPEND, DecisionKind.HOLD_AUTHOR):
        renew_sanction(connection, decision.account_id)


def _reopen(connection: Connection, decision: Any, *, after: Status | None, at: datetime) -> int | None:
    """The case that waits again, collapsed as its flags weigh; None where there was no case but the decision's own, or
    nobody has the name any more that was decided about.
    """
    decided_as = connection.scalar(_KIND, {"case": decision.case_id})
    if decided_as in (None, CaseKind.FOUND):
        return None
    if decision.comment_id is None:
        name = find_name(connection, decision.account_id) or ""
        if not lapse_flags_of_others(connection, decision.case_id, name=name, at=at):
            return None
        reopen_case(connection, decision.case_id, kind=CaseKind.NAME)
        return int(decision.case_id)
    reopen_case(connection, decision.case_id, kind=CaseKind.FLAGGED)
    if after is Status.HELD:
        open_case(connection, CaseKind.HELD, comment_id=decision.comment_id, at=at)
    waiting = find_open_case(connection, comment_id=decision.comment_id)
    if waiting is None:
        return None
    comment = take_comment(connection, decision.comment_id)
    weigh(connection, waiting.id, comment=comment, at=at)
    return waiting.id


def _entry(
    decision: Any, step: StepBack, *, before: Status | None, after: Status | None, at: datetime
) -> Entry:
    return Entry(
        kind=step.kind,
        actor=step.actor,
        case_id=step.case_id if step.case_id is not None else decision.case_id,
        comment_id=decision.comment_id,
        account_id=decision.account_id,
        moderator_id=step.moderator_id,
        note=step.note,
        revision=decision.revision,
        status_before=before or "",
        status_after=after or "",
        undoes_id=decision.id,
        bulk_id=step.bulk_id,
        at=at,
    )


_undoing: Any = Decision.__table__.alias("undoing")
_STANDS: Any = (
    select(Decision.id, Decision.kind)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(_undoing.c.id.is_(None))
    .order_by(Decision.id.desc())
    .limit(1)
)
_LOCKS: Any = _STANDS.join(Comment, Comment.id == Decision.comment_id).where(
    Comment.root_id == bindparam("root"), Decision.kind.in_((DecisionKind.LOCK, DecisionKind.UNLOCK))
)
_ROOT = select(Comment.root_id).where(Comment.id == bindparam("comment"))
_KIND = select(Case.kind).where(Case.id == bindparam("case"))
_HELD_FOR: Any = (
    select(Decision.reason)
    .where(
        Decision.comment_id == bindparam("comment"),
        Decision.id < bindparam("decision"),
        Decision.kind == DecisionKind.HOLD,
    )
    .order_by(Decision.id.desc())
    .limit(1)
)
