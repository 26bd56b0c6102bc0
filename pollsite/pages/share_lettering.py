"""Letters of share pictures: which can be painted, in which font, how wide they run, and where lines break."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

FONTS = Path(__file__).resolve().parent / "fonts"
_LATIN_ENDS = (
    "20-7E A0-131 134-148 14A-17E 218-21B 2013-2014 2018-201A 201C-201E 2020-2022 2026 202F 2030 2039-203A "
    "20AC 2122 2212"
)
_OTHER_ENDS = (
    "20-7E A0 AB BB 2013-2014 2018-201A 201C-201E 2026 384-38A 38C 38E-3A1 3A3-3CE 400-45F 490-491 5D0-5EA "
    "60C 61B 61F 621-63A 640-64A 660-669 66A-66C 67E 686 698 6A9 6AF 6BE 6CC 6F0-6F9"
)
FROM_THE_RIGHT = (0x590, 0x6FF)
"""From Hebrew to Arabic: written from the right, in forms that only a shaper knows."""
DROPPED = frozenset({"So", "Sk", "Cf", "Cc", "Cs", "Co", "Mn", "Me"})
"""Kinds of signs that may be left out where they cannot be painted: emoji and what is joined to them, controls."""
Font = ImageFont.FreeTypeFont


def _letters(ends: str) -> frozenset[str]:
    """What "20-7E A0" stands for: ranges of code points in hexadecimal."""
    pairs = [[int(end, 16) for end in part.split("-")] for part in ends.split()]
    return frozenset(chr(code) for pair in pairs for code in range(pair[0], pair[-1] + 1))


LATIN, OTHER = _letters(_LATIN_ENDS), _letters(_OTHER_ENDS)
"""What the site's own fonts have, and what the third one has: Greek, Cyrillic, Hebrew and Arabic."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font of the site with its weight, or the third font in its place if `other`; `size` in pixels."""

    file: str
    weight: int
    size: int
    other: bool = False

    def sized(self, size: int) -> "Face":
        """The same in another size."""
        return replace(self, size=size)

    def set_for(self, text: str) -> "Face":
        """What the whole of this text is painted with, on however many lines: one font, not one for each line."""
        return replace(self, other=self.other or not LATIN.issuperset(text))

    def font_for(self, text: str) -> Font:
        """What this text is painted with: the face itself, or for other scripts the third font, somewhat smaller."""
        if self.other or not LATIN.issuperset(text):
            return _font("dejavu-sans.ttf", round(self.size * 0.86), 0)
        return _font(self.file, self.size, self.weight)

    def width(self, text: str) -> float:
        """In pixels."""
        return self.font_for(text).getlength(text)


@lru_cache(maxsize=64)
def _font(file: str, size: int, weight: int) -> Font:
    font = ImageFont.truetype(FONTS / file, size)
    if weight:
        font.set_variation_by_axes([weight])
    return font


def paintable(text: str, plain: str) -> str:
    """The text without signs that no font has, or `plain` where letters would be missing or run the wrong way."""
    known = LATIN | OTHER
    kept = [
        sign
        for sign in unicodedata.normalize("NFC", text)
        if sign in known or unicodedata.category(sign) not in DROPPED
    ]
    words = " ".join("".join(kept).split(" ")).strip()
    if not words or not (LATIN.issuperset(words) or OTHER.issuperset(words)):
        return plain
    runs_left = any(map(_is_from_the_right, words))
    return plain if runs_left and not features.check("raqm") else words


def begins_at_the_right(text: str) -> bool:
    """Whether its first letter is Hebrew or Arabic, so that its lines begin at the right, as the shaper sets them."""
    return next((_is_from_the_right(sign) for sign in text if sign.isalpha()), False)


def _is_from_the_right(sign: str) -> bool:
    return FROM_THE_RIGHT[0] <= ord(sign) <= FROM_THE_RIGHT[1]


def wrapped(text: str, face: Face, *, width: int, most: int) -> list[str]:
    """The text in at most `most` lines of that width, the last one cut short where more does not fit."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and face.width(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    whole, rest = lines[:most], lines[most:]
    if rest:
        whole[-1] = f"{whole[-1]} {rest[0]}…"
    return [shortened(line, face, width=width) for line in whole]


def shortened(text: str, face: Face, *, width: int) -> str:
    """The text, its end left out until it fits."""
    if face.width(text) <= width:
        return text
    kept = text.rstrip("…")
    while kept and face.width(f"{kept}…") > width:
        kept = kept[:-1].rstrip()
    return f"{kept}…"


def fitting(text: str, face: Face, *, sizes: Sequence[int], width: int, most: int) -> tuple[Face, list[str]]:
    """The largest of these sizes in which the whole text takes at most `most` lines, and these lines; else the last."""
    for size in sizes:
        tried = face.sized(size)
        lines = wrapped(text, tried, width=width, most=most)
        if not any(line.endswith("…") for line in lines) or text.endswith("…"):
            return tried, lines
    return tried, lines
