"""Pieces of pages, made once for all who see the same, and the places between them that are filled in last."""

import re
import secrets
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from pollsite.epoch import Epoch

MAX_PIECES = 256
MAX_IN_EPOCH = 4096

Piece = TypeVar("Piece")


class Pieces(dict[tuple[object, ...], Piece]):
    """What was made once, by all that it depends on; emptied at the limit, so that memory is bounded."""

    def __init__(self, *, limit: int = MAX_PIECES) -> None:
        super().__init__()
        self._limit = limit

    def keep(self, key: tuple[object, ...], piece: Piece) -> Piece:
        """Remember the piece, and hand it back."""
        if len(self) >= self._limit:
            self.clear()
        self[key] = piece
        return piece


class WeighedPieces(Generic[Piece]):
    """Pieces by what they depend on, of so many bytes in all; the oldest are let go of first. Safe between threads."""

    def __init__(self, *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._weight = 0
        self._pieces: dict[Hashable, tuple[Piece, int]] = {}
        self._lock = Lock()

    def find(self, key: Hashable) -> Piece | None:
        """The piece, if it is kept."""
        kept = self._pieces.get(key)
        return kept[0] if kept else None

    def keep(self, key: Hashable, piece: Piece, *, weight: int) -> Piece:
        """Remember the piece, which weighs so many bytes, and hand it back."""
        with self._lock:
            self._drop(key)
            self._pieces[key] = (piece, weight)
            self._weight += weight
            while self._weight > self._max_bytes:
                self._drop(next(iter(self._pieces)))
        return piece

    def _drop(self, key: Hashable) -> None:
        gone = self._pieces.pop(key, None)
        if gone is not None:
            self._weight -= gone[1]


class InEpoch(Generic[Piece]):
    """What was read since anybody last committed anything; let go of with the next commit. Safe between threads."""

    def __init__(self, epoch: Epoch, *, limit: int = MAX_IN_EPOCH) -> None:
        self._epoch = epoch
        self._limit = limit
        self._number: int | str | None = None
        self._pieces: Pieces[Piece] = Pieces(limit=limit)
        self._lock = Lock()

    def now(self) -> Pieces[Piece]:
        """What still holds; to be asked before reading, and what is read then to be kept in it."""
        number = self._epoch.number()
        with self._lock:
            if number is None or number != self._number:
                self._pieces, self._number = Pieces(limit=self._limit), number
            return self._pieces


_MARK = f"place-{secrets.token_hex(16)}"
_CUT = re.compile(rf"{_MARK}\[([^\]]*)\]")
TOKEN_PLACE = f"token-{secrets.token_hex(16)}"
"""Stand in kept pieces for what is put in last; drawn at start, so that no text can contain them."""


def place(name: str) -> str:
    """What a template prints where the piece of that name belongs."""
    return f"{_MARK}[{name}]"


@dataclass(frozen=True, slots=True)
class Frame:
    """A rendered page around its places: what comes before the first, and what follows each, by its name."""

    opening: bytes
    after: tuple[tuple[str, bytes], ...]

    @classmethod
    def cut(cls, html: str) -> "Frame":
        """The page, cut at its places."""
        opening, *rest = _CUT.split(html)
        names, following = rest[::2], rest[1::2]
        return cls(opening.encode(), tuple(zip(names, (part.encode() for part in following), strict=True)))

    def joined(self, pieces: Mapping[str, bytes]) -> bytes:
        """The page with the pieces in their places."""
        return b"".join(self.parts(pieces))

    def parts(self, pieces: Mapping[str, bytes]) -> list[bytes]:
        """The same, not joined yet."""
        parts = [self.opening]
        for name, following in self.after:
            parts += (pieces[name], following)
        return parts

    def filled(
        self, pieces: Mapping[str, bytes], *, token: str, finished: Mapping[str, list[bytes]]
    ) -> list[bytes]:
        """Its parts with the pieces in their places and the form token wherever one belongs.

        `finished` pieces, which are large, come in parts and have their tokens: what is large is copied once.
        """
        parts: list[bytes] = []
        open_parts = [self.opening]
        for name, following in self.after:
            if name in finished:
                parts += (with_token(b"".join(open_parts), token), *finished[name])
                open_parts = [following]
            else:
                open_parts += (pieces[name], following)
        parts.append(with_token(b"".join(open_parts), token))
        return parts


def with_token(html: bytes, token: str) -> bytes:
    """The HTML with this form token wherever one belongs."""
    return html.replace(_TOKEN, token.encode())


Cut = tuple[bytes, ...]
"""HTML cut where form tokens belong: joined by a token, it is the HTML with that token."""


def cut_at_tokens(html: bytes) -> Cut:
    """The HTML, cut."""
    return tuple(html.split(_TOKEN))


def uncut(cut: Cut) -> bytes:
    """The HTML as it was, with the places of form tokens."""
    return _TOKEN.join(cut)


_TOKEN = TOKEN_PLACE.encode()
