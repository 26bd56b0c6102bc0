"""Tables as files: CSV that a spreadsheet opens without running anything in it, and JSON, both written row by row."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO

Cell = str | int | float | bool | datetime | None
Row = Mapping[str, Cell]

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula, the wide forms of East Asian keyboards too; see OWASP,
“CSV Injection”."""


def csv_pieces(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """RFC 4180: a line of names, then a line per row, each ended by CR LF; fields are quoted where they must be.

    A text that a spreadsheet would take for a formula is preceded by an apostrophe. Times are ISO 8601 in UTC, "yes"
    and "no" stand for booleans, and nothing for None.
    """
    yield _line(columns)
    for row in rows:
        yield _line([_defused(row[name]) for name in columns])


def json_pieces(rows: Iterable[Row], *, about: Mapping[str, Cell], name: str) -> Iterator[str]:
    """One object: what `about` says, then under `name` the list of rows, a line for each."""
    yield "{\n"
    for key, value in about.items():
        yield f"{_json(key)}: {_json(value)},\n"
    yield f"{_json(name)}: ["
    for number, row in enumerate(rows):
        yield (",\n" if number else "\n") + _json(dict(row))
    yield "\n]\n}\n"


def _line(fields: Sequence[str]) -> str:
    written = StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(fields)
    return written.getvalue()


def _defused(value: Cell) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.isoformat(timespec="seconds")
        case int() | float():
            return str(value)
    return f"'{value}" if value.startswith(FORMULA) else value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_moment)


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    raise TypeError(f"{type(value)} has no place in a file")
