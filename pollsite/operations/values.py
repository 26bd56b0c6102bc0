"""A row as it is written down: one line of JSON, the same bytes whichever engine it was read from.

Whole numbers, texts and truth values stand as themselves, bytes in Base64, an instant as `2026-11-24 12:00:00.000000`
in UTC, a day as `2026-11-24`, a UUID as 32 hexadecimal digits, and what is not known as null.
"""

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import TypeGuard

Value = int | str | bool | None
Row = list[Value]

MAX_LINE_BYTES = 16_000_000
"""The longest row there may be is a picture of two million bytes."""
_BIGGEST = 2**63
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}")
_UUID = re.compile(r"[0-9a-f]{32}")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Form(StrEnum):
    """How the values of a column are written."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    BYTES = "bytes"
    INSTANT = "instant"
    DAY = "day"
    UUID = "uuid"


class RowUnfit(ValueError):
    """A line is no row of its table; str() says why, after the table's name."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table's rows come to: how many, and the SHA-256 of their lines in the order of the key."""

    rows: int
    sha256: str


class Summing:
    """Takes lines one after the other."""

    def __init__(self) -> None:
        self._rows = 0
        self._hash = sha256()

    def add(self, lines: Iterable[str]) -> bytes:
        """Count these lines in; their bytes, each with its end."""
        rows = [*lines, ""]
        self._rows += len(rows) - 1
        written = "\n".join(rows).encode()
        self._hash.update(written)
        return written

    def add_lines(self, lines: Sequence[bytes]) -> None:
        """Count these lines in, as they were written."""
        self._rows += len(lines)
        self._hash.update(b"".join(lines))

    def sum(self) -> Sum:
        """What came to be until now."""
        return Sum(self._rows, self._hash.hexdigest())


def line_of(row: Row) -> str:
    """The row as a line, without its end."""
    return _encode(row)


def row_of(line: bytes, forms: Sequence[Form]) -> Row:
    """The row that a line says, its values in the given forms. Raises RowUnfit."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise RowUnfit("a line is no JSON") from problem
    if not isinstance(row, list) or len(row) != len(forms):
        raise RowUnfit(f"a row has not its {len(forms)} values")
    for value, form in zip(row, forms, strict=True):
        if value is not None and not _FITS[form](value):
            raise RowUnfit(f"a value is no {form}")
    return row


def written_bytes(value: bytes | memoryview) -> str:
    """Bytes as they are written."""
    return b64encode(value).decode()


def read_bytes(value: str) -> bytes:
    """Bytes as they were. Raises RowUnfit."""
    try:
        return b64decode(value, validate=True)
    except (Base64Error, ValueError) as problem:
        raise RowUnfit("a value is no bytes") from problem


def written_instant(value: str) -> str:
    """An instant as SQLite stores it, in UTC, as it is written: what another hand stored without a fraction gets one."""
    if len(value) == len("2026-11-24 12:00:00.000000"):
        return value
    known = datetime.fromisoformat(value)
    instant = known.astimezone(UTC) if known.tzinfo else known
    return f"{instant:%Y-%m-%d %H:%M:%S.%f}"


def _is_number(value: object) -> bool:
    return type(value) is int and -_BIGGEST <= value < _BIGGEST


def is_text(value: object) -> TypeGuard[str]:
    """Whether both engines can store it as text."""
    return isinstance(value, str) and "\0" not in value and _is_encodable(value)


def _is_encodable(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_bytes(value: object) -> bool:
    return isinstance(value, str) and value.isascii()


def _is_instant(value: object) -> bool:
    return (
        isinstance(value, str) and bool(_INSTANT.fullmatch(value)) and _is_read(datetime.fromisoformat, value)
    )


def _is_day(value: object) -> bool:
    return isinstance(value, str) and len(value) == len("2026-11-24") and _is_read(date.fromisoformat, value)


def _is_read(read: Callable[[str], object], value: str) -> bool:
    with suppress(ValueError):
        read(value)
        return True
    return False


_FITS: dict[Form, Callable[[object], bool]] = {
    Form.NUMBER: _is_number,
    Form.TEXT: is_text,
    Form.TRUTH: lambda value: isinstance(value, bool),
    Form.BYTES: _is_bytes,
    Form.INSTANT: _is_instant,
    Form.DAY: _is_day,
    Form.UUID: lambda value: isinstance(value, str) and bool(_UUID.fullmatch(value)),
}
