"""Playing a ledger from its first row: which ballots stand at its end, or the first row that cannot be.

static/audit_ledger.py asks the same of every row, for whoever has nothing else.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pollsite.articles.types import Kind
from pollsite.polls.ledger_lines import COUNTED, HELD, Act, LedgerRow
from pollsite.polls.ledger_shapes import NoRow, checked_row
from pollsite.polls.types import NO_LEDGER, LedgerHead

Named = tuple[int, str]
"""A wording's number, and what a ballot on it is called."""
_MOVES = {Act.HELD: (COUNTED, HELD), Act.COUNTED: (HELD, COUNTED)}
"""The state that a ballot has before, and the one it has then."""


class RowWrong(Exception):
    """A row cannot stand where it does; `row` is its number, str() what is wrong with it."""

    def __init__(self, row: int, told: str) -> None:
        super().__init__(told)
        self.row = row


@dataclass
class Replay:
    """What the rows played so far come to: the head, how each wording is asked, the last row of each ballot that stands."""

    head: LedgerHead = NO_LEDGER
    standing: dict[Named, LedgerRow] = field(default_factory=dict)
    asked: dict[int, LedgerRow] = field(default_factory=dict)

    def play(self, lines: Iterable[str]) -> "Replay":
        """Itself, after these stored lines. Raises RowWrong at the first that none is, is out of place, or cannot be."""
        for line in lines:
            self.follow(line)
        return self

    def follow(self, line: str) -> LedgerRow:
        """One more line; what it says. Raises RowWrong."""
        number = self.head.rows + 1
        try:
            row = checked_row(line)
        except NoRow as problem:
            raise RowWrong(number, str(problem)) from problem
        for fault in self._faults(row):
            raise RowWrong(number, fault)
        if row.act is Act.WORDING:
            self.asked[row.wording] = row
        elif row.act is Act.WITHDRAWN:
            del self.standing[row.wording, row.ballot]
        elif row.act is not Act.DECIDED:
            self.standing[row.wording, row.ballot] = row
        self.head = LedgerHead(row.row, row.hash, row.day)
        return row

    def tally(self, wording: int) -> Mapping[str, int]:
        """How many counted ballots chose each option of a wording, by its key."""
        counted = (
            row for (number, _), row in self.standing.items() if number == wording and row.state == COUNTED
        )
        return Counter(option for row in counted for option in row.options)

    def ballots(self, wording: int, state: str) -> int:
        """How many ballots on the wording stand in that state, counted or held."""
        return sum(number == wording and row.state == state for (number, _), row in self.standing.items())

    def _faults(self, row: LedgerRow) -> Iterator[str]:
        """Why it cannot be the next one, the first reason first."""
        if row.row != self.head.rows + 1:
            yield f"row {row.row} stands there"
        if row.previous != self.head.hash:
            yield f"it does not follow from row {self.head.rows}"
        if row.day < self.head.day:
            yield "its day is before that of the row before"
        asked = self.asked.get(row.wording)
        if row.act is Act.WORDING:
            if row.wording < max(self.asked, default=1):
                yield "a later wording is asked already"
            answered = asked and any(number == row.wording for number, _ in self.standing)
            yield from _wording_faults(row, asked if answered else None)
        elif asked is None:
            yield "its wording was not asked"
        elif row.act is not Act.DECIDED:
            yield from _ballot_faults(row, asked, self.standing.get((row.wording, row.ballot)))


def _wording_faults(row: LedgerRow, answered: LedgerRow | None) -> Iterator[str]:
    """`answered`: how it was asked before, where ballots stand that answer that."""
    keys = _keys(row)
    if len(set(keys)) < len(keys):
        yield "two of its answers have the same key"
    if row.kind != Kind.MULTIPLE and row.maximum > 1:
        yield "of its kind one answer is chosen"
    if answered and (_keys(answered), answered.kind, answered.maximum) != (keys, row.kind, row.maximum):
        yield "ballots stand that answer something else"


def _ballot_faults(row: LedgerRow, asked: LedgerRow, before: LedgerRow | None) -> Iterator[str]:
    """`before`: the last row of the same ballot, if it stands."""
    if (row.act is Act.CAST) != (before is None):
        yield "that ballot stands already" if before else "that ballot does not stand"
    keys = _keys(asked)
    if not set(row.options) <= set(keys):
        yield "it chooses what was not asked"
    if list(row.options) != [key for key in keys if key in row.options]:
        yield "it chooses an answer twice, or not in their order"
    if row.act is not Act.WITHDRAWN and not row.options:
        yield "it chooses none"
    if len(row.options) > (0 if row.act is Act.WITHDRAWN else asked.maximum):
        yield "it chooses too many"
    was, becomes = _MOVES.get(row.act, (row.state, row.state))
    if before and before.state != was:
        yield f"that ballot is not {was}"
    if before and row.act in _MOVES and (before.options, becomes) != (row.options, row.state):
        yield "it moves another ballot"


def _keys(asked: LedgerRow) -> list[str]:
    return [key for key, _ in asked.answers]
