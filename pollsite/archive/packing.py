"""Writing an archive: a zip in which nothing but what is in it makes a difference, and last a list with the sums.

No entry has a time of its own, an owner, or a place in the order that is not the same each time.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

from pollsite.archive.records import FORMAT, MANIFEST
from pollsite.archive.shapes import written_instant

NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can say."""
_FOR_EVERYBODY_TO_READ = 0o100644 << 16
_UNIX = 3


class Packing:
    """Takes entries one after the other; see new_archive()."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self._files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, pieces: Iterable[bytes]) -> int:
        """Write an entry; how many pieces it came in."""
        number, length, summed = 0, 0, hashlib.sha256()
        with self._zip.open(_entry(name), "w", force_zip64=True) as entry:
            for piece in pieces:
                entry.write(piece)
                summed.update(piece)
                number, length = number + 1, length + len(piece)
        self._files[name] = {"bytes": length, "sha256": summed.hexdigest()}
        return number

    def finish(self, *, at: datetime) -> None:
        """Write the list, in which alone it stands when the archive was made, and the end."""
        listed = {"format": FORMAT, "exported_at": written_instant(at), "files": self._files}
        written = json.dumps(listed, indent=1, sort_keys=True)
        self._zip.writestr(_entry(MANIFEST), f"{written}\n")
        self._zip.close()


@contextmanager
def new_archive(file: IO[bytes], *, at: datetime) -> Iterator[Packing]:
    """An archive to write; whole once it is over."""
    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    try:
        packing = Packing(archive)
        yield packing
        packing.finish(at=at)
    except BaseException:
        archive.fp = None  # else it would try once more to write its end, when it is forgotten
        raise


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = _FOR_EVERYBODY_TO_READ
    entry.create_system = _UNIX
    return entry
