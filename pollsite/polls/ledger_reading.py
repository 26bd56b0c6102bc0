"""Reading ledgers: the latest rows, every row for a file, and one reader's own."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, select
from sqlalchemy.orm import Session

from pollsite.db import reading
from pollsite.polls.ledger_lines import CSV_COLUMNS, LedgerRow, csv_fields, handed_out, read_line
from pollsite.polls.models import Ballot, LedgerLine
from pollsite.polls.types import PollDefinition

ROWS_AT_ONCE = 1_000


def latest_rows(connection: Connection, poll_id: int, *, until: int, limit: int) -> list[LedgerRow]:
    """At most so many rows up to number `until`, the newest first."""
    asked = {"poll": poll_id, "until": until, "limit": limit}
    return [read_line(line) for line in connection.scalars(_LATEST, asked)]


def lines_of(connection: Connection, poll_id: int, *, until: int, after: int = 0) -> Iterator[str]:
    """The stored lines behind row `after` up to row `until`, in their order; ROWS_AT_ONCE are asked for at a time.

    A row never changes: what is read piece by piece is as whole as the head that `until` is the number of.
    """
    while after < until:
        asked = {"poll": poll_id, "after": after, "until": min(until, after + ROWS_AT_ONCE)}
        yield from connection.scalars(_LINES, asked)
        after += ROWS_AT_ONCE


def jsonl_pieces(engine: Engine, poll_id: int, *, rows: int) -> Iterator[str]:
    """The ledger's first `rows` rows as JSON lines, each with its hash; on a connection for each piece, none between."""
    for lines in _pieces(engine, poll_id, rows):
        yield "".join(f"{handed_out(line)}\n" for line in lines)


def csv_pieces(engine: Engine, poll_id: int, *, rows: int) -> Iterator[str]:
    """The same as RFC 4180 tells, under a line of names; `line` is what `hash` is the hash of."""
    yield _csv([CSV_COLUMNS])
    for lines in _pieces(engine, poll_id, rows):
        yield _csv([csv_fields(line) for line in lines])


def find_receipt(session: Session, poll: PollDefinition, reader_id: UUID) -> LedgerRow | None:
    """The last row about the reader's ballot that stands; None if there is none."""
    asked = {"poll": poll.id, "wording": poll.wording_id, "reader": reader_id}
    line = session.connection().scalar(_RECEIPT, asked)
    return read_line(line) if line else None


def _pieces(engine: Engine, poll_id: int, rows: int) -> Iterator[list[str]]:
    for after in range(0, rows, ROWS_AT_ONCE):
        with reading(engine) as connection:
            lines = list(lines_of(connection, poll_id, after=after, until=min(rows, after + ROWS_AT_ONCE)))
        yield lines


def _csv(rows: list[tuple[str, ...]]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerows(rows)
    return written.getvalue()


_THIS_POLL: Any = LedgerLine.poll_id == bindparam("poll")
_LATEST: Any = (
    select(LedgerLine.line)
    .where(_THIS_POLL, LedgerLine.number <= bindparam("until"))
    .order_by(LedgerLine.number.desc())
    .limit(bindparam("limit"))
)
_LINES: Any = (
    select(LedgerLine.line)
    .where(_THIS_POLL, LedgerLine.number > bindparam("after"), LedgerLine.number <= bindparam("until"))
    .order_by(LedgerLine.number)
)
_RECEIPT: Any = (
    select(LedgerLine.line)
    .join(Ballot, Ballot.ledger_row == LedgerLine.number)
    .where(_THIS_POLL, Ballot.wording_id == bindparam("wording"), Ballot.reader_id == bindparam("reader"))
)
