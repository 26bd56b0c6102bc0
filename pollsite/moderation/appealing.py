"""An author appeals, once; another moderator answers, and the decision stands or is taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.accounts.types import Told
from pollsite.discussion.taking import take_comment
from pollsite.moderation.appeal_errors import (
    AnswerIncomplete,
    AppealedBefore,
    AppealEmpty,
    AppealTooLate,
    AppealTooLong,
    DecisionTakenBack,
    NoteTooLong,
    OwnAppeal,
    ReportedAppeal,
    StatementNotFound,
)
from pollsite.moderation.cases import close_case, open_case, overturn_flags, take_case
from pollsite.moderation.deciding import Decided
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, StaleDecision
from pollsite.moderation.limits import MAX_APPEAL, MAX_NOTE
from pollsite.moderation.log import Entry, find_decision, find_undoing, record
from pollsite.moderation.models import Appeal, Case, Decision, Flag, Statement
from pollsite.moderation.notifying import reporters_of, tell_author, tell_decider, tell_reporters
from pollsite.moderation.taking_back import StepBack, take_back
from pollsite.moderation.types import Actor, AppealOutcome, CaseKind, DecisionKind, FlagOutcome


def appeal(session: Session, *, decision_id: int, reader_id: UUID, text: str, at: datetime) -> int:
    """Let another moderator look at the decision, and at what its reader says against it; the number of the case.

    The same text sent twice is one appeal. Raises StatementNotFound, AppealEmpty, AppealTooLong, AppealedBefore,
    DecisionTakenBack or AppealTooLate.
    """
    connection = session.connection()
    said = "\n".join(line.rstrip() for line in text.strip().splitlines())
    stated = connection.execute(_STATEMENT, {"decision": decision_id}).one_or_none()
    if stated is None or stated.reader_id != reader_id:
        raise StatementNotFound
    before = connection.execute(_APPEAL, {"decision": decision_id}).one_or_none()
    if before is not None and before.text == said:
        return int(before.case_id)
    _refuse(stated, said, is_second=before is not None, at=at)
    case_id = open_case(
        connection,
        CaseKind.APPEAL,
        comment_id=stated.comment_id,
        account_id=None if stated.comment_id else stated.account_id,
        barred_id=stated.moderator_id if stated.actor == Actor.MODERATOR else None,
        at=at,
    )
    row = {"decision_id": decision_id, "text": said, "at": at, "case_id": case_id}
    connection.execute(_INSERT, row)
    return case_id


def answer_appeal(
    session: Session,
    *,
    case_id: int,
    version: int,
    moderator_id: int,
    accept: bool,
    note: str,
    at: datetime,
) -> Decided:
    """Take the decision back, or let it stand, and tell its author, who reported it and who decided first.

    `version`: of the case, as it was looked at.

    Raises CaseNotFound; BarredFromCase, OwnAppeal or ReportedAppeal, whatever became of the case; StaleDecision;
    AnswerIncomplete and NoteTooLong; and NameTakenMeanwhile where a guest's words cannot be read again.
    """
    connection = session.connection()
    matter = connection.execute(_MATTER, {"case": case_id}).one_or_none()
    decision = find_decision(connection, matter.decision_id) if matter else None
    if matter is None or decision is None:
        raise CaseNotFound
    _refuse_answerer(connection, matter, decision, moderator_id)
    comment = take_comment(connection, decision.comment_id) if decision.comment_id else None
    case = take_case(connection, case_id)
    if case is None or case.version != version:
        raise StaleDecision(matter.answer_id or find_undoing(connection, decision.id))
    _refuse_answer(note, accept=accept)
    close_case(connection, case_id, flags=FlagOutcome.GONE, at=at)
    answer = StepBack(
        kind=DecisionKind.ACCEPT_APPEAL if accept else DecisionKind.REJECT_APPEAL,
        actor=Actor.MODERATOR,
        moderator_id=moderator_id,
        case_id=case_id,
        note=note.strip(),
        reopens=False,
    )
    return _carry_out(session, decision, answer, comment, at=at)


def _carry_out(session: Session, decision: Any, answer: StepBack, comment: Any, *, at: datetime) -> Decided:
    """The answer in the log, what follows from it, and who is told."""
    connection = session.connection()
    reporters = _reporters(connection, decision)
    if answer.kind is DecisionKind.ACCEPT_APPEAL:
        taken = take_back(session, decision, answer, at=at)
        answer_id, told, outcome = taken.decision_id, taken.told, AppealOutcome.ACCEPTED
        _overturn(connection, decision, at=at)
    else:
        answer_id, told = _let_stand(session, decision, answer, comment, at=at)
        outcome = AppealOutcome.REJECTED
    connection.execute(_ANSWER, {"decision": decision.id, "as": outcome, "by": answer_id})
    told += tell_reporters(session, reporters, comment_id=decision.comment_id, decision_id=answer_id, at=at)
    tell_decider(
        session,
        account_id=decision.moderator_id,
        comment_id=decision.comment_id,
        answer_id=answer_id,
        at=at,
    )
    return Decided(answer_id, answer.case_id, told)


def _let_stand(
    session: Session, decision: Any, answer: StepBack, comment: Any, *, at: datetime
) -> tuple[int, tuple[Told, ...]]:
    status = comment.status if comment else ""
    entry = Entry(
        kind=answer.kind,
        actor=answer.actor,
        case_id=answer.case_id,
        comment_id=decision.comment_id,
        account_id=decision.account_id,
        moderator_id=answer.moderator_id,
        note=answer.note,
        revision=decision.revision,
        status_before=status,
        status_after=status,
        at=at,
    )
    answer_id = record(session.connection(), entry)
    told = tell_author(
        session,
        account_id=decision.account_id,
        comment_id=decision.comment_id,
        decision_id=answer_id,
        at=at,
    )
    return answer_id, told


def _reporters(connection: Connection, decision: Any) -> tuple[int, ...]:
    if decision.case_id is None:
        return ()
    return reporters_of(connection, decision.case_id, outcome=FlagOutcome.UPHELD)


def _overturn(connection: Connection, decision: Any, *, at: datetime) -> None:
    if decision.case_id is not None:
        overturn_flags(connection, decision.case_id, at=at)


def _refuse_answerer(connection: Connection, matter: Any, decision: Any, moderator_id: int) -> None:
    if matter.barred_id == moderator_id:
        raise BarredFromCase
    reader_id = connection.scalar(_READER, {"account": moderator_id})
    if decision.account_id == moderator_id or matter.reader_id == reader_id:
        raise OwnAppeal
    if connection.scalar(_REPORTED, {"case": decision.case_id, "reader": reader_id}) is not None:
        raise ReportedAppeal


def _refuse_answer(note: str, *, accept: bool) -> None:
    if not accept and not note.strip():
        raise AnswerIncomplete
    if len(note.strip()) > MAX_NOTE:
        raise NoteTooLong


def _refuse(stated: Any, said: str, *, is_second: bool, at: datetime) -> None:
    if is_second:
        raise AppealedBefore
    if stated.undone_by is not None:
        raise DecisionTakenBack
    if at > stated.appeal_until:
        raise AppealTooLate
    if not said:
        raise AppealEmpty
    if len(said) > MAX_APPEAL:
        raise AppealTooLong(length=len(said))


_undoing: Any = Decision.__table__.alias("undoing")
_STATEMENT: Any = (
    select(
        Statement.reader_id,
        Statement.appeal_until,
        Decision.comment_id,
        Decision.account_id,
        Decision.moderator_id,
        Decision.actor,
        _undoing.c.id.label("undone_by"),
    )
    .join(Decision, Decision.id == Statement.decision_id)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(Statement.decision_id == bindparam("decision"))
)
_APPEAL: Any = select(Appeal.text, Appeal.case_id).where(Appeal.decision_id == bindparam("decision"))
_INSERT = insert(Appeal).values(outcome=AppealOutcome.OPEN)
_MATTER: Any = (
    select(Appeal.decision_id, Appeal.answer_id, Case.barred_id, Statement.reader_id)
    .join(Case, Case.id == Appeal.case_id)
    .join(Statement, Statement.decision_id == Appeal.decision_id)
    .where(Appeal.case_id == bindparam("case"))
)
_READER = select(Account.reader_id).where(Account.id == bindparam("account"))
_REPORTED = (
    select(Flag.id)
    .where(
        Flag.case_id == bindparam("case"),
        Flag.reader_id == bindparam("reader"),
    )
    .limit(1)
)
_ANSWER: Any = (
    update(Appeal)
    .where(Appeal.decision_id == bindparam("decision"))
    .values(outcome=bindparam("as"), answer_id=bindparam("by"))
)
