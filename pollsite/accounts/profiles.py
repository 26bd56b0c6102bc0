"""A member's name, changed."""

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pollsite.accounts.errors import NameTaken
from pollsite.accounts.models import Account
from pollsite.accounts.names import clean_name, clean_staff_name, fold_name
from pollsite.accounts.queries import is_name_taken
from pollsite.accounts.types import Role


def rename(session: Session, *, account_id: int, typed: str) -> str:
    """Give the account the name that was typed; returns it as it is shown.

    What carries names elsewhere is the caller's to renew (see pages.renaming). Raises NameRefused or NameTaken.
    """
    runs_the_site = session.scalar(select(Account.role).where(Account.id == account_id)) == Role.ADMIN
    name = clean_staff_name(typed) if runs_the_site else clean_name(typed)
    folded = fold_name(name)
    if is_name_taken(session, folded, but=account_id):
        raise NameTaken
    try:
        session.execute(update(Account).where(Account.id == account_id).values(name=name, name_folded=folded))
    except IntegrityError as conflict:  # somebody took it at the same time
        raise NameTaken from conflict
    return name
