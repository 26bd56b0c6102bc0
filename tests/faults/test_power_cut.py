"""The power is cut at any moment: with FULL nothing that was accepted is lost, with NORMAL the last moments may be."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from pollsite.discussion.models import Comment, Mark
from pollsite.moderation.models import Flag
from pollsite.polls.models import Ballot, Wording
from tests.faults.crowd import SAID, Accepted, Crowd
from tests.faults.cutting import Disk, cuts, syncs
from tests.faults.people import Cast
from tests.faults.recounting import differences
from tests.faults.standing import Standing
from tests.faults.survived import loops
from tests.faults.tracing import events, strace

MOMENTS = 24
ACTS = 260
Stored = dict[tuple[str, UUID, int | str], int]


@pytest.mark.sqlite
@pytest.mark.parametrize("synchronous", ["FULL", "NORMAL"])
def test_a_power_cut_leaves_a_whole_database(
    cast: Cast, stand: Callable[..., Standing], tmp_path: Path, synchronous: str
) -> None:
    database, record = cast.folder / "pollsite.sqlite3", tmp_path / "record"
    before = {
        path: bytearray(path.read_bytes())
        for path in (database, database.with_name(f"{database.name}-wal"))
        if path.exists()
    }
    settings = {"POLLSITE_SQLITE_SYNCHRONOUS": synchronous}
    standing = stand(prefix=strace(record, cast.folder), settings=settings).start()
    crowd = Crowd(cast, standing)
    with crowd.acting():
        crowd.wait_for(ACTS)
    assert crowd.misfits == []
    standing.stop()
    written = events(record)
    disk, chance = Disk(cast.folder, before, entered=set(before)), Random(synchronous)
    journal, most_lost, number = crowd.journal, 0, 0
    for at, fate, files in cuts(written, disk, number=MOMENTS * loops(1), chance=chance):
        lost = lost_by_a_cut(tmp_path / "left", files, [one for one in journal if one.at < at], journal)
        assert synchronous != "FULL" or lost == [], f"cut at {at}, unsynced writes {fate}"
        most_lost, number = max(most_lost, len(lost)), number + 1
    assert synchronous == "FULL" or most_lost, "the harness would not see a loss"
    assert any(event.path == database for event in written), "no checkpoint was cut into"
    print(
        f"\nsurvived {number} power cuts with synchronous={synchronous}: {len(journal)} writes accepted, "
        f"{syncs(written)} syncs; whole every time, every number its recount, at most {most_lost} accepted acts lost"
    )


def files_of(database: Path) -> list[Path]:
    """The file, and its write-ahead log where somebody has left one."""
    return [path for path in (database, database.with_name(f"{database.name}-wal")) if path.exists()]


def lost_by_a_cut(
    folder: Path, files: dict[Path, bytes], accepted: Sequence[Accepted], journal: Sequence[Accepted]
) -> list[str]:
    """What was accepted before the cut and is not in what it left; that is opened as the next start would."""
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for path, content in files.items():
        (folder / path.name).write_bytes(content)
    database = folder / "pollsite.sqlite3"
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    engine = create_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        assert differences(session) == []
        found = stored(session)
    engine.dispose()
    return missing(found, accepted, journal)


def missing(found: Stored, accepted: Sequence[Accepted], journal: Sequence[Accepted]) -> list[str]:
    """Of each thing the last that was accepted before the cut, where neither it nor what came later is stored."""
    last = {(one.kind, one.who, one.name): one for one in accepted}
    later: dict[tuple[str, UUID, int | str], set[int]] = {}
    for one in journal[len(accepted) :]:
        later.setdefault((one.kind, one.who, one.name), set()).add(one.value)
    return [
        f"{one} is not stored, but {found.get(key, 0)}"
        for key, one in last.items()
        if found.get(key, 0) not in {one.value, *later.get(key, ())}
    ]


def stored(session: Session) -> Stored:
    """All acts that the database holds."""
    votes = select(Ballot.reader_id, Wording.poll_id, Ballot.choices).join(
        Wording, Ballot.wording_id == Wording.id
    )
    marks = select(Mark.reader_id, Mark.comment_id, Mark.kind)
    comments = select(Comment.reader_id, Comment.body_source)
    flags = select(Flag.reader_id, Flag.comment_id)
    return {
        **{("vote", who, poll): choices for who, poll, choices in session.execute(votes)},
        **{("mark", who, comment): kind for who, comment, kind in session.execute(marks)},
        **{
            ("comment", who, said.removeprefix(SAID).removesuffix(".")): 1
            for who, said in session.execute(comments)
        },
        **{("flag", who, comment): 1 for who, comment in session.execute(flags)},
    }
