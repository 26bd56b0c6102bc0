"""A member leaves: what tied their votes and words to a person goes, and their words too, if they want that."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account, ApiToken, Ignore, Notice, Passkey
from pollsite.discussion.deleting import delete_all_of, forget_author
from pollsite.discussion.models import StoredDraft
from pollsite.discussion.overseeing import NOBODY, Overseer
from pollsite.moderation.forgetting import forget_account
from pollsite.polls.models import BallotOrigin


def leave(
    session: Session, *, account_id: int, remove_words: bool, at: datetime, overseer: Overseer = NOBODY
) -> None:
    """Delete the account; its sessions end with it. Harmless if it is gone already.

    Its comments stay as "[deleted]", or become tombstones with `remove_words`. Votes, marks and reports stay counted:
    they belong to the account's reader, whose row says nothing of a person. Reports of its name are closed.
    """
    reader_id = session.scalar(select(Account.reader_id).where(Account.id == account_id))
    if reader_id is None:
        return
    if remove_words:
        delete_all_of(session, account_id=account_id, at=at, overseer=overseer)
    else:
        forget_author(session, account_id=account_id)
    forget_account(session, account_id=account_id, at=at)
    forgotten: tuple[tuple[Any, Any], ...] = (
        (Notice, Notice.account_id == account_id),
        (Ignore, or_(Ignore.account_id == account_id, Ignore.ignored_id == account_id)),
        (StoredDraft, StoredDraft.reader_id == reader_id),
        (BallotOrigin, BallotOrigin.reader_id == reader_id),
        (Passkey, Passkey.user_id == account_id),
        (ApiToken, ApiToken.account_id == account_id),
        (Account, Account.id == account_id),
    )
    for table, theirs in forgotten:
        session.execute(delete(table).where(theirs))
