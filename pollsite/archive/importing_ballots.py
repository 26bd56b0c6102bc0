"""A ledger, row by row: stored as it is, and played, so that each name in it has the ballot and the history it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert

from pollsite.accounts.models import Reader
from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.filling import Filling
from pollsite.archive.ledger_records import MAX_LINE_BYTES, read_ledger
from pollsite.archive.shapes import Unfit
from pollsite.archive.unpacking import Unpacking
from pollsite.polls.ledger_lines import HELD, Act
from pollsite.polls.models import Ballot, BallotBurst, BallotRevision, LedgerLine
from pollsite.polls.types import BurstState, Hold

Bits = Mapping[int, tuple[int, Mapping[str, int]]]
"""By a wording's number: which it is in the database, and its options' bits in a mask of choices."""


@dataclass(slots=True)
class Replayed:
    """What a ledger comes to in one wording; `options` without those that nobody chose.

    `asked`: the question and its answers, keys and labels, as the ledger tells them last.
    """

    asked: tuple[str, list[list[str]]] = ("", [])
    voters: int = 0
    held: int = 0
    options: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Standing:
    """Where a ballot stands after the rows that were read."""

    reader_id: UUID
    options: tuple[str, ...]
    choices: int
    held: bool
    row: int
    cast_at: datetime
    changed_at: datetime


def bring_ballots(
    connection: Connection, archive: Unpacking, name: str, *, poll_id: int, bits: Bits
) -> dict[int, Replayed]:
    """Store the ledger in the entry `name`, and the ballots it tells of; by wording's number what it comes to.

    Raises ArchiveRefused at the first row that is wrong.
    """
    book = _Book(connection, poll_id, bits)
    rows = read_ledger(archive.lines(name, at_most=MAX_LINE_BYTES))
    try:
        for line, row in rows:
            book.enter(line, row)
    except Unfit as problem:
        raise ArchiveRefused(f"{name} is no whole ledger: {problem}.") from problem
    except KeyError as problem:
        raise ArchiveRefused(f"{name} is another poll's: it names what that one has not.") from problem
    return book.close()


class _Book:
    """Takes the rows of one poll's ledger."""

    def __init__(self, connection: Connection, poll_id: int, bits: Bits) -> None:
        self._connection = connection
        self._poll_id = poll_id
        self._bits = bits
        self._filling = Filling(connection, Reader, LedgerLine, BallotRevision)
        self._readers: dict[str, UUID] = {}
        self._standing: dict[tuple[str, int], _Standing] = {}
        self._found: dict[int, Replayed] = {}

    def enter(self, line: str, row: dict[str, Any]) -> None:
        """One more row. Raises KeyError for a wording or an option that there is not."""
        self._filling.add(LedgerLine, poll_id=self._poll_id, number=row["row"], line=line)
        wording_id, bits = self._bits[row["wording"]]
        if row["act"] == Act.WORDING:
            self._found[row["wording"]] = Replayed(asked=(row["question"], row["answers"]))
        if "ballot" not in row:
            return
        day = datetime.fromisoformat(row["day"]).replace(tzinfo=UTC)
        reader_id = self._reader(row["ballot"], day)
        choices = sum(bits[key] for key in set(row["options"]))
        key = (row["ballot"], row["wording"])
        before = self._standing.pop(key, None)
        if choices != (before.choices if before else 0):
            self._filling.add(
                BallotRevision,
                wording_id=wording_id,
                reader_id=reader_id,
                choices=choices,
                at=day,
                ledger_id=row["ballot"],
            )
        if choices:
            held, cast_at = row["state"] == HELD, before.cast_at if before else day
            self._standing[key] = _Standing(
                reader_id, tuple(row["options"]), choices, held, row["row"], cast_at, day
            )

    def close(self) -> dict[int, Replayed]:
        """Store where the ballots stand in the end."""
        self._filling.flush()
        ballots = Filling(self._connection, Ballot)
        bursts: dict[int, int] = {}
        for (name, number), ballot in self._standing.items():
            wording_id, _ = self._bits[number]
            if ballot.held and number not in bursts:
                bursts[number] = self._begin_burst(wording_id, ballot.cast_at)
            ballots.add(
                Ballot,
                wording_id=wording_id,
                reader_id=ballot.reader_id,
                choices=ballot.choices,
                after_peek=False,
                cast_at=ballot.cast_at,
                changed_at=ballot.changed_at,
                held=Hold.KEPT if ballot.held else Hold.NONE,
                burst_id=bursts[number] if ballot.held else None,
                ledger_id=name,
                ledger_row=ballot.row,
            )
            _count(self._found.setdefault(number, Replayed()), ballot)
        ballots.flush()
        return self._found

    def _reader(self, name: str, day: datetime) -> UUID:
        if name not in self._readers:
            self._readers[name] = uuid4()
            self._filling.add(Reader, id=self._readers[name], created_at=day)
        return self._readers[name]

    def _begin_burst(self, wording_id: int, at: datetime) -> int:
        """What was held elsewhere stays so here; why, and by whom, the ledger does not say."""
        row = {"wording_id": wording_id, "reason": Hold.KEPT, "origin": "", "state": BurstState.KEPT}
        stored = self._connection.execute(
            insert(BallotBurst).returning(BallotBurst.id), {**row, "began_at": at, "latest_at": at}
        )
        return int(stored.scalar_one())


def _count(tally: Replayed, ballot: _Standing) -> None:
    if ballot.held:
        tally.held += 1
        return
    tally.voters += 1
    for key in set(ballot.options):
        tally.options[key] = tally.options.get(key, 0) + 1
