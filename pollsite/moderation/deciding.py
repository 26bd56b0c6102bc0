"""A moderator, or the operator, decides: about the words, their author, the thread; all of it or nothing is stored."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from pollsite.accounts.types import NoticeKind, Told
from pollsite.discussion.locking import set_collapsed, set_locked
from pollsite.discussion.statuses import change_status
from pollsite.discussion.types import Status
from pollsite.moderation.cases import OpenCase, close_case, lapse_flags_of_others
from pollsite.moderation.limits import MAX_NOTE
from pollsite.moderation.log import Entry, record
from pollsite.moderation.matters import Matter, refuse_decider, take_matter, win_case
from pollsite.moderation.naming import reset_name
from pollsite.moderation.notifying import reporters_of, tell_author, tell_reporters
from pollsite.moderation.rulebook import rule_in_words
from pollsite.moderation.sanctioning import renew_sanction
from pollsite.moderation.second_looks import open_second_look, record_second_look
from pollsite.moderation.stating import state
from pollsite.moderation.stepping_back import step_back
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagOutcome
from pollsite.moderation.unseen import open_for_unseen, take_unseen
from pollsite.moderation.verdicts import (
    STEPS_BACK,
    Verdict,
    refuse_incomplete,
    restriction_of,
    status_after,
)


@dataclass(frozen=True, slots=True)
class Decided:
    """What was stored, and who is to be told by mail.

    `decision_id` is None, and nothing was changed, where it was somebody's second look at what was decided before.
    """

    decision_id: int | None
    case_id: int | None
    told: tuple[Told, ...] = ()
    is_second_look: bool = False


def decide(session: Session, verdict: Verdict, *, at: datetime, bulk_id: int | None = None) -> Decided:
    """Log the decision, move the comment, close the case and its flags, and state and tell what was decided.

    `bulk_id` is the first decision of the bulk that this one is part of. Raises what take_matter(), refuse_decider(),
    win_case() and step_back() of this feature raise, and refuse_incomplete(); WordsMoved where the words are not the
    `revision` that was looked at, NameTakenMeanwhile or NothingLeft where they cannot be read again.
    """
    connection = session.connection()
    matter = take_matter(connection, case_id=verdict.case_id, comment_id=verdict.comment_id)
    verdict = _as_meant(verdict, matter)
    refuse_incomplete(verdict)
    refuse_decider(connection, matter, verdict)
    if matter.kind is CaseKind.SECOND_LOOK and matter.case_id is not None:
        record_second_look(session, case_id=matter.case_id, verdict=verdict, at=at)
        return Decided(None, matter.case_id, is_second_look=True)
    if verdict.kind in STEPS_BACK:
        stepped = step_back(session, matter, verdict, at=at)
        return Decided(stepped.decision_id, stepped.case_id, stepped.told)
    case = win_case(connection, matter, verdict, at=at)
    decision_id = record(connection, _entry(matter, verdict, case, at=at, bulk_id=bulk_id))
    told = _carry_out(session, matter, verdict, decision_id=decision_id, at=at)
    told += _close(session, matter, verdict, case, decision_id=decision_id, at=at)
    if verdict.second_look and case.kind is not CaseKind.FOUND:
        open_second_look(
            session, decision_id=decision_id, case=case, moderator_id=verdict.moderator_id, at=at
        )
    return Decided(decision_id, case.id, told)


def _as_meant(verdict: Verdict, matter: Matter) -> Verdict:
    """To keep what was removed, where no case waits, is to restore it."""
    is_removed = verdict.case_id is None and matter.status is Status.REMOVED
    if is_removed and verdict.kind is DecisionKind.KEEP:
        return replace(verdict, kind=DecisionKind.RESTORE)
    return verdict


def _entry(matter: Matter, verdict: Verdict, case: OpenCase, *, at: datetime, bulk_id: int | None) -> Entry:
    before = matter.status
    return Entry(
        kind=verdict.kind,
        actor=Actor.OPERATOR if verdict.moderator_id is None else Actor.MODERATOR,
        case_id=case.id,
        comment_id=matter.comment_id,
        account_id=matter.account_id,
        moderator_id=verdict.moderator_id,
        rule=verdict.rule if verdict.restricts else None,
        quote=_quoted(matter, verdict),
        note=verdict.note,
        revision=matter.revision,
        status_before=before or "",
        status_after=status_after(verdict, before=before) if before else "",
        until=at + timedelta(days=verdict.days or 0) if verdict.kind is DecisionKind.SUSPEND else None,
        bulk_id=bulk_id,
        at=at,
    )


def _quoted(matter: Matter, verdict: Verdict) -> str:
    """The words that a restriction is about: those that were marked, or all of them; of a name always the name."""
    if not verdict.restricts:
        return ""
    marked = verdict.quote.strip() if matter.comment is not None else ""
    return marked or matter.words[:MAX_NOTE]


def _carry_out(
    session: Session, matter: Matter, verdict: Verdict, *, decision_id: int, at: datetime
) -> tuple[Told, ...]:
    """Let everything follow that the decision says, but for its case."""
    connection = session.connection()
    told: tuple[Told, ...] = ()
    if matter.comment_id is not None:
        told = _move(session, matter, verdict, decision_id=decision_id, at=at)
    elif verdict.kind is DecisionKind.REMOVE and matter.account_id is not None:
        reset_name(session, matter.account_id)
    if verdict.kind in (DecisionKind.SUSPEND, DecisionKind.HOLD_AUTHOR) and matter.account_id is not None:
        renew_sanction(connection, matter.account_id)
    restriction = restriction_of(verdict, is_name=matter.comment_id is None)
    if restriction is None or verdict.rule is None:
        return told
    state(
        connection,
        decision_id=decision_id,
        reader_id=matter.reader_id,
        restriction=restriction,
        rule=verdict.rule,
        quote=_quoted(matter, verdict),
        note=verdict.note,
        at=at,
    )
    if any(one.kind is NoticeKind.DECISION for one in told):
        return told
    return told + tell_author(
        session, account_id=matter.account_id, comment_id=matter.comment_id, decision_id=decision_id, at=at
    )


def _move(
    session: Session, matter: Matter, verdict: Verdict, *, decision_id: int, at: datetime
) -> tuple[Told, ...]:
    """The comment to where it stands afterwards, open to all who may read it; the thread, where it is to be locked."""
    connection, before = session.connection(), matter.status
    if matter.comment_id is None or before is None:
        return ()
    after = status_after(verdict, before=before)
    removes = after is Status.REMOVED and before is not after
    reason = rule_in_words(verdict.rule) if removes and verdict.rule else ""
    set_collapsed(connection, matter.comment_id, collapsed=False)
    told = change_status(
        session,
        comment_id=matter.comment_id,
        status=after,
        reason=matter.reason if before is after else reason,
        at=at,
        revision=verdict.revision,
        decision_id=decision_id,
    )
    if verdict.kind is DecisionKind.LOCK:
        set_locked(connection, matter.comment_id, locked=True)
    return told


def _close(
    session: Session, matter: Matter, verdict: Verdict, case: OpenCase, *, decision_id: int, at: datetime
) -> tuple[Told, ...]:
    """The case and its flags; their reporters are told. What is kept is kept as far as the moderator saw what was said
    against it.
    """
    connection = session.connection()
    is_kept = verdict.kind is DecisionKind.KEEP
    unseen = take_unseen(connection, case.id, seen_flag=verdict.seen_flag) if is_kept else ()
    reporters = reporters_of(connection, case.id, outcome=FlagOutcome.OPEN)
    if is_kept and matter.comment_id is None:
        lapse_flags_of_others(connection, case.id, name=matter.words, at=at)
    outcome = FlagOutcome.REJECTED if is_kept else FlagOutcome.UPHELD
    close_case(connection, case.id, flags=outcome, at=at)
    open_for_unseen(connection, unseen, comment_id=matter.comment_id, at=at)
    return tell_reporters(session, reporters, comment_id=matter.comment_id, decision_id=decision_id, at=at)
