"""Reading an archive that anybody may have made: names are looked up, never used as paths, no more is unpacked than
its list says, and whatever is wrong is told in a sentence.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.lines import MAX_LINE_BYTES, record_of
from pollsite.archive.records import BESIDE, MANIFEST, MANIFEST_SHAPE, SHAPES
from pollsite.archive.shapes import Unfit
from pollsite.operations.zips import ZipKind

MAX_LIST_BYTES = 20_000_000
PIECE_BYTES = 65_536
ARCHIVE = ZipKind(
    "archive", ArchiveRefused, max_entries=100_000, most_packed=200, max_list_bytes=MAX_LIST_BYTES
)
"""Records pack to a sixth of their size, very like ones to a hundredth; a zip bomb to a thousandth."""


class Unpacking:
    """Reads an archive; see open_archive(). What is wrong is raised as ArchiveRefused when it is come upon."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, listed: dict[str, Any]) -> None:
        self._zip = archive
        self._path = path
        self.exported_at: str = listed["exported_at"]
        self.files: Mapping[str, Mapping[str, Any]] = listed["files"]

    def records(self, name: str) -> Iterator[dict[str, Any]]:
        """Every record of an entry of SHAPES."""
        shape = SHAPES[name]
        for number, line in enumerate(self.lines(name, at_most=MAX_LINE_BYTES), 1):
            try:
                record = record_of(line, shape)
            except Unfit as problem:
                raise ArchiveRefused(
                    f"The archive is damaged: in line {number} of {name}, {problem}."
                ) from problem
            yield record

    def lines(self, name: str, *, at_most: int) -> Iterator[bytes]:
        """Every line of an entry with its end, of so many bytes at most; after the last, that the entry is as listed."""
        with self._entry(name) as entry:
            while line := entry.readline(at_most):
                yield line

    def content(self, name: str, *, at_most: int) -> bytes:
        """A whole entry. Raises ArchiveRefused for one longer than `at_most` bytes."""
        if self._listed(name)["bytes"] > at_most:
            raise ArchiveRefused(f"{name} in the archive has more than {at_most:,} bytes.")
        with self._entry(name) as entry:
            return entry.read(at_most + 1)

    def check(self) -> None:
        """Read every entry to its end."""
        for name in self.files:
            with self._entry(name) as entry:
                while entry.read(PIECE_BYTES):
                    continue

    def _listed(self, name: str) -> Mapping[str, Any]:
        if name not in self.files:
            raise ArchiveRefused(f"The archive holds no {name}.")
        return self.files[name]

    @contextmanager
    def _entry(self, name: str) -> Iterator["_Summed"]:
        listed = self._listed(name)
        with ARCHIVE.damage_told(self._path), self._zip.open(name) as entry:
            summed = _Summed(entry, most=listed["bytes"])
            yield summed
            if (summed.length, summed.sha256) != (listed["bytes"], listed["sha256"]):
                raise ArchiveRefused(f"The archive is damaged: {name} is not what its list says.")


class _Summed:
    """An entry that is read, added up, and never read further than the list says."""

    def __init__(self, entry: IO[bytes], *, most: int) -> None:
        self._entry = entry
        self._most = most
        self._hash = hashlib.sha256()
        self.length = 0

    @property
    def sha256(self) -> str:
        """Of what was read."""
        return self._hash.hexdigest()

    def read(self, number: int) -> bytes:
        """So many bytes at most."""
        return self._counted(self._entry.read(number))

    def readline(self, number: int) -> bytes:
        """A line, or its first so many bytes."""
        return self._counted(self._entry.readline(number))

    def _counted(self, read: bytes) -> bytes:
        self.length += len(read)
        if self.length > self._most:
            raise zipfile.BadZipFile
        self._hash.update(read)
        return read


@contextmanager
def open_archive(path: Path) -> Iterator[Unpacking]:
    """An archive to read. Raises ArchiveRefused where it is none, or not whole."""
    with ARCHIVE.open(path) as archive:
        with ARCHIVE.damage_told(path):
            listed = _list_of(archive, path)
        yield Unpacking(archive, path, listed)


def _list_of(archive: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    """What the list says, if it is one, and the archive holds exactly what it lists, each once."""
    try:
        with archive.open(MANIFEST) as entry:
            written = entry.read(MAX_LIST_BYTES + 1)
        listed: dict[str, Any] = json.loads(written[:MAX_LIST_BYTES])
        MANIFEST_SHAPE.check(listed, "the list")
    except (ValueError, KeyError, TypeError, RecursionError) as problem:
        raise ArchiveRefused(f"{path} is no archive of pollsite that this version can read.") from problem
    if sorted(archive.namelist()) != sorted([MANIFEST, *listed["files"]]):
        raise ArchiveRefused(f"{path} does not hold the files that it lists, or holds others.")
    if missing := sorted({*SHAPES, *BESIDE} - listed["files"].keys()):
        raise ArchiveRefused(f"{path} lacks {missing[0]}: it is no whole archive.")
    return listed
