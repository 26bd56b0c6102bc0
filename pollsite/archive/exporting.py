"""Taking home all that everybody may see, in one file, while the site runs: one moment of it, nothing by halves."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from pollsite import migrating
from pollsite.archive import records
from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.gathering_articles import (
    article_records,
    figure_records,
    picture_contents,
    revision_records,
)
from pollsite.archive.gathering_debate import comment_records, member_records
from pollsite.archive.gathering_log import decision_records, statement_records
from pollsite.archive.gathering_polls import gathered_polls, ledger_lines
from pollsite.archive.lines import line_of
from pollsite.archive.packing import Packing, new_archive
from pollsite.archive.read_me import READ_ME
from pollsite.config import resource_folder
from pollsite.migrations import MigrationError
from pollsite.operations.backup_file import new_file
from pollsite.operations.holdings import DATABASE_ERRORS, in_words
from pollsite.operations.tables import snapshot

Told = Callable[[str, int], None]
"""Hears of each file of records, and how many there are."""


def export_archive(engine: Engine, file: Path, *, at: datetime, told: Told) -> None:
    """Write all that everybody may see at this moment to a new file, whoever reads and writes meanwhile.

    Raises OperationRefused, and there is no file.
    """
    with new_file(file) as written, _source(engine) as connection, new_archive(written, at=at) as packing:
        _pack(packing, connection, told, at=at)


def _pack(packing: Packing, connection: Connection, told: Told, *, at: datetime) -> None:
    polls = gathered_polls(connection, at=at)
    told_of: dict[str, Iterable[dict[str, Any]]] = {
        records.ARTICLES: article_records(connection),
        records.REVISIONS: revision_records(connection),
        records.POLLS: (poll.record for poll in polls),
        records.MEMBERS: member_records(connection),
        records.COMMENTS: comment_records(connection, polls),
        records.DECISIONS: decision_records(connection),
        records.STATEMENTS: statement_records(connection),
        records.INSIGHTS: figure_records(connection),
    }
    for name in records.SHAPES:
        told(name, packing.add(name, map(line_of, told_of[name])))
    pictures = 0
    for picture, content in picture_contents(connection):
        pictures += packing.add(records.media_entry(picture), (content,))
    told("media", pictures)
    shown = [poll for poll in polls if poll.ledger]
    for poll in shown:
        packing.add(poll.ledger, ledger_lines(connection, poll.poll_id))
    told("ledger", len(shown))
    for name, content in _beside().items():
        packing.add(name, (content,))


def _beside() -> dict[str, bytes]:
    """What explains an archive and checks it, with nothing but Python."""
    static = resource_folder("static")
    return {
        records.READ_ME: READ_ME.encode(),
        records.SCHEMA: records.schema_document(),
        **{name: (static / name).read_bytes() for name in records.VERIFIERS},
    }


@contextmanager
def _source(engine: Engine) -> Iterator[Connection]:
    """A site of this version's tables as it is now; what is wrong with it is told in a sentence."""
    try:
        with snapshot(engine) as connection:
            _refuse_other_tables(connection)
            yield connection
    except DATABASE_ERRORS as problem:
        raise ArchiveRefused(f"The database cannot be read: {in_words(problem)}.") from problem


def _refuse_other_tables(connection: Connection) -> None:
    if migrating.revision_of(connection) is None:
        raise ArchiveRefused("There is no site in this database: it has no tables of pollsite.")
    if not migrating.is_current(connection):
        raise MigrationError(
            "Bring the database up to date first: run `python3 -m pollsite database upgrade`."
        )
