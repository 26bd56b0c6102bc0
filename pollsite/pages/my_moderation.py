"""What was decided about a member and their words, for the file they take along. Nobody else is named in it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from pollsite.discussion.models import Comment
from pollsite.moderation.models import Appeal, Decision, Sanction, Statement

ROWS_AT_ONCE = 200


def decision_entries(session: Session, *, account_id: int, reader_id: UUID) -> Iterator[dict[str, Any]]:
    """Every step of the log about the member's words, name or themselves, in its order."""
    theirs = (
        select(Decision.__table__)
        .outerjoin(Comment, Comment.id == Decision.comment_id)
        .where(or_(Decision.account_id == account_id, Comment.reader_id == reader_id))
        .order_by(Decision.id)
    )
    for row in session.execute(theirs.execution_options(yield_per=ROWS_AT_ONCE)):
        yield {
            "number": row.id,
            "decision": row.kind,
            "by": row.actor,
            "about_comment": row.comment_id,
            "rule": row.rule,
            "quote": row.quote,
            "note": row.note,
            "comment_before": row.status_before or None,
            "comment_after": row.status_after or None,
            "until": row.until,
            "takes_back": row.undoes_id,
            "at": row.at,
        }


def statement_entries(session: Session, reader_id: UUID) -> Iterator[dict[str, Any]]:
    """What they were told of decisions that restrict them."""
    theirs = select(Statement.__table__).where(Statement.reader_id == reader_id)
    for row in session.execute(theirs.order_by(Statement.decision_id)):
        yield {
            "decision": row.decision_id,
            "restriction": row.restriction,
            "rule": row.rule,
            "quote": row.quote,
            "note": row.note,
            "appeal_until": row.appeal_until,
            "read_at": row.read_at,
        }


def appeal_entries(session: Session, reader_id: UUID) -> Iterator[dict[str, Any]]:
    """Their appeals, and what was answered."""
    theirs = (
        select(Appeal.decision_id, Appeal.text, Appeal.at, Appeal.outcome, Decision.note, Decision.at)
        .join(Statement, Statement.decision_id == Appeal.decision_id)
        .outerjoin(Decision, Decision.id == Appeal.answer_id)
        .where(Statement.reader_id == reader_id)
        .order_by(Appeal.decision_id)
    )
    for decision_id, text, at, outcome, note, answered_at in session.execute(theirs):
        yield {
            "decision": decision_id,
            "text": text,
            "at": at,
            "outcome": outcome or None,
            "answer": note,
            "answered_at": answered_at,
        }


def standing(session: Session, account_id: int) -> dict[str, datetime | int | None]:
    """How they stand now: suspended until when, always held, each by which decision."""
    row = session.execute(select(Sanction.__table__).where(Sanction.account_id == account_id)).one_or_none()
    return {
        "suspended_until": row.suspended_until if row else None,
        "suspended_by_decision": row.suspension_id if row else None,
        "always_held_by_decision": row.holding_id if row else None,
    }
