"""An author appeals, once; another moderator answers, and the decision stands or is taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select
from sqlalchemy.orm import Session

from pollsite.moderation.appeal_errors import (
    AppealedBefore,
    AppealEmpty,
    AppealTooLate,
    AppealTooLong,
    DecisionTakenBack,
    StatementNotFound,
)
from pollsite.moderation.cases import open_case
from pollsite.moderation.limits import MAX_APPEAL
from pollsite.moderation.models import Appeal, Decision, Statement
from pollsite.moderation.types import Actor, AppealOutcome, CaseKind


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
    .with_for_update(of=Statement)
)
_APPEAL: Any = select(Appeal.text, Appeal.case_id).where(Appeal.decision_id == bindparam("decision"))
_INSERT = insert(Appeal).values(outcome=AppealOutcome.OPEN)
