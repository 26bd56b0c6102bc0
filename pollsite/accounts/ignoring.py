"""Members who do not want to read each other."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.orm import Session

from pollsite.accounts.errors import NobodyThere, NotYourself, TooManyIgnored
from pollsite.accounts.models import Account, Ignore

MAX_IGNORED = 500


def ignore(session: Session, *, account_id: int, ignored_id: int, at: datetime) -> None:
    """Let the account read nothing of the other any more; doing it twice is harmless.

    Raises NotYourself, NobodyThere, or TooManyIgnored past MAX_IGNORED.
    """
    if account_id == ignored_id:
        raise NotYourself
    if session.scalar(select(Account.id).where(Account.id == ignored_id)) is None:
        raise NobodyThere
    if session.get(Ignore, (account_id, ignored_id)) is not None:
        return
    number = session.scalar(select(func.count()).select_from(Ignore).where(Ignore.account_id == account_id))
    if number is not None and number >= MAX_IGNORED:
        raise TooManyIgnored(limit=MAX_IGNORED)
    row = {"account_id": account_id, "ignored_id": ignored_id, "at": at}
    session.connection().execute(insert(Ignore), row)


def stop_ignoring(session: Session, *, account_id: int, ignored_id: int) -> None:
    """Let the account read the other again; doing it twice is harmless."""
    session.connection().execute(
        delete(Ignore).where(Ignore.account_id == account_id, Ignore.ignored_id == ignored_id)
    )


def ignored_people(connection: Connection, account_id: int) -> list[tuple[int, str]]:
    """(account id, name) of whom the account ignores, by name; at most MAX_IGNORED."""
    named = (
        select(Account.id, Account.name)
        .join(Ignore, Ignore.ignored_id == Account.id)
        .where(Ignore.account_id == account_id)
        .order_by(Account.name_folded)
    )
    return [(row.id, row.name) for row in connection.execute(named)]
