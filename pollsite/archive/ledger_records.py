"""The lines of a ledger as an archive has them: what each kind of row must be like, and that the chain is whole."""

import json
from collections.abc import Iterator
from typing import Any

from pollsite.archive.shapes import Moment, OneOf, Record, Several, Shape, Text, Unfit, Whole
from pollsite.polls.ledger_lines import COUNTED, HELD, Act, Decided, canonical, handed_out
from pollsite.polls.ledger_replaying import Replay, RowWrong

_KEY = Text(40, "[a-z0-9-]+")
_HASH = Text(64, "[0-9a-f]{64}")
_ALL: dict[str, Shape] = {
    "act": OneOf(tuple(Act)),
    "day": Moment(is_day=True),
    "previous": _HASH,
    "row": Whole(1),
    "wording": Whole(1),
}
_BALLOT = Record(
    {
        **_ALL,
        "ballot": Text(32, "[0-9a-f]{32}"),
        "options": Several(_KEY, 31),
        "state": OneOf((COUNTED, HELD)),
    }
)
_WORDING = Record(
    {
        **_ALL,
        "answers": Several(Several(Text(80), 2), 31),
        "article": Text(80),
        "kind": Text(20),
        "maximum": Whole(1),
        "poll": Text(40),
        "question": Text(200),
    }
)
_DECIDED = Record({**_ALL, "ballots": Whole(), "decided": OneOf(tuple(Decided))})
_SHAPES = {Act.WORDING: _WORDING, Act.DECIDED: _DECIDED}
MAX_LINE_BYTES = 50_000


def read_ledger(lines: Iterator[bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(the line as it is stored, what it says) of each row, in order. Raises Unfit at the first that is wrong."""
    replay = Replay()
    for number, line in enumerate(lines, 1):
        stored, row = _row_of(line, where=f"row {number}")
        if row["row"] != number or row["previous"] != replay.head.hash:
            raise Unfit(f"row {number} does not follow the row before it")
        try:
            replay.follow(stored)
        except RowWrong as wrong:
            raise Unfit(f"row {number} cannot be: {wrong}") from wrong
        yield stored, row


def _row_of(line: bytes, *, where: str) -> tuple[str, dict[str, Any]]:
    try:
        row = json.loads(line)
        del row["hash"]
        stored = canonical(row)
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise Unfit(f"{where} is no row of a ledger") from problem
    if f"{handed_out(stored)}\n".encode() != line:
        raise Unfit(f"{where} was changed")
    _ALL["act"].check(row.get("act"), where)
    _SHAPES.get(row["act"], _BALLOT).check(row, where)
    return stored, row
