"""Playing a ledger from its first row: which ballots stand at its end, or the first row that cannot be."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pollsite.polls.ledger_lines import COUNTED, Act, LedgerRow
from pollsite.polls.types import NO_LEDGER, LedgerHead

Named = tuple[int, str]
"""A wording's number, and what a ballot on it is called."""


class RowWrong(Exception):
    """A row cannot stand where it does; `row` is its number, str() what is wrong with it."""

    def __init__(self, row: int, told: str) -> None:
        super().__init__(told)
        self.row = row


@dataclass
class Replay:
    """What the rows played so far come to: the head, and the last row about each ballot that stands."""

    head: LedgerHead = NO_LEDGER
    standing: dict[Named, LedgerRow] = field(default_factory=dict)
    answers: dict[int, frozenset[str]] = field(default_factory=dict)

    def play(self, rows: Iterable[LedgerRow]) -> "Replay":
        """Itself, after these. Raises RowWrong at the first that is out of place, or does what cannot be done."""
        for row in rows:
            self._follow(row)
            if row.act is Act.WORDING:
                self.answers[row.wording] = frozenset(key for key, _ in row.answers)
            elif row.act is not Act.DECIDED:
                self._move(row)
        return self

    def tally(self, wording: int) -> Mapping[str, int]:
        """How many counted ballots chose each option of a wording, by its key."""
        counted = (
            row for (number, _), row in self.standing.items() if number == wording and row.state == COUNTED
        )
        return Counter(option for row in counted for option in row.options)

    def ballots(self, wording: int, state: str) -> int:
        """How many ballots on the wording stand in that state, counted or held."""
        return sum(number == wording and row.state == state for (number, _), row in self.standing.items())

    def _follow(self, row: LedgerRow) -> None:
        if row.row != self.head.rows + 1:
            raise RowWrong(self.head.rows + 1, f"row {row.row} stands there")
        if row.previous != self.head.hash:
            raise RowWrong(row.row, f"it does not follow from row {self.head.rows}")
        self.head = LedgerHead(row.row, row.hash)

    def _move(self, row: LedgerRow) -> None:
        ballot = (row.wording, row.ballot)
        if (row.act is Act.CAST) == (ballot in self.standing):
            raise RowWrong(
                row.row, "its ballot stands already" if row.act is Act.CAST else "its ballot does not stand"
            )
        if not self.answers.get(row.wording, frozenset()).issuperset(row.options):
            raise RowWrong(row.row, "it chooses what was not asked")
        if row.act is Act.WITHDRAWN:
            del self.standing[ballot]
        else:
            self.standing[ballot] = row
