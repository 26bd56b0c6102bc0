"""What is known of members, for pages and for other features."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account, Ignore
from pollsite.accounts.names import fold_name
from pollsite.accounts.types import Portrait, Role

UNCONFIRMED_KEPT = timedelta(days=7)
"""So long does an account that nobody confirmed keep its name and its mail address from others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What everybody may know of a member."""

    account_id: int
    reader_id: UUID
    name: str
    role: Role
    portrait: Portrait
    since: datetime


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """An account as an operator is told of it."""

    account_id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What an operator's list says of an account."""

    name: str
    email: str
    role: Role
    created_at: datetime
    confirmed: bool


def is_name_taken(session: Session, folded: str, *, but: int | None = None) -> bool:
    """Whether a member has a name that folds so (see names.fold_name); the account `but` may."""
    owner = session.scalar(select(Account.id).where(Account.name_folded == folded))
    return owner is not None and owner != but


def has_admin(session: Session) -> bool:
    """Whether somebody administers this site."""
    return (
        session.scalar(select(Account.id).where(Account.role == Role.ADMIN, Account.active).limit(1))
        is not None
    )


def find_account(session: Session, called: str) -> FoundAccount | None:
    """The account with that mail address; where `called` holds no @, the one with a display name that looks like it.

    Never both: a name can be chosen so that it looks like somebody's address.
    """
    by_mail, by_name = Account.email == called.strip().lower(), Account.name_folded == fold_name(called)
    asked = select(Account.id, Account.name, Account.email).where(by_mail if "@" in called else by_name)
    row = session.execute(asked).one_or_none()
    return FoundAccount(row.id, row.name, row.email) if row else None


def account_lines(session: Session) -> list[AccountLine]:
    """Every account, in the order in which they were made."""
    rows = session.execute(
        select(Account.name, Account.email, Account.role, Account.created_at, Account.confirmed_at).order_by(
            Account.id
        )
    )
    return [
        AccountLine(row.name, row.email, Role(row.role), row.created_at, row.confirmed_at is not None)
        for row in rows
    ]


def is_name_kept(session: Session, folded: str, *, at: datetime, email: str) -> bool:
    """Whether a member has such a name, or somebody who may still confirm an address other than `email`."""
    may_confirm = and_(Account.created_at >= at - UNCONFIRMED_KEPT, Account.email != email)
    kept = or_(Account.confirmed_at.is_not(None), may_confirm)
    return session.scalar(select(Account.id).where(Account.name_folded == folded, kept)) is not None


def find_profile(session: Session, account_id: int) -> Profile | None:
    """The member, or None if there is none of that number, or one who has never been able to sign in."""
    row = session.execute(
        select(
            Account.id, Account.reader_id, Account.name, Account.role, Account.portrait, Account.created_at
        ).where(Account.id == account_id, Account.active, Account.confirmed_at.is_not(None))
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


def get_password_hash(session: Session, account_id: int) -> str:
    """The hash of the account's password. Raises NoResultFound if the account is gone."""
    return session.scalars(select(Account.password).where(Account.id == account_id)).one()


def ignored_ids(connection: Connection, account_id: int) -> frozenset[int]:
    """The accounts whose comments this one does not want to read."""
    return frozenset(connection.scalars(_IGNORED, {"account_id": account_id}))


_IGNORED = select(Ignore.ignored_id).where(Ignore.account_id == bindparam("account_id"))
