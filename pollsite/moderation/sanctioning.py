"""How a member stands follows from the log: the latest suspension that holds, and whether their words are held."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from pollsite.moderation.models import Decision, Sanction
from pollsite.moderation.types import DecisionKind


def renew_sanction(connection: Connection, account_id: int) -> None:
    """Let the account's sanction be what the log says. Whoever calls this has logged a decision on them."""
    suspension, holding_id = sanction_in_log(connection, account_id)
    connection.execute(_DROP, {"account": account_id})
    if suspension or holding_id:
        connection.execute(
            _INSERT,
            {
                "account_id": account_id,
                "suspended_until": suspension[1] if suspension else None,
                "suspension_id": suspension[0] if suspension else None,
                "holding_id": holding_id,
            },
        )


def sanction_in_log(
    connection: Connection, account_id: int
) -> tuple[tuple[int, datetime] | None, int | None]:
    """The suspension that stands, as its decision and its end, which may be past; and the decision that holds them."""
    asked = {"account": account_id}
    suspension = connection.execute(_SUSPENSION, asked).one_or_none()
    holding = connection.execute(_HOLDING, asked).one_or_none()
    holding_id = holding.id if holding and holding.kind == DecisionKind.HOLD_AUTHOR else None
    return (suspension.id, suspension.until) if suspension else None, holding_id


def holding_of(connection: Connection, account_id: int) -> int | None:
    """The decision by which everything of theirs is held; None if none is."""
    return connection.scalar(_HELD_BY, {"account": account_id})


def suspended_until(connection: Connection, account_id: int, *, at: datetime) -> datetime | None:
    """The end of the suspension that the account is under at that moment; None if it is under none."""
    until = connection.scalar(_SUSPENDED, {"account": account_id})
    return until if until is not None and until > at else None


_undoing: Any = Decision.__table__.alias("undoing")
_STANDS: Any = (
    select(Decision.id, Decision.until, Decision.kind)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(Decision.account_id == bindparam("account"), _undoing.c.id.is_(None))
    .order_by(Decision.id.desc())
    .limit(1)
)
_SUSPENSION: Any = _STANDS.where(Decision.kind == DecisionKind.SUSPEND)
_HOLDING: Any = _STANDS.where(Decision.kind.in_((DecisionKind.HOLD_AUTHOR, DecisionKind.FREE_AUTHOR)))
_HELD_BY = select(Sanction.holding_id).where(Sanction.account_id == bindparam("account"))
_SUSPENDED = select(Sanction.suspended_until).where(Sanction.account_id == bindparam("account"))
_DROP = delete(Sanction).where(Sanction.account_id == bindparam("account"))
_INSERT = insert(Sanction)
