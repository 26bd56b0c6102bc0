"""Eight writers in four processes at once: what was accepted is stored, once, and every count is its recount."""

from collections import Counter

from sqlalchemy import Connection, func, select

from pollsite.accounts.models import Notice
from pollsite.db import db
from pollsite.discussion.models import Comment, Discussion
from pollsite.discussion.verifying import verify_discussions
from tests.discussion.crowding import PROCESSES, WRITERS_IN_A_PROCESS, Task, crowd
from tests.discussion.scene import Scene

ACTS = 30


def test_whatever_is_written_at_once_is_stored_once_and_counted_exactly(scene: Scene) -> None:
    people = [scene.member(f"Writer {letter}") for letter in "abcd"]
    roots = [scene.post("Writer a", about=("single",)), scene.post("Writer b", about=("single", "scale"))]
    task = Task(scene.site.folder, scene.article_id, people, roots, ACTS)
    with scene.site.app.app_context():
        db.engine.dispose()
    accepted = crowd(task)
    times = Counter(accepted)
    assert len(accepted) == PROCESSES * WRITERS_IN_A_PROCESS * ACTS
    assert set(times.values()) == {2}, "both doors were told of the same comment"
    assert len({number for _, number in times}) == len(people) * ACTS
    with scene.site.reading() as session:
        stored = {tuple(row) for row in session.execute(select(Comment.submission_key, Comment.id))}
        assert set(times) <= stored
        assert len(stored) == len(times) + len(roots)
        discussion = session.get_one(Discussion, scene.article_id)
        assert discussion.comments == len(stored)
        assert session.scalar(select(func.count()).select_from(Notice)) == len(told_of(session.connection()))
        assert verify_discussions(session).differences == ()


def told_of(connection: Connection) -> list[int]:
    """The replies to somebody else."""
    parent = Comment.__table__.alias("parent")
    replies = (
        select(Comment.id)
        .join(parent, parent.c.id == Comment.parent_id)
        .where(parent.c.account_id != Comment.account_id)
    )
    return list(connection.scalars(replies))
