"""Reading a zip file that anybody may have made: what is wrong with it is told in a sentence, and no bomb is unpacked."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How our own are packed; the library's others may take any memory that the file asks for."""
DAMAGE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, UnicodeError, KeyError)
"""What the library raises for a file that is no zip, is cut short, or was changed."""


@dataclass(frozen=True, slots=True)
class ZipKind:
    """A kind of file of ours: its name in a sentence, what is raised for one that is none, and how much it may hold.

    `most_packed` is how often its size its entries may have together, beside `max_list_bytes` for its list.
    """

    name: str
    refused: type[Exception]
    max_entries: int
    most_packed: int
    max_list_bytes: int

    @contextmanager
    def open(self, path: Path) -> Iterator[zipfile.ZipFile]:
        """The file, of which only the list of its entries was read. Raises `refused` where it is none of this kind."""
        with self.damage_told(path):
            archive = zipfile.ZipFile(path)
        with archive:
            with self.damage_told(path):
                self._refuse_bombs(archive, path)
            yield archive

    @contextmanager
    def damage_told(self, path: Path) -> Iterator[None]:
        """What a damaged file makes the library raise meanwhile, in a sentence."""
        try:
            yield
        except FileNotFoundError as problem:
            raise self.refused(f"There is no file {path}.") from problem
        except OSError as problem:
            raise self.refused(f"{path} cannot be read: {problem.strerror}.") from problem
        except DAMAGE as problem:
            raise self.refused(
                f"{path} is no whole {self.name}: it was cut short or changed, or something else made it."
            ) from problem

    def _refuse_bombs(self, archive: zipfile.ZipFile, path: Path) -> None:
        entries = archive.infolist()
        if any(entry.compress_type not in PACKINGS for entry in entries) or len(entries) > self.max_entries:
            raise zipfile.BadZipFile
        most = path.stat().st_size * self.most_packed + self.max_list_bytes
        if sum(entry.file_size for entry in entries) > most:
            raise self.refused(
                f"{path} would unpack to more than a file of its size can hold: it is no {self.name}."
            )
