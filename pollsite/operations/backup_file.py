"""A backup: one zip file with a file of JSON lines for each table, the site's secret, and last a list of it all.

It says nothing of the engine it came from. Whoever reads one believes nothing it says: names are looked up, never
used as paths, and no more is unpacked than the list says.
"""

import json
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pollsite.numbers import MAX_NUMBER
from pollsite.operations.errors import OperationRefused
from pollsite.operations.tables import Column
from pollsite.operations.values import MAX_LINE_BYTES, Form, Row, RowUnfit, Sum, Summing, line_of, row_of
from pollsite.operations.zips import ZipKind
from pollsite.strictness import fault_of_secret

FORMAT = "pollsite backup 1"
LIST, SECRET = "backup.json", "secret_key"
MAX_LIST_BYTES = 1_000_000
MAX_SECRET_BYTES = 4_096
QUICK = 3
"""zlib's level: a third of the time of its usual 6, and a tenth more bytes."""
ROWS_AT_ONCE = 500
BACKUP = ZipKind(
    "backup", OperationRefused, max_entries=1_000, most_packed=100, max_list_bytes=MAX_LIST_BYTES
)
"""Rows pack to a quarter of their size, very like ones to a fiftieth; a zip bomb to a thousandth."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list says of a table."""

    columns: tuple[Column, ...]
    last_number: int
    sum: Sum

    @property
    def forms(self) -> tuple[Form, ...]:
        """Of its columns, in their order."""
        return tuple(column.form for column in self.columns)


@dataclass(frozen=True, slots=True)
class Contents:
    """The list: which version's tables at which moment (ISO 8601, UTC), and what each comes to."""

    revision: str
    taken_at: str
    tables: Mapping[str, Listed]


class BackupWriter:
    """Writes the tables one after the other; see new_backup()."""

    def __init__(self, archive: zipfile.ZipFile, *, revision: str, taken_at: str) -> None:
        self._zip = archive
        self._contents: dict[str, Any] = {"format": FORMAT, "revision": revision, "taken_at": taken_at}
        self._tables: dict[str, Any] = {}

    def add(
        self, table: str, rows: Iterator[list[Row]], *, columns: tuple[Column, ...], last_number: int
    ) -> Sum:
        """Write a table; what its rows come to."""
        summing = Summing()
        with self._zip.open(_entry_of(table), "w", force_zip64=True) as entry:
            for some in rows:
                entry.write(summing.add(map(line_of, some)))
        written = summing.sum()
        self._tables[table] = {
            "columns": {column.name: column.form for column in columns},
            "last_number": last_number,
            "rows": written.rows,
            "sha256": written.sha256,
        }
        return written

    def add_secret(self, secret: str) -> None:
        """Write what the site signs and locks with."""
        self._zip.writestr(SECRET, secret)

    def finish(self) -> None:
        """Write the list, and the end."""
        self._zip.writestr(LIST, json.dumps({**self._contents, "tables": self._tables}, indent=1))
        self._zip.close()


@contextmanager
def new_backup(file: IO[bytes], *, revision: str, taken_at: str) -> Iterator[BackupWriter]:
    """A backup to write, of a site whose tables are at `revision`; whole once it is over."""
    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK)
    try:
        backup = BackupWriter(archive, revision=revision, taken_at=taken_at)
        yield backup
        backup.finish()
    except BaseException:
        archive.fp = None  # else it would try once more to write its end, when it is forgotten
        raise


class BackupReader:
    """Reads a backup; a Holdings. Whatever is wrong with it is raised as OperationRefused when it is come upon."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, contents: Contents) -> None:
        self._zip = archive
        self._path = path
        self.contents = contents

    @property
    def revision(self) -> str:
        """The migration that made the tables what they were."""
        return self.contents.revision

    @property
    def columns(self) -> Mapping[str, tuple[Column, ...]]:
        """Each table's columns, by name of table."""
        return {name: listed.columns for name, listed in self.contents.tables.items()}

    def last_number(self, table: str) -> int:
        """The highest number the table ever gave to a row."""
        return self.contents.tables[table].last_number

    def secret(self) -> str | None:
        """What the site signed and locked with; None where the backup was made without."""
        if SECRET not in self._zip.namelist():
            return None
        with BACKUP.damage_told(self._path):
            secret = _read_entry(self._zip, SECRET, at_most=MAX_SECRET_BYTES).decode("ascii")
        if fault := fault_of_secret(secret):
            raise OperationRefused(f"The secret in the backup {fault}: somebody has changed it.")
        return secret

    def rows(self, table: str) -> Iterator[list[Row]]:
        """All rows, some at a time; after the last, that they come to what the list says."""
        listed = self.contents.tables[table]
        forms = listed.forms
        read = Summing()
        lines = _lines_of(self._zip, self._path, table)
        while some := list(islice(lines, ROWS_AT_ONCE)):
            read.add_lines(some)
            yield [_row(table, line, forms) for line in some]
        if read.sum() != listed.sum:
            raise OperationRefused(f"The backup is damaged: the rows of {table} are not what its list says.")

    def sum(self, table: str) -> Sum:
        """What the list says that the rows come to, which rows() looks after."""
        return self.contents.tables[table].sum


@contextmanager
def open_backup(path: Path) -> Iterator[BackupReader]:
    """A backup to read. Raises OperationRefused where it is none, or not whole."""
    with BACKUP.open(path) as archive:
        with BACKUP.damage_told(path):
            contents = _contents_of(archive, path)
        yield BackupReader(archive, path, contents)


@contextmanager
def new_file(path: Path) -> Iterator[IO[bytes]]:
    """A file to write, which only its owner may read: there under its name only when it is whole and on the disk.

    Raises OperationRefused where there is one already, or it cannot be written; nothing is left then.
    """
    if path.exists():
        raise OperationRefused(f"{path} is there already: a backup overwrites nothing.")
    scratch = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(scratch, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _name(scratch, path)
    except FileExistsError as problem:
        raise OperationRefused(f"{path} is there already: a backup overwrites nothing.") from problem
    except OSError as problem:
        raise OperationRefused(f"{path} cannot be written: {problem.strerror}.") from problem
    finally:
        with suppress(OSError):
            scratch.unlink()


def _name(scratch: Path, path: Path) -> None:
    """Give the file its name, which nobody has; on a file system without links there is a moment in which one might."""
    try:
        os.link(scratch, path)
    except FileExistsError:
        raise
    except OSError:
        scratch.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _lines_of(archive: zipfile.ZipFile, path: Path, table: str) -> Iterator[bytes]:
    with BACKUP.damage_told(path), archive.open(_entry_of(table)) as entry:
        while line := entry.readline(MAX_LINE_BYTES):
            if not line.endswith(b"\n"):
                raise OperationRefused(f"The backup is damaged: a row of {table} has no end.")
            yield line


def _row(table: str, line: bytes, forms: Sequence[Form]) -> Row:
    try:
        return row_of(line, forms)
    except RowUnfit as problem:
        raise OperationRefused(f"The backup is damaged: in {table} {problem}.") from problem


def _entry_of(table: str) -> str:
    return f"tables/{table}.jsonl"


def _contents_of(archive: zipfile.ZipFile, path: Path) -> Contents:
    """What the list says, if it is one, and the archive holds exactly what it lists."""
    try:
        listed = json.loads(_read_entry(archive, LIST, at_most=MAX_LIST_BYTES))
        if listed["format"] != FORMAT:
            raise ValueError(listed["format"])
        contents = Contents(
            _name_of(listed["revision"]),
            datetime.fromisoformat(listed["taken_at"]).isoformat(),
            {_name_of(name): _listed(table) for name, table in listed["tables"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise OperationRefused(f"{path} is no backup of pollsite that this version can read.") from problem
    expected = sorted([LIST, *map(_entry_of, contents.tables)])
    if sorted(name for name in archive.namelist() if name != SECRET) != expected:
        raise OperationRefused(f"{path} does not hold the tables that it lists.")
    return contents


def _listed(table: Any) -> Listed:
    columns = tuple(Column(_name_of(name), Form(form)) for name, form in table["columns"].items())
    came_to = Sum(_number_of(table["rows"]), _name_of(table["sha256"]))
    return Listed(columns, _number_of(table["last_number"]), came_to)


def _name_of(listed: object) -> str:
    """What may be said on a terminal. Raises ValueError."""
    if not isinstance(listed, str) or not (listed.isascii() and listed.isprintable()):
        raise ValueError(listed)
    return listed


def _number_of(listed: object) -> int:
    """What a row may be numbered by, or 0. Raises ValueError."""
    if type(listed) is not int or not 0 <= listed <= MAX_NUMBER:
        raise ValueError(listed)
    return listed


def _read_entry(archive: zipfile.ZipFile, name: str, *, at_most: int) -> bytes:
    with archive.open(name) as entry:
        read = entry.read(at_most + 1)
    if len(read) > at_most:
        raise zipfile.BadZipFile
    return read
