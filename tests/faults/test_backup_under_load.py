"""A backup of a site that people write to, restored elsewhere: all that was accepted before it began, nothing by halves."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from pollsite.discussion.models import Comment
from tests.bench.crowd import open_instance
from tests.engine import drop_database
from tests.faults.crowd import SAID, Crowd
from tests.faults.people import Cast, let_go
from tests.faults.recounting import assert_nothing_is_lost, differences
from tests.faults.standing import Standing
from tests.faults.survived import loops
from tests.setup.running import command

ACTS_BETWEEN = 50
BACKUPS = 1


def accepted_comments(crowd: Crowd) -> set[tuple[UUID, str]]:
    """Author and word of each comment that was accepted until now."""
    return {
        (memory.member.reader_id, word)
        for memory in crowd.memories
        for word, is_accepted in dict(memory.comments).items()
        if is_accepted
    }


def held_by(folder: Path) -> set[tuple[UUID, str]]:
    """The same of what an instance holds, every number of which is its recount."""
    app = open_instance(folder)
    with app.app_context(), Session(app.extensions["sqlalchemy"].engine) as session:
        assert differences(session) == []
        stored = session.execute(select(Comment.reader_id, Comment.body_source))
        held = {(who, words.removeprefix(SAID).removesuffix(".")) for who, words in stored}
    let_go(app)
    return held


def test_a_backup_under_load_holds_what_was_accepted_before_it_began(
    cast: Cast, stand: Callable[..., Standing], tmp_path: Path
) -> None:
    crowd, taken = Crowd(cast, stand().start()), []
    with crowd.acting():
        for turn in range(loops(BACKUPS)):
            crowd.wait_for(ACTS_BETWEEN, "answered")  # many turns take all that the limits let a crowd do
            file, before, acts = tmp_path / f"{turn}.zip", accepted_comments(crowd), crowd.total("accepted")
            said = command(cast.folder, "backup", str(file))
            assert said.returncode == 0, said.stderr
            taken.append((file, before, crowd.total("accepted") - acts))
    assert_nothing_is_lost(cast, crowd)
    for file, before, meanwhile in taken:
        folder = tmp_path / file.stem
        restored = command(folder, "restore", str(file))
        assert restored.returncode == 0, restored.stderr
        assert before <= held_by(folder)
        drop_database(folder)
        print(
            f"\nbackup while {meanwhile:,} writes were accepted: {len(before):,} earlier comments are in it"
        )
    assert sum(meanwhile for _, _, meanwhile in taken)
    assert crowd.refusals == []
