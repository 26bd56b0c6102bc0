"""The lines of a poll's public ledger: how one is written, chained to the one before, and read again.

A line is a JSON object in its canonical form: keys sorted, no spaces, every character beyond ASCII escaped. It names
the SHA-256 hash of the line before; its own is that of its bytes, and is added as `hash` where the ledger is handed
out. static/verify_ledger.py reads the same with nothing but the standard library.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pollsite.polls.choosing import positions_in
from pollsite.polls.types import NO_LEDGER, Hold, LedgerHead

Entry = Mapping[str, object]
"""What a row says, before it has a number and a place in the chain."""
COUNTED, HELD = "counted", "held"


class Act(StrEnum):
    """What a row records."""

    WORDING = "wording"
    """A question is asked in these words, from here on."""
    CAST = "cast"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    """A ballot that was counted is not, until somebody decides."""
    COUNTED = "counted"
    """A ballot that was held is counted."""
    DECIDED = "decided"
    """A moderator decided about so many ballots that were held; the rows of those that move follow."""


class Decided(StrEnum):
    """What about them."""

    COUNT = "count"
    KEEP = "keep held"
    RECONSIDER = "let wait again"


@dataclass(frozen=True, slots=True)
class Decision:
    """A moderator's, about so many ballots that were held, or are again."""

    decided: Decided
    ballots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """A row as it is read. `ballot`, `options` and `state` are of a ballot, `question` and `answers` (keys and labels) of
    a wording, as are `kind` and `maximum`, `decided` and `ballots` of a decision; "", () and 0 elsewhere. `line` is what
    `hash` is the hash of.
    """

    row: int
    act: Act
    wording: int
    day: str
    ballot: str
    options: tuple[str, ...]
    state: str
    question: str
    kind: str
    maximum: int
    answers: tuple[tuple[str, str], ...]
    decided: str
    ballots: int
    previous: str
    hash: str
    line: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A ballot's choices by the keys of its wording's options, in the publisher's order, and whether it is held."""

    wording: int
    keys: Sequence[str]
    choices: int
    hold: Hold


def day_of(at: datetime) -> str:
    """The day in UTC of a moment in UTC, as a row tells it: "2026-11-24"."""
    return at.date().isoformat()


def ballot_entry(act: Act, ballot: str, answered: Answered, *, at: datetime) -> Entry:
    """A ballot was cast, changed, withdrawn (`choices` 0), held or counted."""
    return {
        "act": act,
        "ballot": ballot,
        "day": day_of(at),
        "options": [answered.keys[position] for position in positions_in(answered.choices)],
        "state": HELD if answered.hold else COUNTED,
        "wording": answered.wording,
    }


def decision_entry(decision: Decision, *, wording: int, at: datetime) -> Entry:
    """A moderator decided about ballots on that wording."""
    return {
        "act": Act.DECIDED,
        "ballots": decision.ballots,
        "day": day_of(at),
        "decided": decision.decided,
        "wording": wording,
    }


def act_of(before: int, after: int) -> Act:
    """What a reader did whose mask of choices was `before` and is `after`, 0 for none."""
    if not after:
        return Act.WITHDRAWN
    return Act.CHANGED if before else Act.CAST


def chained(head: LedgerHead, entries: Iterable[Entry]) -> Iterator[tuple[LedgerHead, str]]:
    """Each entry's line, behind those before it, and the head that it makes.

    Days never go back: who read the clock before midnight, and wrote after another did, wrote on that one's day.
    """
    for entry in entries:
        day = max(head.day, str(entry["day"]))
        line = canonical({**entry, "day": day, "previous": head.hash, "row": head.rows + 1})
        head = LedgerHead(head.rows + 1, hash_of(line), day)
        yield head, line


def canonical(row: Mapping[str, object]) -> str:
    """The one way to write it."""
    return _ENCODER.encode(row)


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def hash_of(line: str) -> str:
    """SHA-256 of the line's bytes, in 64 hexadecimal digits."""
    return hashlib.sha256(line.encode()).hexdigest()


def head_after(line: str | None) -> LedgerHead:
    """The head of a ledger that ends with this line; None for one without any."""
    if not line:
        return NO_LEDGER
    row = json.loads(line)
    return LedgerHead(int(row["row"]), hash_of(line), row["day"])


def handed_out(line: str) -> str:
    """The line as a file gives it, with its own hash."""
    return f'{line[:-1]},"hash":"{hash_of(line)}"}}'


def read_line(line: str) -> LedgerRow:
    """What a stored line says."""
    return row_of(json.loads(line), line)


def row_of(told: Mapping[str, Any], line: str) -> LedgerRow:
    """The same of a line that was parsed already, to `told`."""
    return LedgerRow(
        row=told["row"],
        act=Act(told["act"]),
        wording=told["wording"],
        day=told["day"],
        ballot=told.get("ballot", ""),
        options=tuple(told.get("options", ())),
        state=told.get("state", ""),
        question=told.get("question", ""),
        kind=told.get("kind", ""),
        maximum=told.get("maximum", 0),
        answers=tuple((key, label) for key, label in told.get("answers", ())),
        decided=told.get("decided", ""),
        ballots=told.get("ballots", 0),
        previous=told["previous"],
        hash=hash_of(line),
        line=line,
    )


CSV_COLUMNS = (
    "row",
    "act",
    "wording",
    "ballot",
    "options",
    "state",
    "decided",
    "ballots",
    "day",
    "hash",
    "line",
)


def csv_fields(line: str) -> tuple[str, ...]:
    """The same as CSV_COLUMNS. No field begins like a formula: a key's leading dash comes behind an apostrophe."""
    row = read_line(line)
    options = " ".join(row.options)
    return (
        str(row.row),
        row.act,
        str(row.wording),
        row.ballot,
        f"'{options}" if options.startswith("-") else options,
        row.state,
        row.decided,
        str(row.ballots or ""),
        row.day,
        row.hash,
        line,
    )
