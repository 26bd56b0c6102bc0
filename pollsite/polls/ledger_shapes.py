"""What each line of a ledger is like: its fields by what it records, and the one way to write them.

static/audit_ledger.py says the same for whoever has nothing else.
"""

import json
import re

from pollsite.articles.types import Kind
from pollsite.polls.ledger_lines import COUNTED, HELD, Act, Decided, LedgerRow, canonical, row_of

_KEY, _TEXT, _NUMBER = '"[a-z0-9-]+"', r'"(?:[^"\\]|\\.)*"', "[1-9][0-9]*"


class NoRow(Exception):
    """A line is none of a ledger; str() says why."""


def checked_row(line: str) -> LedgerRow:
    """What a stored line says. Raises NoRow where no ledger has such a line."""
    try:
        told = json.loads(line)
        written, shape = canonical(told), _SHAPES[told["act"]]
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise NoRow("it is no row of a ledger, or not a whole one") from problem
    if written != line:
        raise NoRow("it is not written in the one way that a row is written")
    if not shape.fullmatch(line):
        raise NoRow("it says less than such a row must, or more, or what none may say")
    return row_of(told, line)


def _one_of(*words: str) -> str:
    return f'"(?:{"|".join(words)})"'


def _shape(act: Act, fields: dict[str, str]) -> re.Pattern[str]:
    """A row with these fields and those of every row."""
    every = {
        "act": _one_of(act),
        "day": r'"[0-9]{4}-[01][0-9]-[0-3][0-9]"',
        "previous": '"[0-9a-f]{64}"',
        "row": _NUMBER,
        "wording": _NUMBER,
    }
    named = {**every, **fields}
    return re.compile(r"\{" + ",".join(f'"{name}":{named[name]}' for name in sorted(named)) + r"\}")


_WORDING = {
    "answers": rf"\[\[{_KEY},{_TEXT}\](?:,\[{_KEY},{_TEXT}\])*\]",
    "article": _TEXT,
    "kind": _one_of(*Kind),
    "maximum": _NUMBER,
    "poll": _TEXT,
    "question": _TEXT,
}
_BALLOT = {
    "ballot": '"[0-9a-f]{32}"',
    "options": rf"\[(?:{_KEY}(?:,{_KEY})*)?\]",
    "state": _one_of(COUNTED, HELD),
}
_DECIDED = {"ballots": "[0-9]+", "decided": _one_of(*Decided)}
_SHAPES = {act: _shape(act, {Act.WORDING: _WORDING, Act.DECIDED: _DECIDED}.get(act, _BALLOT)) for act in Act}
