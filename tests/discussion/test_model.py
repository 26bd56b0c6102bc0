"""Whatever is done in whatever order, threads, counts and orders equal a plain model, and a recount finds no fault."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import Row, select

from pollsite.discussion import placing, threads
from pollsite.discussion.models import Comment, CommentRevision, Discussion, Slice
from pollsite.discussion.records import Listing
from pollsite.discussion.threads import page_of_threads
from pollsite.discussion.types import MarkKind, Sort, Status
from pollsite.discussion.verifying import verify_discussions
from tests.discussion.debating import DEPTH, MEMBERS, Debating, set_aside
from tests.discussion.plain import Said
from tests.discussion.scene import Scene
from tests.engine import examples

PAGE = 3


class Debate(Debating):
    """After each act the stored discussion is held against the model, and read page by page."""

    @invariant()
    def every_number_equals_the_model(self) -> None:
        self.turn += 1
        with self.scene.site.reading() as session:
            rows = {row.id: row for row in session.execute(select(Comment.__table__))}
            facts = session.execute(select(Discussion.__table__)).one_or_none()
            slices = {row.poll_id: row.comments for row in session.execute(select(Slice.__table__))}
            earlier = [tuple(row) for row in session.execute(_EARLIER)]
            found = verify_discussions(session)
        assert found.differences == ()
        assert {number: _stored(row) for number, row in rows.items()} == {
            number: self._modelled(said) for number, said in self.plain.said.items()
        }
        assert earlier == [(one.id, *words) for one in self.plain.said.values() for words in one.earlier]
        assert (facts.comments if facts else 0) == self.plain.visible(self.plain.said.values())
        for tag in ("single", "multiple", "scale"):
            assert slices.get(self.scene.poll_id(tag), 0) == self.plain.slice_count(tag)
        self._versions_grew(rows, facts.version if facts else 0)

    def _modelled(self, said: Said) -> tuple[object, ...]:
        replies = self.plain.replies(said)
        return (
            said.status,
            said.text,
            said.edited,
            self.plain.level(said),
            self.plain.root(said).id,
            said.count(MarkKind.GOOD),
            said.count(MarkKind.WEAK),
            len(said.fans),
            replies,
            said.is_visible or replies > 0,
            said.published_at,
        )

    def _versions_grew(self, rows: dict[int, Row[Any]], version: int) -> None:
        """Whatever others see of a comment or of the whole, a higher version says that it changed."""
        for number, row in rows.items():
            before, face = self.faces.get(number, (0, None)), self.plain.face(self.plain.said[number])
            assert row.version > before[0] or (row.version == before[0] and face == before[1])
            self.faces[number] = (row.version, face)
        whole = tuple(face for _, face in self.faces.values() if face)
        assert version > self.face[0] or whole == self.face[1]
        self.face = (version, whole)

    @invariant()
    def pages_show_every_listed_thread_once_and_in_order(self) -> None:
        sort = list(Sort)[self.turn % len(Sort)]
        tag = (None, "single", "multiple")[self.turn % 3]
        expected = self.plain.threads(sort, tag)
        shown = list(self._paged(sort, None if tag is None else self.scene.poll_id(tag)))
        if sort is Sort.BEST and len(expected) > PAGE:
            fresh = self.plain.fresh(expected[:PAGE], among=expected, at=self.scene.now)
            if fresh is not None:
                expected.remove(fresh)
                expected.insert(2, fresh)
        assert shown == expected

    def _paged(self, sort: Sort, poll_id: int | None) -> Iterator[int]:
        listing = Listing(self.scene.article_id, sort, poll_id)
        with self.scene.site.reading() as session:
            connection = session.connection()
            while True:
                page = page_of_threads(connection, listing, at=self.scene.now)
                for thread in page.threads:
                    yield thread.root.id
                    self._in_reading_order(thread.root.id, [reply.id for reply in thread.replies])
                if not page.next_cursor:
                    return
                listing = Listing(self.scene.article_id, sort, poll_id, page.next_cursor)

    def _in_reading_order(self, root_id: int, replies: list[int]) -> None:
        thread = self.plain.thread(self.plain.said[root_id])
        listed = [one.id for one in thread if one.id != root_id and self.plain.is_listed(one)]
        assert replies == listed[: threads.REPLIES_SHOWN]


_EARLIER = select(CommentRevision.comment_id, CommentRevision.body_source, CommentRevision.public).order_by(
    CommentRevision.comment_id, CommentRevision.number
)


def _stored(row: Row[Any]) -> tuple[object, ...]:
    return (
        Status(row.status),
        row.body_source,
        row.edited_at is not None,
        row.depth,
        row.root_id,
        row.good,
        row.weak,
        row.minds,
        row.replies,
        row.listed,
        row.published_at,
    )


@pytest.fixture
def shallow(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Threads and pages so small that a short debate fills them."""
    monkeypatch.setattr(placing, "MAX_DEPTH", DEPTH)
    monkeypatch.setattr(threads, "THREADS_PER_PAGE", PAGE)
    threads.threads_statement.cache_clear()
    yield
    threads.threads_statement.cache_clear()


@pytest.mark.usefixtures("shallow")
def test_a_debate_equals_a_plain_model(scene: Scene, tmp_path: Path) -> None:
    for name in MEMBERS:
        scene.member(name)
    Debate.scene, Debate.clean = scene, tmp_path / "clean"
    set_aside(scene.site, Debate.clean)
    run_state_machine_as_test(
        Debate, settings=settings(max_examples=examples(200), stateful_step_count=25, deadline=None)
    )
