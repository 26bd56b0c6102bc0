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
    for what, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            pieces.append(Piece("", "".join(new[new_from:new_to])))
            continue
        if old_to > old_from:
            pieces.append(Piece("del", "".join(old[old_from:old_to])))
        if new_to > new_from:
            pieces.append(Piece("ins", "".join(new[new_from:new_to])))
    return tuple(pieces)
