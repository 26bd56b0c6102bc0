"""Removing what is personal and no longer needed, as kept.KEPT says: never a post, a vote, or a step of the log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, inspect, or_, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account, ApiToken, EndedSession, Notice, Passkey, Reader
from pollsite.accounts.types import Role
from pollsite.discussion.models import StoredDraft, Visit
from pollsite.moderation.models import Case, Flag
from pollsite.moderation.types import FlagOutcome
from pollsite.operations import kept
from pollsite.operations.kept import Kept
from pollsite.polls.models import BallotBurst, BallotOrigin
from pollsite.writing import Writer

SOME = 500
"""So many rows are removed in one transaction: readers' own writes wait for no more."""

Told = Callable[[Kept, int], None]
"""Is told how many of each there were."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Rows of `table` that are past their time, and what becomes of them: they go, or lose what `emptied` names."""

    table: Any
    past: Callable[[datetime], ColumnElement[bool]]
    emptied: Mapping[str, str] | None = None


def tidy(writer: Writer, outbox: Path, *, at: datetime, told: Told) -> None:
    """Remove all that is past its time, some at a time, whoever reads and writes meanwhile. Twice is harmless.

    Raises writing.NotWritten where the database takes no write; what was removed before stays removed.
    """
    for rule_of, rule in _RULES.items():
        told(rule_of, _all(writer, partial(_remove_some, rule=rule, before=at - rule_of.how_long)))
    before = at - kept.UNCONFIRMED.how_long
    told(kept.UNCONFIRMED, _all(writer, partial(_remove_unconfirmed, before=before)))
    letters = _old_letters(outbox, before=at - kept.LETTERS.how_long)
    for letter in letters:
        letter.unlink(missing_ok=True)
    told(kept.LETTERS, len(letters))


def count(session: Session, outbox: Path, *, at: datetime, told: Told) -> None:
    """Say what tidy() would remove."""
    for rule_of, rule in _RULES.items():
        past = select(func.count()).select_from(rule.table).where(rule.past(at - rule_of.how_long))
        told(rule_of, session.scalar(past) or 0)
    unconfirmed = _unconfirmed(at - kept.UNCONFIRMED.how_long)
    told(kept.UNCONFIRMED, session.scalar(select(func.count()).select_from(Account).where(unconfirmed)) or 0)
    told(kept.LETTERS, len(_old_letters(outbox, before=at - kept.LETTERS.how_long)))


def _all(writer: Writer, some: Callable[[Session], int]) -> int:
    total = 0
    while removed := writer.write(some):
        total += removed
    return total


def _remove_some(session: Session, *, rule: _Rule, before: datetime) -> int:
    keys = inspect(rule.table).primary_key
    past = tuple_(*keys).in_(select(*keys).where(rule.past(before)).limit(SOME))
    change: Any = delete(rule.table) if rule.emptied is None else update(rule.table).values(rule.emptied)
    done: Any = session.connection().execute(change.where(past))
    return int(done.rowcount)


def _remove_unconfirmed(session: Session, *, before: datetime) -> int:
    """Accounts that were never anybody's, with their readers; one that something is tied to stays."""
    connection = session.connection()
    asked = select(Account.id, Account.reader_id).where(_unconfirmed(before)).limit(SOME)
    removed = 0
    for account in connection.execute(asked).all():
        try:
            with connection.begin_nested():
                connection.execute(delete(Passkey).where(Passkey.user_id == account.id))
                connection.execute(delete(Account).where(Account.id == account.id))
                connection.execute(delete(Reader).where(Reader.id == account.reader_id))
        except IntegrityError:
            continue
        removed += 1
    return removed


def _unconfirmed(before: datetime) -> ColumnElement[bool]:
    return and_(Account.confirmed_at.is_(None), Account.created_at < before, Account.role == Role.MEMBER)


def _old_letters(outbox: Path, *, before: datetime) -> list[Path]:
    """Letters that are still there, and what a process left of one when it ended."""
    if not outbox.is_dir():
        return []
    return [letter for letter in outbox.iterdir() if _is_older(letter, before)]


def _is_older(letter: Path, before: datetime) -> bool:
    """Whether the file is there still, and was last written before."""
    try:
        return letter.stat().st_mtime < before.timestamp()
    except FileNotFoundError:
        return False


def _closed_long_ago(before: datetime) -> ColumnElement[bool]:
    """Reports whose hash nothing will weigh again."""
    closed = select(Case.id).where(Case.closed_at < before)
    done = and_(
        Flag.case_id.in_(closed), or_(Flag.outcome != FlagOutcome.OPEN, Flag.withdrawn_at.is_not(None))
    )
    return and_(Flag.origin != "", or_(done, and_(Flag.case_id.is_(None), Flag.at < before)))


_RULES: dict[Kept, _Rule] = {
    kept.VOTES_ORIGINS: _Rule(BallotOrigin, lambda before: BallotOrigin.at < before),
    kept.BURSTS_ORIGINS: _Rule(
        BallotBurst,
        lambda before: and_(BallotBurst.latest_at < before, BallotBurst.origin != ""),
        {"origin": ""},
    ),
    kept.REPORTS_ORIGINS: _Rule(Flag, _closed_long_ago, {"origin": ""}),
    kept.DRAFTS: _Rule(StoredDraft, lambda before: StoredDraft.written_at < before),
    kept.VISITS: _Rule(Visit, lambda before: Visit.latest_at < before),
    kept.NOTICES: _Rule(Notice, lambda before: Notice.read_at < before),
    kept.ENDED_SESSIONS: _Rule(EndedSession, lambda before: EndedSession.ended_at < before),
    kept.TOKENS: _Rule(ApiToken, lambda before: ApiToken.expires_at < before),
}
