"""What makes a reader or an account, and what an operator does with one."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pollsite.accounts.errors import AdminExists, CodeSpent, MailTaken, NameTaken, NobodyThere
from pollsite.accounts.models import Account, EndedSession, Passkey, Reader
from pollsite.accounts.names import clean_name, clean_staff_name, fold_name
from pollsite.accounts.queries import UNCONFIRMED_KEPT, has_admin, is_name_taken
from pollsite.accounts.types import Role

_VALUES: dict[str, Any] = {"id": bindparam("id"), "created_at": bindparam("created_at")}
_REMEMBER = {
    "sqlite": sqlite.insert(Reader).values(_VALUES).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Reader).values(_VALUES).on_conflict_do_nothing(),
}


def remember_reader(session: Session, *, reader_id: UUID, at: datetime) -> None:
    """Store the reader if this is their first act; doing it twice is harmless."""
    connection = session.connection()
    connection.execute(_REMEMBER[connection.dialect.name], {"id": reader_id, "created_at": at})


def create_account(
    session: Session,
    *,
    email: str,
    name: str,
    password_hash: str,
    at: datetime,
    confirmed: bool,
    role: Role = Role.MEMBER,
) -> Account:
    """A new account with a reader of its own, who has done nothing yet.

    `email` is normalised; `confirmed`: its owner has shown that it is theirs. Takes the place of whoever asked for
    the address before and never confirmed it: nothing of theirs is left, and their links are void. Raises
    NameRefused, NameTaken or MailTaken.
    """
    name = clean_staff_name(name) if role is Role.ADMIN else clean_name(name)
    folded = fold_name(name)
    _let_go_of_unconfirmed(session, email=email, folded=folded, before=at - UNCONFIRMED_KEPT)
    _refuse_taken(session, email=email, folded=folded)
    reader_id = UUID(int=secrets.randbits(127))
    remember_reader(session, reader_id=reader_id, at=at)
    account = Account(
        reader_id=reader_id,
        name=name,
        name_folded=folded,
        role=role,
        email=email,
        password=password_hash,
        active=True,
        fs_uniquifier=secrets.token_hex(16),
        fs_webauthn_user_handle=secrets.token_hex(16),
        created_at=at,
        confirmed_at=at if confirmed else None,
    )
    session.add(account)
    session.flush()
    return account


def rehearse_account(session: Session, *, at: datetime) -> None:
    """Write what takes about as long as an account, and leave nothing."""
    reader_id = UUID(int=secrets.randbits(127))
    remember_reader(session, reader_id=reader_id, at=at)
    session.flush()
    session.execute(delete(Account).where(Account.reader_id == reader_id))
    session.execute(delete(Reader).where(Reader.id == reader_id))


def create_first_admin(
    session: Session, *, email: str, name: str, password_hash: str, at: datetime
) -> Account:
    """The first admin, confirmed. Raises AdminExists, and what create_account raises."""
    if has_admin(session):
        raise AdminExists
    return create_account(
        session, email=email, name=name, password_hash=password_hash, at=at, confirmed=True, role=Role.ADMIN
    )


def confirm_account(session: Session, *, account_id: int, at: datetime) -> None:
    """Take the mail address for its owner's; a second time changes nothing. Raises NobodyThere."""
    account = _get_account(session, account_id)
    account.confirmed_at = account.confirmed_at or at


def set_role(session: Session, *, account_id: int, role: Role) -> None:
    """Let the account do what `role` may. Raises NobodyThere."""
    _get_account(session, account_id).role = role


def end_sessions(session: Session, *, account_id: int) -> str:
    """Sign every device out; returns what a session that goes on is to name the account by. Raises NobodyThere."""
    account = _get_account(session, account_id)
    account.fs_uniquifier = secrets.token_hex(16)
    return account.fs_uniquifier


def spend_recovery_code(session: Session, *, account_id: int, code: str) -> None:
    """Use a recovery code up, as it is stored. Raises CodeSpent if it is none of the account's, or no longer."""
    account = _get_account(session, account_id)
    known = list(account.mf_recovery_codes or ())
    if code not in known:
        raise CodeSpent
    known.remove(code)
    account.mf_recovery_codes = known


def spend_code(session: Session, *, account_id: int, counter: int) -> bool:
    """Use an app's code up, which is of the half minute `counter`; whether it is later than every one used before
    (RFC 6238, 5.2).
    """
    is_later = or_(Account.tf_last_counter.is_(None), Account.tf_last_counter < counter)
    spending = (
        update(Account)
        .where(Account.id == account_id, is_later)
        .values(tf_last_counter=counter)
        .execution_options(synchronize_session=False)
        .returning(Account.id)
    )
    return session.execute(spending).first() is not None


def end_session(session: Session, *, session_id: str, kept: timedelta, at: datetime) -> None:
    """End the session, and let go of those that ended longer than `kept` ago; doing it twice is harmless."""
    session.execute(delete(EndedSession).where(EndedSession.ended_at < at - kept))
    if session.get(EndedSession, session_id) is None:
        session.add(EndedSession(id=session_id, ended_at=at))


def _get_account(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NobodyThere
    return account


def _refuse_taken(session: Session, *, email: str, folded: str) -> None:
    if is_name_taken(session, folded):
        raise NameTaken
    if session.scalar(select(Account.id).where(Account.email == email)):
        raise MailTaken


def _let_go_of_unconfirmed(session: Session, *, email: str, folded: str, before: datetime) -> None:
    """Who never confirmed could never sign in, and has left nothing behind.

    The mail address is let go of at once, for the next who asks for it may be its owner; the name after a while.
    """
    stale = session.execute(
        select(Account.id, Account.reader_id).where(
            or_(Account.email == email, and_(Account.name_folded == folded, Account.created_at < before)),
            Account.confirmed_at.is_(None),
        )
    ).all()
    for account_id, reader_id in stale:
        session.execute(delete(Passkey).where(Passkey.user_id == account_id))
        session.execute(delete(Account).where(Account.id == account_id))
        session.execute(delete(Reader).where(Reader.id == reader_id))
