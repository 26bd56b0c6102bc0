"""Who is told of a decision: the author by a line in their inbox, and everybody who reported what it is about."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.accounts.notices import notify
from pollsite.accounts.types import NoticeKind, Told
from pollsite.moderation.models import Flag
from pollsite.moderation.types import FlagOutcome


def reporters_of(connection: Connection, case_id: int, *, outcome: FlagOutcome) -> tuple[int, ...]:
    """The accounts of those whose flags in the case have this outcome; who has none is told nowhere."""
    return tuple(connection.scalars(_REPORTERS, {"case": case_id, "outcome": outcome}))


def tell_author(
    session: Session, *, account_id: int | None, comment_id: int | None, decision_id: int, at: datetime
) -> tuple[Told, ...]:
    """Tell them of a decision that did not move their comment, which is told of where it moves."""
    if account_id is None:
        return ()
    return _told(session, (account_id,), NoticeKind.DECISION, comment_id, decision_id, at=at)


def tell_reporters(
    session: Session, reporters: tuple[int, ...], *, comment_id: int | None, decision_id: int, at: datetime
) -> tuple[Told, ...]:
    """Tell them what became of what they reported."""
    return _told(session, reporters, NoticeKind.OUTCOME, comment_id, decision_id, at=at)


def tell_decider(
    session: Session, *, account_id: int | None, comment_id: int | None, answer_id: int, at: datetime
) -> None:
    """Tell the moderator who decided first what became of the appeal against it; the operator has no inbox."""
    if account_id is not None:
        _told(session, (account_id,), NoticeKind.ANSWER, comment_id, answer_id, at=at)


def _told(
    session: Session,
    accounts: tuple[int, ...],
    kind: NoticeKind,
    comment_id: int | None,
    decision_id: int,
    *,
    at: datetime,
) -> tuple[Told, ...]:
    lines = (
        notify(
            session,
            account_id=account_id,
            kind=kind,
            comment_id=comment_id,
            at=at,
            decision_id=decision_id,
        )
        for account_id in accounts
    )
    return tuple(line for line in lines if line is not None)


_REPORTERS: Any = (
    select(Account.id)
    .join(Flag, Flag.reader_id == Account.reader_id)
    .where(
        Flag.case_id == bindparam("case"),
        Flag.withdrawn_at.is_(None),
        Flag.outcome == bindparam("outcome"),
    )
    .distinct()
    .order_by(Account.id)
)
