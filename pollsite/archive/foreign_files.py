"""Files from elsewhere, read with care: none is believed, and none may take more memory or time than it is given."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from pollsite.archive.errors import ArchiveRefused

MAX_BYTES = 512 * 1024 * 1024
"""Of a file, also when it is unpacked."""
MAX_DEPTH = 40
"""Elements one inside the other."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How a file begins that has two bytes for each letter."""
_MARK_OF_ORDER = b"\xef\xbb\xbf"
_CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
_GZIP = b"\x1f\x8b"
_TOO_LARGE = (
    f"The file is larger than {MAX_BYTES // 1024**2} MiB, also if unpacked. Export fewer pages at once."
)


class _Bounded:
    """A file that ends with a refusal where it is too long."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self._file, self._left = file, limit
        self._is_wide: bool | None = None
        self._is_begun = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises ArchiveRefused past the limit."""
        while chunk := self._file.read(min(size, 65_536) if size >= 0 else 65_536):
            self._left -= len(chunk)
            if self._left < 0:
                raise ArchiveRefused(_TOO_LARGE)
            if tidied := self._tidied(chunk):
                return tidied
        return b""

    def _tidied(self, chunk: bytes) -> bytes:
        """Without what no XML may hold and exports do hold: control characters, and blanks before its first line."""
        if self._is_wide is None:
            self._is_wide = b"\0" in chunk[:4] or chunk[:2] in _WIDE
        if self._is_wide:
            return chunk
        chunk = chunk.translate(None, _CONTROLS)
        if not self._is_begun:
            mark = chunk[:3] if chunk.startswith(_MARK_OF_ORDER) else b""
            chunk = mark + chunk.removeprefix(mark).lstrip()
            self._is_begun = bool(chunk)
        return chunk


@contextmanager
def opened(path: Path, *, limit: int = MAX_BYTES) -> Iterator[_Bounded]:
    """The file's bytes, unpacked where it is a gzip file. Raises ArchiveRefused."""
    try:
        with path.open("rb") as plain:
            is_packed = plain.read(2) == _GZIP
            plain.seek(0)
            if is_packed:
                with gzip.open(plain) as unpacked:
                    yield _Bounded(cast(IO[bytes], unpacked), limit)
            else:
                yield _Bounded(plain, limit)
    except (OSError, EOFError, zlib.error) as problem:
        raise ArchiveRefused(f"{path} cannot be read: {problem}") from problem


def elements(path: Path, *wanted: str, limit: int = MAX_BYTES) -> Iterator[Element]:
    """Every element of one of these names, whatever its namespace, whole, one after the other; each is let go before the
    next. Raises ArchiveRefused for a file that is no XML, or that plays tricks with entities.
    """
    with opened(path, limit=limit) as file:
        try:
            yield from _elements(file, frozenset(wanted))
        except DefusedXmlException as trick:
            raise ArchiveRefused(
                "The file defines entities or a document type, which no export does."
            ) from trick
        except (ParseError, LookupError, ValueError) as problem:
            raise ArchiveRefused(f"The file is not whole, or no XML: {problem}.") from problem


def _elements(file: _Bounded, wanted: frozenset[str]) -> Iterator[Element]:
    above: list[Element] = []
    inside = 0
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        is_wanted = local_name(element) in wanted
        if event == "start":
            if len(above) >= MAX_DEPTH:
                raise ArchiveRefused(f"The file is nested more than {MAX_DEPTH} deep, which no export is.")
            above.append(element)
            inside += is_wanted
            continue
        above.pop()
        inside -= is_wanted
        if is_wanted and not inside:
            yield element
        if not inside and above:
            above[-1].remove(element)


def local_name(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: Element, name: str) -> str:
    """The text of its first child of that name, whatever the namespace; "" for none."""
    child = child_of(element, name)
    return (child.text or "").strip() if child is not None else ""


def child_of(element: Element, name: str) -> Element | None:
    """Its first child of that name, whatever the namespace."""
    return next((child for child in element if local_name(child) == name), None)
