"""Which watched words a text holds: whole words, however they are disguised, in time that grows with the text.

A text is cut into pieces, runs of letters and digits, each folded as names are (accounts.names.fold_name), so that
case, accents, look-alikes and what prints nothing make no difference. A word stands in it as one piece, or as several
that are written apart to hide it: `s p a m`, `s.p.a.m`, `sp-am`. Never as a part of a longer word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pollsite.accounts.names import fold_name
from pollsite.moderation.disguises import Disguise, Piece, disguise_of, is_one, pieces_of
from pollsite.moderation.plaintext import plain, read_figures
from pollsite.moderation.types import WordKind


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

    `steps` counts the pieces looked at, so that a test can hold the time to be linear.
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
        found = self._found_in(simple)
        read = read_figures(simple)
        if read != simple:
            for words, match in self._found_in(read).items():
                found.setdefault(
                    words, Match(match.watched, _same_place(simple, read, match), Disguise.FIGURES)
                )
        return tuple(sorted(found.values(), key=lambda match: match.watched.kind is not WordKind.BANNED))

    def _found_in(self, text: str) -> "dict[str, Match]":
        pieces = pieces_of(text)
        found: dict[str, Match] = {}
        self.steps += len(pieces)
        for first, piece in enumerate(pieces):
            if piece.folded not in self._entries and piece.folded not in self._beginnings:
                continue
            for last, entry in self._runs(pieces, first):
                disguise = disguise_of(pieces, first, last, words=entry.watched.words)
                if disguise is not None:
                    written = text[pieces[first].start : pieces[last].end]
                    found.setdefault(entry.watched.words, Match(entry.watched, written, disguise))
        return found

    def _runs(self, pieces: list[Piece], first: int) -> "Iterator[tuple[int, _Entry]]":
        """The last pieces of all runs from `first` on that are a watched word. No run is longer than the longest."""
        letters = ""
        for last in range(first, len(pieces)):
            self.steps += 1
            letters += pieces[last].folded
            entry = self._entries.get(letters)
            if entry is not None and is_one(pieces, first, last, joints=entry.joints):
                yield last, entry
            if letters not in self._beginnings:
                return


def _same_place(simple: str, read: str, match: Match) -> str:
    """What stands in `simple` where the match was found in `read`, which is as long."""
    start = read.index(match.found)
    return simple[start : start + len(match.found)]


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
