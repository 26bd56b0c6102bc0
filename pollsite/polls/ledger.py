"""Writing in the ledgers, in the transaction of what is recorded; see ledger_lines.py for what stands there.

Ledgers are only added to: what is recorded is so for good, or not at all where the transaction is undone.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, literal_column, select, update

from pollsite.articles.models import Article
from pollsite.polls.counting import touch
from pollsite.polls.ledger_lines import (
    Act,
    Answered,
    Decision,
    Entry,
    ballot_entry,
    chained,
    day_of,
    decision_entry,
    head_after,
)
from pollsite.polls.models import Ballot, LedgerLine, Option, Poll, Wording
from pollsite.polls.types import Hold, LedgerHead


def new_ballot_id() -> str:
    """What a reader's ballots in one poll are called: 128 random bits, which lead nowhere."""
    return secrets.token_hex(16)


def last_line_of(poll_id: Any) -> Any:
    """A column for ledger_lines.head_after(): the last line of the poll's ledger, as far as the statement sees."""
    newest = select(LedgerLine.line).where(LedgerLine.poll_id == poll_id)
    return newest.order_by(LedgerLine.number.desc()).limit(literal_column("1")).scalar_subquery()


def append(connection: Connection, poll_id: int, head: LedgerHead, entries: Iterable[Entry]) -> LedgerHead:
    """Add one row or more behind `head`, which must be the ledger's last one now; the new head. One statement."""
    added = list(chained(head, entries))
    rows = [{"poll_id": poll_id, "number": place.rows, "line": line} for place, line in added]
    connection.execute(_ADD, rows if len(rows) > 1 else rows[0])
    return added[-1][0]


def head_of_poll(connection: Connection, poll_id: int) -> LedgerHead:
    """The last row of the poll's ledger, as this transaction sees it."""
    return head_after(connection.scalar(_HEAD, {"poll": poll_id}))


def record_wording(connection: Connection, wording_id: int, *, at: datetime) -> None:
    """Record that a wording is asked as it now stands: its question, its answers and how many may be chosen."""
    asked = connection.execute(_ASKED, {"wording": wording_id}).one()
    answers = [[option.key, option.label] for option in connection.execute(_OPTIONS, {"wording": wording_id})]
    entry = {
        "act": Act.WORDING,
        "answers": answers,
        "article": asked.slug,
        "day": day_of(at),
        "kind": asked.kind,
        "maximum": asked.max_choices,
        "poll": asked.key,
        "question": asked.question,
        "wording": asked.number,
    }
    append(connection, asked.poll_id, head_of_poll(connection, asked.poll_id), [entry])


def record_withdrawal(
    connection: Connection, wording_id: int, ledger_id: str, *, hold: Hold, at: datetime
) -> None:
    """Record that a ballot was taken back by other means than its form."""
    page = _open(connection, wording_id)
    entry = ballot_entry(Act.WITHDRAWN, ledger_id, replace(page.blank, hold=hold), at=at)
    append(connection, page.poll_id, page.head, [entry])


def record_moves(
    connection: Connection,
    wording_id: int,
    moved: Sequence[Any],
    *,
    hold: Hold,
    at: datetime,
    decision: Decision | None = None,
) -> None:
    """Record that ballots went from counted to held, or back where `hold` is none; and before them the decision that
    moved them, if somebody made one. `moved` are rows of Ballot's reader_id, choices and ledger_id.
    """
    if not moved and decision is None:
        return
    page = _open(connection, wording_id)
    entries = [decision_entry(decision, wording=page.blank.wording, at=at)] if decision else []
    named = sorted((row.ledger_id or new_ballot_id(), row.reader_id, row.choices) for row in moved)
    act = Act.HELD if hold else Act.COUNTED
    entries += [
        ballot_entry(act, name, replace(page.blank, choices=choices, hold=hold), at=at)
        for name, _, choices in named
    ]
    head = append(connection, page.poll_id, page.head, entries)
    places = enumerate(named, head.rows - len(named) + 1)
    rows = [
        {"w": wording_id, "r": reader_id, "i": name, "n": place} for place, (name, reader_id, _) in places
    ]
    if rows:
        connection.execute(_PLACE, rows)
    else:
        touch(connection, wording_id)


@dataclass(frozen=True, slots=True)
class _Page:
    """Where rows about one wording are added; `blank` answers nothing in it."""

    poll_id: int
    head: LedgerHead
    blank: Answered


def _open(connection: Connection, wording_id: int) -> _Page:
    asked = connection.execute(_ASKED, {"wording": wording_id}).one()
    keys = [option.key for option in connection.execute(_OPTIONS, {"wording": wording_id})]
    head = head_of_poll(connection, asked.poll_id)
    return _Page(asked.poll_id, head, Answered(asked.number, keys, 0, Hold.NONE))


_ADD = insert(LedgerLine)
_HEAD: Any = select(last_line_of(bindparam("poll")))
_ASKED: Any = (
    select(
        Wording.poll_id,
        Wording.number,
        Wording.kind,
        Wording.question,
        Wording.max_choices,
        Poll.key,
        Article.slug,
    )
    .join(Poll, Poll.id == Wording.poll_id)
    .join(Article, Article.id == Poll.article_id)
    .where(Wording.id == bindparam("wording"))
)
_OPTIONS: Any = (
    select(Option.key, Option.label)
    .where(Option.wording_id == bindparam("wording"))
    .order_by(Option.position)
)
_PLACE: Any = (
    update(Ballot)
    .where(Ballot.wording_id == bindparam("w"), Ballot.reader_id == bindparam("r"))
    .values(ledger_id=bindparam("i"), ledger_row=bindparam("n"))
)
