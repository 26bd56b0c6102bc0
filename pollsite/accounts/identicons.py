"""A small drawing for everybody who writes: five by five cells, mirrored, so that a face is never far.

It is drawn from a hash of the reader's id, so the same reader under the same name always has the same one, and the id
stands in no page.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

SIDE = 5
HALF = 3
TONES = 8
CELLS = SIDE * HALF
FEWEST_CELLS, MOST_CELLS = 5, 11
_CHEQUERED = 0b101_010_101_010_101
"""What nobody has met yet: the drawing of a hash in which no stretch of bits makes a fair one."""


@dataclass(frozen=True, slots=True)
class Identicon:
    """`path` is an SVG path in a square of 5 by 5; `tone` 0 … 7 names one of the site's colours."""

    path: str
    tone: int


def identicon_path(reader_id: UUID, name: str = "") -> Identicon:
    """The reader's drawing: never blank, never a full square, always the same.

    A guest's is drawn with the `name` they gave, so that it does not tell which member they are once they sign in.
    """
    digest = hashlib.blake2b(reader_id.bytes + name.encode(), digest_size=32, person=b"identicon").digest()
    bits = int.from_bytes(digest, "big")
    tone, cells = bits % TONES, bits // TONES
    return Identicon("".join(_row(row, places) for row, places in enumerate(_fair_rows(cells))), tone)


def _fair_rows(bits: int) -> list[int]:
    """The first stretch of bits that is neither nearly empty nor nearly full, as one mask of HALF columns a row."""
    while bits:
        drawn, bits = bits % (1 << CELLS), bits >> CELLS
        if FEWEST_CELLS <= drawn.bit_count() <= MOST_CELLS:
            return _rows(drawn)
    return _rows(_CHEQUERED)


def _rows(drawn: int) -> list[int]:
    return [drawn >> row * HALF & (1 << HALF) - 1 for row in range(SIDE)]


def _row(row: int, places: int) -> str:
    """The runs of filled cells of one row, each as one rectangle, so that no seam shows inside it."""
    filled = [bool(places >> min(column, SIDE - 1 - column) & 1) for column in range(SIDE)]
    path, start = "", None
    for column, here in enumerate([*filled, False]):
        if here and start is None:
            start = column
        elif not here and start is not None:
            path += f"M{start} {row}h{column - start}v1h-{column - start}z"
            start = None
    return path
