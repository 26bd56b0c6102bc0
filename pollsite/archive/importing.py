"""Bringing an archive into an empty instance: all of it or nothing, and so that every recount agrees."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, bindparam, select, update

from pollsite import migrating
from pollsite.archive import records
from pollsite.archive.counting import count_debate
from pollsite.archive.errors import ArchiveRefused
from pollsite.archive.exporting import Told
from pollsite.archive.filling import Filling
from pollsite.archive.importing_articles import bring_articles, bring_figures, keep_versions
from pollsite.archive.importing_debate import Debate, bring_members
from pollsite.archive.importing_log import OutOfSight, bring_log
from pollsite.archive.importing_polls import bring_polls
from pollsite.archive.unpacking import Unpacking, open_archive
from pollsite.discussion.models import Comment
from pollsite.migrations import MigrationError
from pollsite.operations.holdings import DATABASE_ERRORS, in_words, refuse_unless_empty
from pollsite.operations.loading import go_on_numbering
from pollsite.operations.tables import last_number, tables_of
from pollsite.polls.models import Ballot, BallotRevision
from pollsite.polls.types import Hold


def import_archive(engine: Engine, file: Path, *, at: datetime, told: Told) -> str:
    """Store an archive in an empty database; when it was exported.

    Raises OperationRefused, or MigrationError, and nothing was changed.
    """
    with open_archive(file) as archive:
        archive.check()
        try:
            with migrating.changing_schema(engine) as connection:
                refuse_unless_empty(connection)
                migrating.reach(connection, "head")
                _bring(connection, archive, told, at=at)
        except DATABASE_ERRORS as problem:
            raise ArchiveRefused(f"Nothing was stored: {in_words(problem)}.") from problem
        return archive.exported_at


def _bring(connection: Connection, archive: Unpacking, told: Told, *, at: datetime) -> None:
    articles = bring_articles(connection, archive)
    told(records.ARTICLES, len(articles))
    wordings = bring_polls(connection, archive, articles)
    told(records.POLLS, sum(wording.is_present for wording in wordings.values()))
    members = bring_members(connection, archive)
    told(records.MEMBERS, len(members))
    highest = bring_log(connection, archive)
    filling = Filling(connection, *Debate.TABLES, *OutOfSight.TABLES)
    debate = Debate(filling, members, wordings, OutOfSight(filling, after=highest, at=at))
    told(records.COMMENTS, debate.bring(archive))
    _let_votes_stand(connection, debate)
    count_debate(connection, debate.replies)
    keep_versions(connection, articles)
    told(records.INSIGHTS, bring_figures(connection, archive, articles))
    _finish(connection)


def _let_votes_stand(connection: Connection, debate: Debate) -> None:
    """Behind a vote that its author shows stands a ballot: any of those that answer the same, for none has a name."""
    standing: set[tuple[UUID, int]] = set()
    for reader_id, wording_id, choices in debate.stances:
        if not choices or (reader_id, wording_id) in standing:
            continue
        standing.add((reader_id, wording_id))
        nobody_s = connection.scalar(_NOBODY_S, {"wording": wording_id, "choices": choices})
        if nobody_s is not None:
            for statement in _HAND_OVER:
                connection.execute(
                    statement, {"nobody": nobody_s, "wording": wording_id, "author": reader_id}
                )


def _finish(connection: Connection) -> None:
    """Number new rows above those that are there, and leave no reference that leads nowhere."""
    for table in tables_of(connection):
        go_on_numbering(connection, table, after=last_number(connection, table))
    try:
        migrating.refuse_broken_references(connection)
    except MigrationError as problem:
        raise ArchiveRefused("Nothing was stored: the archive refers to what it does not hold.") from problem


_THEIRS: Any = select(Comment.id).where(Comment.reader_id == Ballot.reader_id).exists()
_NOBODY_S: Any = (
    select(Ballot.reader_id)
    .where(
        Ballot.wording_id == bindparam("wording"),
        Ballot.choices == bindparam("choices"),
        ~_THEIRS,
    )
    .order_by(Ballot.held != Hold.NONE)
    .limit(1)
)
_HAND_OVER: Any = tuple(
    update(model)
    .where(model.reader_id == bindparam("nobody"), model.wording_id == bindparam("wording"))
    .values(reader_id=bindparam("author"))
    for model in (Ballot, BallotRevision)
)
