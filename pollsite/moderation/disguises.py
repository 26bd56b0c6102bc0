"""How words are hidden from a list of words, and what only looks as if it were hidden.

Where the two cannot be told apart, the text is taken at its word: `the pen is` is no word written apart, nor is `burn`
one with look-alikes in it.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from pollsite.accounts.names import fold_name
from pollsite.moderation.twins import TWINS

MAX_GAP = 5
"""So many signs, at most, stand between two pieces of one word; a page shows any number of blanks as one."""
_BLANKS = re.compile(r"\s{4,}")
_MARKS = "".join(
    chr(code)
    for start, end in ((0x483, 0x1AB0), (0x302A, 0x309B), (0xA66F, 0xAC00))
    for code in range(start, end)
    if unicodedata.category(chr(code))[0] == "M"
)
_PIECE = re.compile(rf"[\w{_MARKS}]+")
_APOSTROPHES = frozenset("'’ʼ`´")
_ENDINGS = frozenset(("d", "ll", "m", "re", "s", "t", "ve"))
"""What English puts behind an apostrophe: `he'll` is two words."""
_ALONE = frozenset("aio")
"""Letters that are words of their own."""
_NEAR = 2
"""A word's neighbours, which tell its language, are so many words on either side."""


class Disguise(StrEnum):
    """How a watched word was written."""

    NONE = "as it stands in the list"
    APART = "written apart"
    ALIKE = "with letters that look alike"
    FIGURES = "with figures or signs for letters"


class Piece(NamedTuple):
    """A run of letters and digits at `start` of a text, behind `gap`, which are the signs since the last one, with no
    more than three blanks in a row.
    """

    raw: str
    folded: str
    start: int
    gap: str

    @property
    def end(self) -> int:
        """Where it ends in its text."""
        return self.start + len(self.raw)


def pieces_of(text: str) -> list[Piece]:
    """The pieces of a text that plaintext.plain() has simplified, in order."""
    pieces, end = [], 0
    for found in _PIECE.finditer(text):
        gap = _BLANKS.sub("   ", text[end : found.start()])
        pieces.append(Piece(found.group(), _folded(found.group()), found.start(), gap))
        end = found.end()
    return [piece for piece in pieces if piece.folded]


@lru_cache(maxsize=16_384)
def _folded(raw: str) -> str:
    """Words come again and again. Letters that look like two are two, so that pieces can be put together."""
    return fold_name(raw).replace("m", "rn").replace("w", "vv")


class _Shape(NamedTuple):
    """Of a run of pieces: how many there are, the longest one's length, and how many have two letters."""

    number: int
    longest: int
    pairs: int

    @classmethod
    def of(cls, run: Sequence[Piece]) -> "_Shape":
        lengths = [len(piece.raw) for piece in run]
        return cls(len(lengths), max(lengths), lengths.count(2))


def is_one(pieces: Sequence[Piece], first: int, last: int, *, joints: Collection[int]) -> bool:
    """Whether pieces[first] to pieces[last] are one word, or one phrase whose words end after `joints` letters.

    Looks at each of them once, and at one neighbour on either side.
    """
    inner, letters = [], 0
    for number in range(first + 1, last + 1):
        letters += len(pieces[number - 1].folded)
        if letters not in joints:
            inner.append(number)
    if not inner:
        return True
    shape = _Shape.of(pieces[first : last + 1])
    begins = inner[0] == first + 1 and first > 0
    ends = inner[-1] == last and last + 1 < len(pieces)
    if (begins and _goes_on(shape, pieces[first + 1].gap, pieces[first].gap, pieces[first - 1])) or (
        ends and _goes_on(shape, pieces[last].gap, pieces[last + 1].gap, pieces[last + 1])
    ):
        return False
    return all(_hides(shape, pieces[number - 1], pieces[number]) for number in inner)


def _hides(shape: _Shape, left: Piece, right: Piece) -> bool:
    """Whether the gap between them parts one word, and not two."""
    gap = right.gap
    if len(gap) > MAX_GAP:
        return False
    if any(map(str.isspace, gap)):
        return shape.number > 2 and shape.longest <= 2 and shape.pairs <= 1
    if gap in _APOSTROPHES and shape.longest > 1:
        return min(len(left.raw), len(right.raw)) > 1 and right.raw.lower() not in _ENDINGS
    return True


def _goes_on(shape: _Shape, inner: str, outer: str, neighbour: Piece) -> bool:
    """Whether the neighbour is written apart in the same way, so that the run is a part of a longer word."""
    if outer != inner or len(inner) > MAX_GAP:
        return False
    blank = any(map(str.isspace, inner))
    if blank or shape.longest == 1:
        return len(neighbour.raw) == 1 and not (blank and neighbour.raw.lower() in _ALONE)
    return True


def spelled(words: str) -> str:
    """The letters as they are spelled, without case, accents and all that is none: not what they look like."""
    simple = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", words).casefold())
    return "".join(sign for sign in simple if sign.isalnum())


def disguise_of(pieces: Sequence[Piece], first: int, last: int, *, words: str) -> Disguise | None:
    """How pieces[first] to pieces[last], which are taken for the watched `words`, are hidden; None where they are
    words of their own.
    """
    run = pieces[first : last + 1]
    if spelled("".join(piece.raw for piece in run)) == spelled(words):
        return Disguise.APART if len(run) > len(pieces_of(words)) else Disguise.NONE
    if all(_is_honest(piece, words) for piece in run) or _is_foreign(pieces, first, last):
        return None
    return Disguise.ALIKE


def _is_honest(piece: Piece, words: str) -> bool:
    """Whether it is a known English word with capitals where they belong."""
    raw = piece.raw
    usual = raw.isascii() and raw.isalpha() and (raw.islower() or raw.isupper() or raw.istitle())
    return usual and (raw.lower() in TWINS or raw.lower() in words.lower().split())


def _is_foreign(pieces: Sequence[Piece], first: int, last: int) -> bool:
    """Whether a word of another script only looks like the watched one: words of that script stand beside it."""
    scripts = _scripts("".join(piece.raw for piece in pieces[first : last + 1]))
    if len(scripts) != 1 or "LATIN" in scripts:
        return False
    near = (*pieces[max(0, first - _NEAR) : first], *pieces[last + 1 : last + 1 + _NEAR])
    return any(len(piece.raw) > 1 and _scripts(piece.raw) == scripts for piece in near)


def _scripts(letters: str) -> set[str]:
    """The first words of the letters' names, which say their scripts."""
    return {unicodedata.name(sign, "").partition(" ")[0] for sign in letters}
