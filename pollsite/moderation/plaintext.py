"""Text as it is read and not as it is spelled: what a list of words looks at. Linear in the length of the text."""

import re
import unicodedata
from functools import cache
from html import unescape

from pollsite.accounts.names import INVISIBLE

_NOTHING = (
    *(
        (0xAD, 0xAD),
        (0x600, 0x605),
        (0x61C, 0x61C),
        (0x6DD, 0x6DD),
        (0x70F, 0x70F),
        (0x890, 0x891),
        (0x8E2, 0x8E2),
    ),
    *(
        (0x180E, 0x180E),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFEFF, 0xFEFF),
        (0xFFF9, 0xFFFB),
    ),
    *((0x1D173, 0x1D17A), (0xE0000, 0xE007F)),
)
"""First and last code points of what prints nothing."""
_HEAPED = (
    (0x300, 0x36F),
    (0x488, 0x489),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
"""Of marks that stand over, under and around letters of any script and belong to none."""
_TYPED_TAG = re.compile(r"</?[A-Za-z!-]{0,12}/?>")
_INLINE = re.compile(r"</?(?:em|strong|code|a)(?: [^<>]*)?>")
_ANY_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r'href="([^"]*)"')
_BOXED = (0x1F150, 0x1F170, 0x1F1E6)
"""The first of letters in discs, boxes and flags, which Unicode does not call equal to letters."""
_SIMPLER: dict[int, str | None] = {
    **dict.fromkeys(map(ord, INVISIBLE)),
    **{code: None for first, last in (*_NOTHING, *_HEAPED) for code in range(first, last + 1)},
    **{first + place: chr(ord("a") + place) for first in _BOXED for place in range(26)},
    ord("_"): "-",
}
OVERRIDES = re.compile("[\u202d\u202e]")
"""Controls that have letters shown against their own direction."""
_MOST_MARKS = 30
"""In a row, as Unicode Standard Annex 15 has it of stream-safe text: no writing needs more, and normalising them takes
time that grows with the square of their number.
"""
_TURNED = re.compile("\u202e([^\u202c-\u202e\n]*)")
_SMALL_SHAPES = str.maketrans("νηυγρω", "vnuypw")
"""Of Greek letters that are taken for another one than their capitals are (accounts.lookalikes)."""
_FIGURES = str.maketrans("34578@$€!|", "eastbaseii")
_FIGURE = re.compile(r"[34578@$€!|]")
_SMALL_SHAPE = re.compile("[νηυγρω]")
_LATIN = re.compile("[A-Za-z]")
_RUN = re.compile(r"[\w@$€!|]+")


def text_of(html: str) -> str:
    """The words of a rendered comment, as they stand to the eye, with the addresses of its links behind them."""
    words = _ANY_TAG.sub("\n", _INLINE.sub("", html))
    return unescape("\n".join((words, *_ADDRESS.findall(html))))


def plain(text: str) -> str:
    """The text without what prints nothing, with every letter in its simplest form; entities are read for what they
    mean, tags typed into a word are left out, and letters that are shown from right to left are put in that order.
    """
    shown = _TURNED.sub(lambda found: found.group(1)[::-1], _TYPED_TAG.sub("", unescape(text)))
    return unicodedata.normalize("NFKC", _heap().sub(r"\1", shown)).translate(_SIMPLER)


@cache
def _heap() -> re.Pattern[str]:
    """More than _MOST_MARKS marks in a row; the halfwidth ones of kana are marks in all but name."""
    marks = "".join(sign for sign in map(chr, range(0x300, 0x20000)) if unicodedata.category(sign)[0] == "M")
    return re.compile(f"([{marks}\uff9e\uff9f]{{{_MOST_MARKS}}})[{marks}\uff9e\uff9f]+")


def read_shapes(text: str) -> str:
    """The text with small Greek letters read for their own shapes where Latin ones stand beside them, `νιαgra`; as
    long as it was.
    """
    return _RUN.sub(_as_shaped, text) if _SMALL_SHAPE.search(text) else text


def read_figures(text: str) -> str:
    """The text with figures and signs read as the letters they are drawn for, `v1@gr4`, where letters stand beside
    them; as long as it was.
    """
    return _RUN.sub(_as_letters, text) if _FIGURE.search(text) else text


def _as_letters(found: re.Match[str]) -> str:
    run = found.group()
    return run.translate(_FIGURES) if any(map(str.isalpha, run)) else run


def _as_shaped(found: re.Match[str]) -> str:
    run = found.group()
    return run.translate(_SMALL_SHAPES) if _LATIN.search(run) else run
