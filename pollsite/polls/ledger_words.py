"""What the pages say about a ledger, its rows, and one's own receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pollsite.polls.ledger_lines import HELD, Act, Decided, LedgerRow
from pollsite.polls.types import LedgerHead, PollDefinition, PollState
from pollsite.polls.words import counted

SHORT = 8
"""So many digits of a hash or a ballot's name are shown where the whole is not needed."""
CLOSED = "The ledger of a poll opens with its results. Vote, or look at the results without voting, then come back."
CLOSED_UNTIL = "The ledger of this poll opens with its results, when it closes."
_DECISIONS = {
    Decided.COUNT: "A moderator looked at {} and counted them",
    Decided.KEEP: "A moderator looked at {} and left them out of the count",
    Decided.RECONSIDER: "A moderator took a decision about {} back: they wait again",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A reader's own row in one line; `row` is 0 where they may not know how many there are."""

    line: str
    row: int


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as the page lists it; `ballot` is "" for a row about none."""

    row: int
    day: str
    told: str
    ballot: str
    hash: str


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A poll's ledger, `rows` newest first; `older` is the number the next page begins with, 0 for none."""

    poll: PollDefinition
    head: LedgerHead
    tally: str
    rows: tuple[RowView, ...]
    older: int

    @property
    def is_latest(self) -> bool:
        """Whether it begins with the last row."""
        return bool(self.rows) and self.rows[0].row == self.head.rows


def ledger_in_words(head: LedgerHead) -> str:
    """ "Ledger: 1,204 rows · head 3f9a1c2b…"; "" for one that has not begun."""
    if not head.rows:
        return ""
    return f"Ledger: {counted(head.rows, 'row', 'rows')}\u00a0· head {head.hash[:SHORT]}…"


def receipt_of(poll: PollDefinition, row: LedgerRow, *, visible: bool) -> Receipt:
    """The line that proves a ballot to its owner, and to whomever they show it; `visible`: they may see the results.

    The number of a row would tell how many votes there are; so would its hash, to who votes twice in a row and tries
    numbers until the second hash fits.
    """
    parts = (
        f"Receipt: poll {poll.article_slug}/{poll.key}",
        f"wording {row.wording}",
        f"ballot {row.ballot}",
        " ".join(row.options),
        row.state,
        *((f"row {row.row}", f"hash {row.hash}") if visible else ()),
    )
    return Receipt(" · ".join(parts), row.row if visible else 0)


def ledger_page(state: PollState, rows: Sequence[LedgerRow]) -> LedgerPage:
    """The page of those rows, newest first."""
    poll = state.definition
    labels = {choice.key: choice.label for choice in poll.choices}
    return LedgerPage(
        poll=poll,
        head=state.ledger,
        tally=_tally_in_words(state),
        rows=tuple(_view(row, labels if row.wording == poll.wording else {}) for row in rows),
        older=rows[-1].row - 1 if rows else 0,
    )


def _tally_in_words(state: PollState) -> str:
    pairs = zip(state.definition.choices, state.tally.counts, strict=True)
    answers = ", ".join(f"“{choice.label}” {count:,}" for choice, count in pairs)
    held = f"; {counted(state.tally.held, 'ballot is', 'ballots are')} held" if state.tally.held else ""
    return f"{counted(state.tally.voters, 'reader', 'readers')} counted: {answers}{held}"


def _view(row: LedgerRow, labels: Mapping[str, str]) -> RowView:
    return RowView(row.row, row.day, _told(row, labels), row.ballot[:SHORT], row.hash[:SHORT])


def _told(row: LedgerRow, labels: Mapping[str, str]) -> str:
    """What the row records, as a sentence without its full stop."""
    chosen = ", ".join(f"“{labels.get(key, key)}”" for key in row.options)
    state = ", held" if row.state == HELD else ""
    match row.act:
        case Act.WORDING:
            return f"Wording {row.wording} is asked: “{row.question}”"
        case Act.DECIDED:
            return _DECISIONS[Decided(row.decided)].format(counted(row.ballots, "held vote", "held votes"))
        case Act.WITHDRAWN:
            return "Withdrawn"
        case Act.HELD:
            return f"Held from now on: {chosen}"
        case Act.COUNTED:
            return f"Counted from now on: {chosen}"
        case Act.CHANGED:
            return f"Changed to {chosen}{state}"
    return f"Voted {chosen}{state}"
