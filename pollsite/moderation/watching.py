"""The list of watched words: moderators add to it and take from it, and each process keeps it ready."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.db import reading
from pollsite.moderation.gate_errors import WordRefused
from pollsite.moderation.limits import MAX_WATCHED, MAX_WATCHED_LENGTH, MIN_WATCHED
from pollsite.moderation.models import WatchedWord
from pollsite.moderation.types import WordKind
from pollsite.moderation.wordlist import Watched, WordList, fold_words


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedLine:
    """A word of the list, and who has put it there: "" where nobody can be named."""

    id: int
    words: str
    kind: WordKind
    added_by: str
    at: datetime


def add_word(session: Session, *, words: str, kind: WordKind, account_id: int, at: datetime) -> int:
    """Watch for a word or phrase from now on; its number. Raises WordRefused."""
    connection = session.connection()
    shown = " ".join(words.split())
    folded = fold_words(shown)
    _refuse_unfit(shown, folded)
    known = connection.execute(_KNOWN, {"folded": folded}).one_or_none()
    if known is not None:
        raise WordRefused(_already(shown, known.words, WordKind(known.kind)))
    if (connection.scalar(_NUMBER) or 0) >= MAX_WATCHED:
        raise WordRefused(
            f"The list is full: it holds {MAX_WATCHED:,} words. Take one away that is not needed."
        )
    row = {"folded": folded, "words": shown, "kind": kind, "added_by_id": account_id, "at": at}
    return int(connection.execute(_ADD, row).scalar_one())


def remove_word(session: Session, *, word_id: int) -> str:
    """Watch for it no more; what it was, "" if it was gone already."""
    return session.connection().scalar(_REMOVE, {"word": word_id}) or ""


def watched_lines(connection: Connection) -> tuple[WatchedLine, ...]:
    """The whole list, in alphabetical order, banned words first."""
    return tuple(
        WatchedLine(
            id=row.id, words=row.words, kind=WordKind(row.kind), added_by=row.added_by or "", at=row.at
        )
        for row in connection.execute(_LINES).all()
    )


@dataclass(frozen=True, slots=True)
class Known:
    """The list as it was when `mark` was what mark_columns() says of it."""

    words: WordList
    mark: tuple[Any, ...]


class Watch:
    """The list, kept ready to look with; whoever looks asks in a statement of their own whether it is still so.

    Safe to share between threads.
    """

    def __init__(self) -> None:
        self._known = Known(WordList(()), (0, 0, None))

    def known(self) -> Known:
        """The list as this process last read it. No statement."""
        return self._known

    def now(self, connection: Connection, mark: tuple[Any, ...]) -> Known:
        """The list, whose mark is `mark` now; read anew where it was another."""
        if self._known.mark != mark:
            rows = connection.execute(_WORDS).all()
            words = WordList(Watched(row.words, WordKind(row.kind)) for row in rows)
            self._known = Known(words, mark)
        return self._known

    def read(self) -> Known:
        """The list as it is now. One statement, where nobody has touched it."""
        with reading() as connection:
            return self.now(connection, tuple(connection.execute(_MARK).one()))


def mark_columns() -> tuple[Any, ...]:
    """Subqueries whose values change with the list: `words_number`, `words_sum`, `words_at`."""
    return (
        select(func.count()).select_from(WatchedWord).scalar_subquery().label("words_number"),
        select(func.coalesce(func.sum(WatchedWord.id), 0)).scalar_subquery().label("words_sum"),
        select(func.max(WatchedWord.at)).scalar_subquery().label("words_at"),
    )


def _refuse_unfit(shown: str, folded: str) -> None:
    letters = len(folded.replace(" ", ""))
    if letters < MIN_WATCHED:
        raise WordRefused(
            f"A watched word needs {MIN_WATCHED} letters or figures at least: a shorter one stands in too many texts."
        )
    if len(shown) > MAX_WATCHED_LENGTH or len(folded) > 2 * MAX_WATCHED_LENGTH:
        raise WordRefused(
            f"A watched word or phrase has at most {MAX_WATCHED_LENGTH} characters. Please shorten it."
        )


def _already(shown: str, known: str, kind: WordKind) -> str:
    alike = "" if shown == known else f", which “{shown}” looks like,"
    return f"“{known}”{alike} is on the list already, as {kind}. Take it away first to change that."


_KNOWN = select(WatchedWord.words, WatchedWord.kind).where(WatchedWord.folded == bindparam("folded"))
_NUMBER = select(func.count()).select_from(WatchedWord)
_ADD = insert(WatchedWord).returning(WatchedWord.id)
_REMOVE = delete(WatchedWord).where(WatchedWord.id == bindparam("word")).returning(WatchedWord.words)
_LINES = (
    select(
        WatchedWord.id, WatchedWord.words, WatchedWord.kind, WatchedWord.at, Account.name.label("added_by")
    )
    .outerjoin(Account, Account.id == WatchedWord.added_by_id)
    .order_by(WatchedWord.kind, WatchedWord.folded)
)
_WORDS = select(WatchedWord.words, WatchedWord.kind).order_by(WatchedWord.id)
_MARK = select(*mark_columns())
