"""Taking the whole site home while it runs, looking whether a backup is whole, and bringing one back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from pollsite.operations.backup_file import BackupReader, new_backup, new_file, open_backup
from pollsite.operations.errors import OperationRefused
from pollsite.operations.holdings import DATABASE_ERRORS, Stored, Told, bring, in_words
from pollsite.operations.tables import rows_of, snapshot


def back_up(engine: Engine, file: Path, *, secret: str | None, at: datetime, told: Told) -> None:
    """Write all that is stored at this moment to a new file, whoever reads and writes meanwhile.

    With `secret`, what the site signs and locks with goes along. Raises OperationRefused, and there is no file.
    """
    with (
        new_file(file) as written,
        _source(engine) as stored,
        new_backup(written, revision=stored.revision, taken_at=at.isoformat()) as backup,
    ):
        for table in stored.tables.values():
            number = stored.last_number(table.name)
            rows = rows_of(stored.connection, table)
            told(table.name, backup.add(table.name, rows, columns=table.columns, last_number=number))
        if secret is not None:
            backup.add_secret(secret)


@contextmanager
def _source(engine: Engine) -> Iterator[Stored]:
    """What the database holds; what it raises is told in a sentence."""
    try:
        with snapshot(engine) as connection:
            yield Stored.of(connection)
    except DATABASE_ERRORS as problem:
        raise OperationRefused(f"The database cannot be read: {in_words(problem)}.") from problem


@dataclass(frozen=True, slots=True)
class About:
    """What a backup says of itself: which version's tables, from when (ISO 8601, UTC), and whether with a secret."""

    revision: str
    taken_at: str
    secret: str | None


def check(file: Path, *, told: Told) -> About:
    """Read a backup to its end, with nothing but it at hand. Raises OperationRefused where anything is missing or wrong."""
    with open_backup(file) as backup:
        for table in backup.columns:
            for _ in backup.rows(table):
                continue
            told(table, backup.sum(table))
        return _about(backup)


def restore(
    engine: Engine, file: Path, *, told: Told, keep_secret: Callable[[str | None], None]
) -> tuple[About, tuple[str, ...]]:
    """Store a backup in an empty database; what it said of itself, and the migrations applied to it.

    `keep_secret` is told the backup's secret before the last step. Raises OperationRefused, or MigrationError, and
    nothing was changed.
    """
    with open_backup(file) as backup:
        about = _about(backup)
        applied = bring(engine, backup, told=told, lastly=lambda: keep_secret(about.secret))
        return about, applied


def _about(backup: BackupReader) -> About:
    return About(backup.revision, backup.contents.taken_at, backup.secret())
