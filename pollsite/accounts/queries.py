"""What is known of members, for pages and for other features."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account, Ignore
from pollsite.accounts.types import Portrait, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What everybody may know of a member."""

    account_id: int
    reader_id: UUID
    name: str
    role: Role
    portrait: Portrait
    since: datetime


def is_name_taken(session: Session, folded: str, *, but: int | None = None) -> bool:
    """Whether a member has a name that folds so (see names.fold_name); the account `but` may."""
    owner = session.scalar(select(Account.id).where(Account.name_folded == folded))
    return owner is not None and owner != but


def find_profile(session: Session, account_id: int) -> Profile | None:
    """The member, or None if there is none of that number, or not one who may sign in."""
    row = session.execute(
        select(
            Account.id, Account.reader_id, Account.name, Account.role, Account.portrait, Account.created_at
        ).where(Account.id == account_id, Account.active)
    ).one_or_none()
    if row is None:
        return None
    return Profile(
        account_id=row.id,
        reader_id=row.reader_id,
        name=row.name,
        role=Role(row.role),
        portrait=Portrait(row.portrait),
        since=row.created_at,
    )


def ignored_ids(connection: Connection, account_id: int) -> frozenset[int]:
    """The accounts whose comments this one does not want to read."""
    return frozenset(connection.scalars(_IGNORED, {"account_id": account_id}))


_IGNORED = select(Ignore.ignored_id).where(Ignore.account_id == bindparam("account_id"))
