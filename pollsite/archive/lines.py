"""One record as one line: canonical JSON, so that equal records are equal bytes, and nothing can be written in two ways.

Names sorted, no blanks, UTF-8 without escapes that need not be, no numbers but whole and finite ones.
"""

import json
from typing import Any

from pollsite.archive.shapes import Shape, Unfit

MAX_LINE_BYTES = 4_000_000
"""An article file has at most 500,000 bytes, of which JSON writes some as six."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def line_of(record: dict[str, Any]) -> bytes:
    """The record as a line, with its end."""
    return f"{_encode(record)}\n".encode()


def record_of(line: bytes, shape: Shape) -> dict[str, Any]:
    """The record in a line, which has its end. Raises Unfit where it is not of that shape, or not written by line_of()."""
    try:
        record = json.loads(line)
        if line_of(record) != line:
            raise Unfit("it is not written in the one way there is")
    except Unfit:
        raise
    except (ValueError, RecursionError, TypeError) as problem:
        raise Unfit("it is no JSON") from problem
    shape.check(record, "it")
    found: dict[str, Any] = record
    return found
