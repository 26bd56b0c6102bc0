"""What has changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MAX_TOKENS = 3_000
"""Longer texts are not compared word by word: that takes time in proportion to the square of their length."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: `change` is "ins" for what came, "del" for what went, "" for what stayed."""

    change: str
    words: str


def changes_between(before: str, after: str) -> tuple[Piece, ...]:
    """The later text with what went from the earlier one in its place; () where they are the same, or too long."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if before == after or max(len(old), len(new)) > MAX_TOKENS:
        return ()
    pieces: list[Piece] = []
    gone = came = ""
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        before_words, after_words = "".join(old[old_from:old_to]), "".join(new[new_from:new_to])
        is_between = what == "equal" and not before_words.strip() and "\n" not in before_words
        if what != "equal" or (is_between and (gone or came)):
            gone, came = gone + before_words, came + after_words
            continue
        pieces += _changed(gone, came)
        gone = came = ""
        pieces.append(Piece("", before_words))
    return (*pieces, *_changed(gone, came))


def _changed(gone: str, came: str) -> list[Piece]:
    """What went, then what came; the blank that both end with stayed."""
    end = " " if gone.endswith(" ") and came.endswith(" ") else ""
    gone, came = gone.removesuffix(end), came.removesuffix(end)
    pieces = (Piece("del", gone), Piece("ins", came), Piece("", end))
    return [piece for piece in pieces if piece.words]
