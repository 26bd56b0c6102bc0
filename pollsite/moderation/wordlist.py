"""Which watched words a text holds: whole words, however they are disguised, in time that grows with the text.

A text is cut into pieces, runs of letters and digits, each folded as names are (accounts.names.fold_name), so that
case, accents, look-alikes and what prints nothing make no difference. A word stands in it as one piece, or as several
that are written apart to hide it: `s p a m`, `s.p.a.m`, `sp-am`. Never as a part of a longer word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pollsite.accounts.names import fold_name
from pollsite.moderation.disguises import Disguise, Piece, disguise_of, is_one, pieces_of
from pollsite.moderation.plaintext import plain, read_figures, read_shapes
from pollsite.moderation.types import WordKind

MAX_PIECES = 30
"""So many pieces, at most, are put together: a longer word is not found where each of its letters stands apart."""
MAX_TRIES = 8
"""So many watched words that begin alike, at most, are compared at one place; the shorter ones come first."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A word or phrase as a moderator wrote it."""

    words: str
    kind: WordKind


@dataclass(frozen=True, slots=True)
class Match:
    """A watched word that stands in a text as `found`; `disguise` is how it was hidden."""

    watched: Watched
    found: str
    disguise: Disguise


def fold_words(words: str) -> str:
    """A word or phrase as it is compared, single blanks between its words; "" where there is no letter in it."""
    return " ".join(fold_name(piece.raw) for piece in pieces_of(plain(words)))


class WordList:
    """Watched words, ready to be looked for. It never changes, so threads may share it.

    Whatever the list, a text takes time that grows with its length: from each piece on, no more than MAX_PIECES are
    put together and no more than MAX_TRIES words are compared. `steps` counts the pieces looked at in doing so, so
    that a test can hold the time to be linear.
    """

    def __init__(self, watched: Iterable[Watched]) -> None:
        self._entries: dict[str, _Entry] = {}
        self._beginnings: set[str] = set()
        self.steps = 0
        for one in watched:
            entry = _Entry.of(one)
            self._entries[entry.letters] = entry
            self._beginnings.update(entry.letters[:length] for length in range(1, len(entry.letters)))

    def matches(self, text: str) -> tuple[Match, ...]:
        """Each watched word that stands in `text`, once and as it stands there first; banned words come first."""
        if not self._entries:
            return ()
        simple = plain(text)
        shaped = read_shapes(simple)
        figured = read_figures(shaped)
        found = self._found_in(simple, shown=simple)
        if shaped != simple:
            found = self._found_in(shaped, shown=simple, read_as=Disguise.ALIKE) | found
        if figured != shaped:
            found = self._found_in(figured, shown=simple, read_as=Disguise.FIGURES) | found
        return tuple(sorted(found.values(), key=lambda match: match.watched.kind is not WordKind.BANNED))

    def _found_in(self, text: str, *, shown: str, read_as: Disguise | None = None) -> "dict[str, Match]":
        """What is found in a text that is a reading, `read_as`, of what is `shown` and as long."""
        pieces = pieces_of(text)
        found: dict[str, Match] = {}
        self.steps += len(pieces)
        for first, piece in enumerate(pieces):
            if piece.folded not in self._entries and piece.folded not in self._beginnings:
                continue
            for last, entry in self._runs(pieces, first):
                words = entry.watched.words
                if words in found or not self._is_one(pieces, first, last, entry):
                    continue
                disguise = disguise_of(pieces, first, last, words=words)
                if disguise is not None:
                    written = shown[pieces[first].start : pieces[last].end]
                    found[words] = Match(entry.watched, written, read_as or disguise)
        return found

    def _runs(self, pieces: list[Piece], first: int) -> "Iterator[tuple[int, _Entry]]":
        """The last pieces of the first runs from `first` on that have the letters of a watched word."""
        letters, tries = "", 0
        for last in range(first, min(first + MAX_PIECES, len(pieces))):
            self.steps += 1
            letters += pieces[last].folded
            entry = self._entries.get(letters)
            if entry is not None:
                tries += 1
                yield last, entry
            if tries == MAX_TRIES or letters not in self._beginnings:
                return

    def _is_one(self, pieces: list[Piece], first: int, last: int, entry: "_Entry") -> bool:
        self.steps += last - first + 1
        return is_one(pieces, first, last, joints=entry.joints)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A watched word with its folded letters, and after how many of them one of its words ends."""

    watched: Watched
    letters: str
    joints: frozenset[int]

    @classmethod
    def of(cls, watched: Watched) -> "_Entry":
        words = [piece.folded for piece in pieces_of(plain(watched.words))]
        ends = (sum(map(len, words[:number])) for number in range(1, len(words)))
        return cls(watched, "".join(words), frozenset(ends))
