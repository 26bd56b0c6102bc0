"""Finding the sentence a question stands beside, and finding it again after the text was edited.

Text is compared folded: runs of white space, and quotes, dashes and ellipses of any typography, count as
their plain ASCII forms. Places are offsets in the text as it is. Blocks of the text (paragraphs, list items)
are separated by line ends, which a quoted sentence never crosses.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from pollsite.articles.types import Anchor

CONTEXT = 32
CLOSE_ENOUGH = 0.75
_BLOCK_END = "\n"
_FOLDS = re.compile(
    r"(?P<block>[^\S\n]*\n\s*) | (?P<space>[^\S\n]+) | (?P<dash>[-‐‑‒–—―−]+) | (?P<single>[‘’‚‛′ʼ])"
    r" | (?P<double>[“”„‟″«»]) | (?P<ellipsis>…) | (?P<nothing>[\u00ad\u200b\u2060\ufeff])",
    re.VERBOSE,
)
_ASCII = {"block": "\n", "space": " ", "dash": "-", "single": "'", "double": '"', "ellipsis": "...", "nothing": ""}
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?]+[\"')\]]*(?=\s|$)|(?=\n|$))")


@dataclass(frozen=True)
class FoldedText:
    """A text and its folded form; `offsets[i]` is where folded[i] begins in the original, the last one its end."""

    original: str
    folded: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Quote:
    """What the publisher wrote: the sentence, and the words before and after it where these tell it apart."""

    exact: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Place:
    """Where a sentence stands: offsets in the original text, and what to remember of its surroundings."""

    start: int
    end: int
    anchor: Anchor


@dataclass(frozen=True)
class Missing:
    """Why a sentence has no place. `orphaned`: it had one in an earlier revision."""

    reason: str
    orphaned: bool = False


def fold(text: str) -> FoldedText:
    """The text made comparable."""
    pieces: list[str] = []
    offsets: list[int] = []
    copied = 0
    for found in _FOLDS.finditer(text):
        plain = _ASCII[found.lastgroup or "nothing"]
        pieces += (text[copied : found.start()], plain)
        offsets += (*range(copied, found.start()), *[found.start()] * len(plain))
        copied = found.end()
    offsets += range(copied, len(text) + 1)
    return FoldedText(text, "".join(pieces) + text[copied:], tuple(offsets))


def locate(text: FoldedText, quote: Quote, previous: Anchor | None) -> Place | Missing:
    """The one place of the quoted sentence, or why there is none.

    `previous` is the anchor stored at the last publication. A sentence that was never published, or that the
    publisher has replaced by another, must stand in the text exactly once, or once with `before` and `after`.
    One that was is followed wherever it went, but never to a lookalike: see _follow.
    """
    exact = _plain(quote.exact)
    spots = list(_spots(text.folded, exact))
    named = [spot for spot in spots if _stands_between(text.folded, spot, exact, quote)]
    if previous is None or _plain(previous.exact) != exact:
        outcome = named[0] if len(named) == 1 else Missing(_why_not_placed(text, exact, spots, named))
    else:
        outcome = _follow(text.folded, exact, spots, named, quote, previous)
    return outcome if isinstance(outcome, Missing) else _place(text, exact, outcome, spots)


def _plain(quote: str) -> str:
    return fold(" ".join(quote.split())).folded.strip()


def _spots(folded: str, exact: str) -> Iterator[int]:
    start = folded.find(exact) if exact else -1
    while start >= 0:
        yield start
        start = folded.find(exact, start + 1)
