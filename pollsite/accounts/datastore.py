"""Accounts as Flask-Security asks for them.

What must not be done twice goes through the writer, in a transaction of its own that reads what is stored now; the
rest is written by the request's session, which takes the write lock with its first flush (see pollsite.db).
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask_security import SQLAlchemyUserDatastore
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError

from pollsite.accounts.errors import MailTaken, NotStored
from pollsite.accounts.models import Account, Passkey
from pollsite.accounts.services import create_account, spend_recovery_code
from pollsite.db import keep_writes
from pollsite.engines import UNREACHABLE
from pollsite.writing import NotWritten, Writer


class Accounts(SQLAlchemyUserDatastore):
    """Accounts and their passkeys. There is no table of roles: an account has one, in its row."""

    def __init__(self, database: SQLAlchemy, writer: Writer, *, clock: Callable[[], datetime]) -> None:
        super().__init__(database, Account, None, Passkey)  # type: ignore[arg-type]
        self._writer = writer
        self._clock = clock

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:
        """The account with that one attribute. Mail addresses are stored in small letters, and found by index."""
        if "email" in kwargs:
            kwargs["email"] = str(kwargs["email"]).lower()
        found = super().find_user(case_insensitive=False, **kwargs)
        return found if isinstance(found, Account) else None

    def create_user(self, **kwargs: Any) -> Account:
        """A new account, stored, with a reader of its own.

        Raises what create_account raises, or NotStored; MailTaken also where another registration of the address
        has replaced this one already.
        """

        def act(session: Any) -> int:
            return create_account(
                session,
                email=kwargs["email"].lower(),
                name=kwargs["name"],
                password_hash=kwargs["password"],
                at=self._clock(),
                confirmed=False,
            ).id

        number = self._written(act)
        self.db.session.rollback()  # what was read before it does not know the new account
        account: Account | None = self.db.session.get(Account, number)
        if account is None:
            raise MailTaken
        return account

    def put(self, model: Any) -> Any:
        """Have the session store it; a new passkey with the moment it was made."""
        if isinstance(model, Passkey) and model.create_datetime is None:
            model.create_datetime = self._clock()
        self.db.session.add(model)
        return model

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Use a recovery code up. Raises CodeSpent if another request did so in the meantime."""
        code = user.mf_recovery_codes[idx]
        self._written(partial(spend_recovery_code, account_id=user.id, code=code))
        return True

    def commit(self) -> None:
        """Keep what the session wrote. Raises NotStored, or MailTaken if two asked for one mail address at once."""
        try:
            keep_writes()
        except IntegrityError as conflict:
            raise MailTaken from conflict
        except UNREACHABLE as failure:
            raise NotStored from failure

    def _written(self, act: Any) -> Any:
        try:
            return self._writer.write(act)
        except NotWritten as failure:
            raise NotStored from failure
