"""An account goes: nothing of moderation names it afterwards, and nobody waits for a decision about its name."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from pollsite.moderation.cases import close_case
from pollsite.moderation.models import Case, Decision, Flag, Sanction, SecondLook, WatchedWord
from pollsite.moderation.types import FlagOutcome


def forget_account(session: Session, *, account_id: int, at: datetime) -> None:
    """Close what is open about the account's name, and take the account out of cases, flags and the log.

    Flags of the name close as FlagOutcome.GONE. What it reported itself stays with its reader, whose row says nothing
    of a person, and so do the decisions it took, as a moderator's.
    """
    connection = session.connection()
    asked = {"account": account_id}
    for case_id in connection.scalars(_OPEN_CASES, asked).all():
        close_case(connection, case_id, flags=FlagOutcome.GONE, at=at)
    for statement in _FORGETTING:
        connection.execute(statement, asked)


_ACCOUNT: Any = bindparam("account")
_OPEN_CASES = select(Case.id).where(Case.account_id == _ACCOUNT, Case.closed_at.is_(None)).order_by(Case.id)
_FORGETTING: tuple[Any, ...] = (
    update(Flag).where(Flag.account_id == _ACCOUNT).values(account_id=None, flagged_name=""),
    update(Case).where(Case.account_id == _ACCOUNT).values(account_id=None),
    update(Case).where(Case.barred_id == _ACCOUNT).values(barred_id=None),
    update(Case).where(Case.claimed_by_id == _ACCOUNT).values(claimed_by_id=None, claimed_until=None),
    update(SecondLook).where(SecondLook.moderator_id == _ACCOUNT).values(moderator_id=None),
    update(Decision).where(Decision.account_id == _ACCOUNT).values(account_id=None),
    update(Decision).where(Decision.moderator_id == _ACCOUNT).values(moderator_id=None),
    update(WatchedWord).where(WatchedWord.added_by_id == _ACCOUNT).values(added_by_id=None),
    delete(Sanction).where(Sanction.account_id == _ACCOUNT),
)
