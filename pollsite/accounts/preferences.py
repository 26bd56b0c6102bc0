"""What a member wants to be told by mail, and what they say of their portrait elsewhere."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.accounts.types import NoticeKind, Portrait
from pollsite.accounts.unsubscribing import Subscription

MAIL_COLUMNS = {
    NoticeKind.REPLY: "mail_replies",
    NoticeKind.DECISION: "mail_decisions",
    NoticeKind.OUTCOME: "mail_outcomes",
}


@dataclass(frozen=True, slots=True)
class Preferences:
    """As the settings page shows them; `email` is the address that letters go to."""

    email: str
    portrait: Portrait
    mailed: frozenset[NoticeKind]


def get_preferences(session: Session, account_id: int) -> Preferences:
    """The account's. Raises NoResultFound if there is no such account."""
    row = session.execute(
        select(
            Account.email, Account.portrait, *(getattr(Account, name) for name in MAIL_COLUMNS.values())
        ).where(Account.id == account_id)
    ).one()
    mailed = frozenset(kind for kind, column in MAIL_COLUMNS.items() if getattr(row, column))
    return Preferences(row.email, Portrait(row.portrait), mailed)


def choose_mail(session: Session, *, account_id: int, kinds: frozenset[NoticeKind]) -> None:
    """Send letters of these kinds from now on, and of no other."""
    chosen = {column: kind in kinds for kind, column in MAIL_COLUMNS.items()}
    session.execute(update(Account).where(Account.id == account_id).values(chosen))


def stop_mail(session: Session, *, subscription: Subscription) -> None:
    """Send no more of these letters; harmless if none were sent, or the account is gone."""
    meant = (Account.id == subscription.account_id, Account.created_at == subscription.since)
    session.execute(update(Account).where(*meant).values({MAIL_COLUMNS[subscription.kind]: False}))


def say_portrait(session: Session, *, account_id: int, portrait: Portrait) -> None:
    """Note what the member says their portrait elsewhere is."""
    session.execute(update(Account).where(Account.id == account_id).values(portrait=portrait))
