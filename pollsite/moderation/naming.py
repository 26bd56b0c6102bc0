"""A name that breaks a rule is taken back: its bearer is “Member 7” until they choose another."""

from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.errors import AccountRefused, NameTaken
from pollsite.accounts.models import Account
from pollsite.accounts.profiles import rename
from pollsite.discussion.authors import touch_author

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


def find_name(connection: Connection, account_id: int) -> str | None:
    """What the member is called; None if there is none of that number."""
    name: str | None = connection.scalar(_NAME, {"account": account_id})
    return name


_NAME: Any = select(Account.name).where(Account.id == bindparam("account"))
