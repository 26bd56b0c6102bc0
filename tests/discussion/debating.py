"""What people do in a discussion, as rules of a state machine that keeps a plain model beside the real thing."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from pollsite.db import db
from pollsite.discussion.errors import (
    CommentNotFound,
    DiscussionRefused,
    MindNotChanged,
    NothingCredited,
    NothingLeft,
    NotToBeRead,
    NotYours,
    ParentGone,
    RemovedByModerator,
    RemovedWords,
    YourOwn,
)
from pollsite.discussion.types import MarkKind, Openness, Status
from tests.discussion.plain import Plain, Said
from tests.discussion.scene import Scene
from tests.engine import copy_database, drop_database, is_postgresql
from tests.fixtures.site import Site
from tests.samples import DURING

DEPTH = 2
MEMBERS = ("ada", "bea")
WRITERS = st.sampled_from((*MEMBERS, "guy"))
READERS = st.sampled_from((*MEMBERS, "guy", "dan", "eve", "fay"))
TAGS = st.sets(st.sampled_from(("single", "multiple", "scale")), max_size=3).map(frozenset)
ONE = st.integers(0, 10**6)
"""Any comment: one of those there are, counted from the latest, which is the one most often meant."""


class Debating(RuleBasedStateMachine):
    """Two members, a guest and three readers in one discussion of threads DEPTH + 1 levels deep."""

    scene: Scene
    clean: Path

    @initialize()
    def begin(self) -> None:
        put_back(self.scene.site, self.clean)
        self.scene.now = DURING
        self.plain = Plain(DEPTH)
        self.openness = Openness.OPEN
        self.history: dict[str, list[str]] = {}
        self.credits: dict[str, tuple[int, str]] = {}
        self.latest: tuple[str, str, str, int | None, int] | None = None
        self.faces: dict[int, tuple[int, object]] = {}
        self.face: tuple[int, object] = (0, ())
        self.turn = 0

    def pick(self, number: int) -> Said | None:
        """A comment; None while there is none."""
        known = list(self.plain.said.values())
        return known[-1 - min(number, number % len(known))] if known else None

    @rule(name=WRITERS, tags=TAGS)
    def post(self, name: str, tags: frozenset[str]) -> None:
        self._say(name, None, tags)

    @rule(name=WRITERS, number=st.integers(0, 3))
    def reply_to_a_late_one(self, name: str, number: int) -> None:
        self._reply(name, self.pick(number))

    @rule(name=WRITERS, number=ONE)
    def reply(self, name: str, number: int) -> None:
        self._reply(name, self.pick(number))

    def _reply(self, name: str, parent: Said | None) -> None:
        if parent is None:
            return
        if parent.is_visible:
            self._say(name, parent, frozenset())
            return
        with pytest.raises(ParentGone):
            self.scene.post(name, to=parent.id)

    def _say(self, name: str, parent: Said | None, tags: frozenset[str]) -> None:
        key = f"key {len(self.plain.said)}"
        text = f"Words number {len(self.plain.said)}."
        to = parent.id if parent else None
        posted = self.scene.submit(name, text, to=to, about=tuple(tags), key=key)
        is_held = self._is_held(name)
        assert posted.status is (Status.HELD if is_held else Status.VISIBLE)
        now = self.scene.now
        said = Said(posted.comment_id, name, parent, posted.status, text, now, tags, None if is_held else now)
        assert said.id not in self.plain.said
        self.plain.said[said.id] = said
        self.latest = (name, text, key, to, said.id)

    def _is_held(self, name: str) -> bool:
        """Whether new words of theirs wait for a moderator."""
        return name not in MEMBERS or self.openness is Openness.HOLDING

    @rule(same_key=st.booleans())
    def send_again(self, same_key: bool) -> None:
        if self.latest is None:
            return
        name, text, key, to, comment_id = self.latest
        said = self.plain.said[comment_id]
        if said.status is Status.DELETED or (not same_key and said.text != text):
            return
        if said.status is Status.REMOVED:
            with pytest.raises(RemovedWords):
                self.scene.submit(name, text, to=to, key=key if same_key else "another")
            return
        if not same_key and self.scene.now - said.at > timedelta(minutes=9):
            return
        posted = self.scene.submit(name, text, to=to, key=key if same_key else "another")
        assert (posted.comment_id, posted.is_repeat, posted.status) == (comment_id, True, said.status)

    @rule(name=WRITERS, number=ONE, tags=st.none() | TAGS)
    def edit(self, name: str, number: int, tags: frozenset[str] | None) -> None:
        said = self.pick(number)
        if said is None:
            return
        text, about = f"Other words, {self.turn}.", None if tags is None or said.parent else tuple(tags)
        if refusal := self._edit_refused(name, said):
            with pytest.raises(refusal):
                self.scene.edit(name, said.id, text, about=about)
            return
        edited = self.scene.edit(name, said.id, text, about=about)
        late = said.published_at is not None and self.scene.now - said.published_at > timedelta(minutes=15)
        public = said.is_visible and (late or self.plain.replies(said) > 0)
        assert edited.is_public == public
        said.earlier.append((said.text, public))
        said.text, said.edited = text, said.edited or public
        assert edited.waits_again == (said.is_visible and self._is_held(name))
        said.status = Status.HELD if edited.waits_again else said.status
        said.tags = said.tags if about is None else frozenset(about)

    def _edit_refused(self, name: str, said: Said) -> type[DiscussionRefused] | None:
        if said.author != name:
            return NotYours
        return {Status.DELETED: CommentNotFound, Status.REMOVED: RemovedByModerator}.get(said.status)

    @rule(name=WRITERS, number=ONE)
    def delete(self, name: str, number: int) -> None:
        said = self.pick(number)
        if said is None:
            return
        if said.author != name:
            with pytest.raises(NotYours):
                self.scene.delete(name, said.id)
            return
        self.scene.delete(name, said.id)
        said.status = Status.REMOVED if said.status is Status.REMOVED else Status.DELETED
        said.text, said.earlier = "", []

    @rule(number=ONE, status=st.sampled_from((Status.VISIBLE, Status.VISIBLE, Status.HELD, Status.REMOVED)))
    def decide(self, number: int, status: Status) -> None:
        said = self.pick(number)
        if said is None:
            return
        if said.status is Status.DELETED:
            with pytest.raises(CommentNotFound):
                self.scene.decide(said.id, status)
            return
        if not said.text and status is not Status.REMOVED:
            with pytest.raises(NothingLeft):
                self.scene.decide(said.id, status)
            return
        self.scene.decide(said.id, status, "a reason")
        said.status = status
        if said.is_visible and said.published_at is None:
            said.published_at = self.scene.now

    @rule(name=READERS, number=ONE, kind=st.sampled_from((MarkKind.GOOD, MarkKind.GOOD, MarkKind.WEAK, None)))
    def mark(self, name: str, number: int, kind: MarkKind | None) -> None:
        said = self.pick(number)
        if said is None:
            return
        if refusal := self._attention_refused(name, said):
            with pytest.raises(refusal):
                self.scene.mark(name, said.id, kind)
            return
        self.scene.mark(name, said.id, kind)
        if kind is None:
            said.marks.pop(name, None)
        else:
            said.marks[name] = kind

    def _attention_refused(self, name: str, said: Said) -> type[DiscussionRefused] | None:
        if said.status is Status.DELETED:
            return CommentNotFound
        if not said.is_visible:
            return NotToBeRead
        return YourOwn if said.author == name else None

    @rule(name=READERS, option=st.sampled_from(("yes", "no", "rarely")))
    def vote(self, name: str, option: str) -> None:
        before = self._vote_of(name)
        self.scene.vote(name, "single", option)
        if option != before:
            self.history.setdefault(name, []).append(option)
        if name in self.credits and self.credits[name][1] == option:
            self._forget_credit(name)

    @rule(name=READERS)
    def withdraw_vote(self, name: str) -> None:
        if self._vote_of(name):
            self.scene.vote(name, "single")
            self.history[name].append("")
            if name in self.credits:
                self._forget_credit(name)

    def _vote_of(self, name: str) -> str:
        return self.history.get(name, [""])[-1]

    def _forget_credit(self, name: str) -> None:
        self.plain.said[self.credits.pop(name)[0]].fans.remove(name)

    @rule(name=READERS, number=ONE)
    def credit(self, name: str, number: int) -> None:
        said = self.pick(number)
        if said is None:
            return
        now = self._vote_of(name)
        others = [vote for vote in self.history.get(name, []) if vote not in ("", now)]
        refusal = self._attention_refused(name, said) or (None if now and others else MindNotChanged)
        if refusal:
            with pytest.raises(refusal):
                self.scene.credit(name, said.id, "single")
            return
        self.scene.credit(name, said.id, "single")
        if name in self.credits:
            self._forget_credit(name)
        said.fans.add(name)
        self.credits[name] = (said.id, others[-1])

    @rule(name=READERS)
    def withdraw_credit(self, name: str) -> None:
        if name in self.credits:
            self.scene.withdraw_credit(name, "single")
            self._forget_credit(name)
        else:
            with pytest.raises(NothingCredited):
                self.scene.withdraw_credit(name, "single")

    @rule(minutes=st.sampled_from((1, 5, 16, 60 * 25)))
    def let_time_pass(self, minutes: int) -> None:
        self.scene.pass_time(minutes=minutes)

    @rule(openness=st.sampled_from((Openness.OPEN, Openness.OPEN, Openness.HOLDING)))
    def hold_or_open(self, openness: Openness) -> None:
        self.scene.set_openness(openness)
        self.openness = openness


def set_aside(site: Site, clean: Path) -> None:
    """Keep the database as it is now, for put_back(); `clean` is a folder that is not there yet."""
    file = _let_go(site)
    clean.mkdir()
    if is_postgresql():
        copy_database(site.folder, clean)
    else:
        shutil.copy(file, clean)


def put_back(site: Site, clean: Path) -> None:
    """The database as it was before anybody wrote, under the application that is running."""
    file = _let_go(site)
    if is_postgresql():
        drop_database(site.folder)
        copy_database(clean, site.folder)
        return
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    shutil.copy(clean / file.name, file)


def _let_go(site: Site) -> Path:
    """Where the database is (on PostgreSQL, its name), to which this process is connected no longer."""
    with site.app.app_context():
        db.session.remove()
        db.engine.dispose()
        return Path(str(db.engine.url.database))
