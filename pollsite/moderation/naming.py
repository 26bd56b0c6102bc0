"""A name that breaks a rule is taken back: its bearer is “Member 7” until they choose another, and not that one again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.errors import AccountRefused, NameTaken
from pollsite.accounts.models import Account
from pollsite.accounts.names import fold_name
from pollsite.accounts.profiles import rename
from pollsite.discussion.authors import touch_author
from pollsite.moderation.models import Decision
from pollsite.moderation.name_errors import RemovedName, SuspendedName
from pollsite.moderation.statements import find_suspension
from pollsite.moderation.types import DecisionKind

_TRIED = 20


def reset_name(session: Session, account_id: int) -> str:
    """Give the member a name that says nothing, everywhere; returns it. Raises NameTaken if every one is somebody's."""
    plain = f"Member {account_id}"
    for name in (plain, *(f"{plain} {place}" for place in range(2, _TRIED))):
        try:
            given = rename(session, account_id=account_id, typed=name)
        except NameTaken:
            continue
        touch_author(session, account_id=account_id)
        return given
    raise NameTaken


def give_name_back(session: Session, account_id: int, name: str) -> bool:
    """Let the member have the name that was taken back, where they have chosen none since and it is free; whether."""
    present = find_name(session.connection(), account_id)
    if present is None or not present.startswith(f"Member {account_id}"):
        return False
    try:
        rename(session, account_id=account_id, typed=name)
    except AccountRefused:
        return False
    touch_author(session, account_id=account_id)
    return True


def refuse_bearer(connection: Connection, account_id: int, *, typed: str, at: datetime) -> None:
    """Raises SuspendedName for who may not write, RemovedName for a name that looks like one a moderator took away."""
    suspension = find_suspension(connection, account_id, at=at)
    if suspension is not None:
        raise SuspendedName(
            days=suspension.days,
            rule=suspension.rule,
            until=suspension.until,
            decision_id=suspension.decision_id,
        )
    folded = fold_name(typed)
    for removal in connection.execute(_REMOVALS, {"account": account_id}):
        if fold_name(removal.quote) == folded:
            raise RemovedName(removal.quote, decision_id=removal.id)


def find_name(connection: Connection, account_id: int) -> str | None:
    """What the member is called; None if there is none of that number."""
    name: str | None = connection.scalar(_NAME, {"account": account_id})
    return name


_undoing: Any = Decision.__table__.alias("undoing")
_REMOVALS: Any = (
    select(Decision.id, Decision.quote)
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(
        Decision.account_id == bindparam("account"),
        Decision.comment_id.is_(None),
        Decision.kind == DecisionKind.REMOVE,
        _undoing.c.id.is_(None),
    )
    .order_by(Decision.id.desc())
)
"""Of names, which have no comment; those that stand."""
_NAME: Any = select(Account.name).where(Account.id == bindparam("account"))
