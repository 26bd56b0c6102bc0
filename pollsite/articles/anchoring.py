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
_ASCII = {
    "block": "\n",
    "space": " ",
    "dash": "-",
    "single": "'",
    "double": '"',
    "ellipsis": "...",
    "nothing": "",
}
_SENTENCE = re.compile(r"(?=[^\n])[^\n]*?(?:(?<![.!?])[.!?]++[\"')\]]*+(?=\s|$)|(?=\n|$))")


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


def _stands_between(folded: str, spot: int, exact: str, quote: Quote) -> bool:
    """Whether the publisher's `before` and `after`, where given, are next to the sentence at `spot`."""
    before, after = _plain(quote.before), _plain(quote.after)
    end = spot + len(exact)
    preceding = folded[max(0, spot - len(before) - 1) : spot].replace(_BLOCK_END, " ")
    following = folded[end : end + len(after) + 1].replace(_BLOCK_END, " ")
    return preceding.rstrip().endswith(before) and following.lstrip().startswith(after)


def _follow(
    folded: str, exact: str, spots: list[int], named: list[int], quote: Quote, previous: Anchor
) -> int | Missing:
    """The spot of a sentence published before.

    The only one of its words, then and now, is followed wherever it moved. Otherwise the publisher's `before`
    and `after` decide; failing these, the spot that kept the whole text on one side, and kept more of it than
    any other spot. Where none is surely the old one, the question is orphaned.
    """
    if not spots:
        return Missing("the sentence is gone: the poll stands at the end of its section.", orphaned=True)
    if len(spots) == 1 and previous.occurrences == 1:
        return spots[0]
    if (quote.before or quote.after) and len(named) == 1:
        return named[0]
    kept = {spot: _sides_kept(folded, spot, exact, previous) for spot in spots}
    best = max(kept.values())
    winners = [spot for spot, sides in kept.items() if sides == best]
    if best and len(winners) == 1:
        return winners[0]
    told = (
        "words like its sentence are in the text, but not surely the same place: the poll stands at the end"
    )
    return Missing(
        f"{told} of its section. Add “before:” or “after:” to say where it belongs.", orphaned=True
    )


def _sides_kept(folded: str, spot: int, exact: str, previous: Anchor) -> int:
    """On how many sides the text is as it was; a side of which nothing is known proves nothing."""
    prefix, suffix = _context(folded, spot, exact)
    return (bool(prefix) and prefix == previous.prefix) + (bool(suffix) and suffix == previous.suffix)


def _context(folded: str, spot: int, exact: str) -> tuple[str, str]:
    end = spot + len(exact)
    return folded[max(0, spot - CONTEXT) : spot], folded[end : end + CONTEXT]


def _place(text: FoldedText, exact: str, spot: int, spots: list[int]) -> Place:
    """The place at `spot`. Only context that tells it from every other spot is remembered.

    Otherwise, were this sentence deleted, a lookalike with the same words on one side would pass for it.
    """
    prefix, suffix = _context(text.folded, spot, exact)
    others = [_context(text.folded, other, exact) for other in spots if other != spot]
    if any(prefix == before for before, _ in others):
        prefix = ""
    if any(suffix == after for _, after in others):
        suffix = ""
    start, end = _span(text, spot, spot + len(exact))
    anchor = Anchor(text.original[start:end], prefix, suffix, section="", occurrences=len(spots))
    return Place(start, end, anchor)


def _span(text: FoldedText, start: int, end: int) -> tuple[int, int]:
    """Offsets in the original of folded[start:end]; a sign folded to several is taken whole."""
    return text.offsets[start], max(text.offsets[end], text.offsets[end - 1] + 1)


def _why_not_placed(text: FoldedText, exact: str, spots: list[int], named: list[int]) -> str:
    if not spots:
        closest = _closest_sentence(text, exact)
        hint = f"The closest is “{closest}”." if closest else "Copy it from the text, word for word."
        return f"the sentence of “beside” is not in the text. {hint}"
    if not named:
        return "the words of “before” and “after” never stand next to the sentence of “beside”; mend or remove them."
    hint = "add “before:” or “after:” with the words next to the one you mean."
    return f"the sentence of “beside” stands {len(named)} times in the text; {hint}"


def _closest_sentence(text: FoldedText, exact: str) -> str:
    """The sentence (or as many in a row as `exact` has) most like `exact`, or "" if none is close enough."""
    spans = [found.span() for found in _SENTENCE.finditer(text.folded)]
    length = sum(1 for _ in _SENTENCE.finditer(exact))
    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(exact)
    best, closest = CLOSE_ENOUGH, ""
    for (start, _), (_, end) in zip(spans, spans[max(length, 1) - 1 :], strict=False):
        window = text.folded[start:end].strip()
        matcher.set_seq1(window if _BLOCK_END not in window else "")
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best = matcher.ratio()
            first, last = _span(text, start, end)
            closest = text.original[first:last].strip()
    return closest
