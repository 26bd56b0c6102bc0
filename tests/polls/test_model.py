"""Whatever readers and the publisher do, in whatever order, every tally equals a plain model and its recount."""

import shutil
import tempfile
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from pollsite.app import create_app
from pollsite.db import db
from pollsite.polls.errors import NoBallot, PollClosed, WordingChanged
from pollsite.polls.models import Ballot, Wording
from tests.fixtures.site import Site, copy_instance, reader, settings_for
from tests.samples import Asked, article_text

OPTIONS = ("a", "b", "c", "none")
READERS = st.sampled_from(("ada", "bea", "cyd", "dan"))
CHOICES = st.one_of(
    st.sets(st.sampled_from("abc"), min_size=1, max_size=2).map(frozenset),
    st.sampled_from((frozenset({"none"}), frozenset({"not-sure"}))),
)
START = datetime.fromisoformat("2026-11-24T12:00:00+00:00")
CLOSES = datetime.fromisoformat("2026-12-01T00:00:00+00:00")
QUESTION = Asked(
    key="model",
    question="Which of these portraits, if any, looks like you to your friends?",
    kind="multiple",
    visibility="after_vote",
    options=OPTIONS,
    exclusive=("none",),
    max=2,
    closes="2026-12-01",
)


class Voting(RuleBasedStateMachine):
    """One multiple-choice poll. The model: by wording, each reader's choice; and who looked first."""

    template: Path

    @initialize()
    def open_the_site(self) -> None:
        self.folder = Path(tempfile.mkdtemp()) / "instance"
        copy_instance(self.template, self.folder)
        self.site = Site(create_app(settings_for(self.folder)), self.folder)
        self.question = QUESTION
        self.site.publish(article_text(self.question, slug="model"))
        self.now = START
        self.corrections = 0
        self.votes: dict[int, dict[str, frozenset[str]]] = {1: {}}
        self.looked: set[tuple[int, str]] = set()
        self.looked_first: dict[tuple[int, str], bool] = {}
        self.versions = [0]

    def teardown(self) -> None:
        if hasattr(self, "site"):
            with self.site.app.app_context():
                db.session.remove()
                db.engine.dispose()
            shutil.rmtree(self.folder.parent)

    @property
    def standing(self) -> dict[str, frozenset[str]]:
        """The model's ballots on the present wording."""
        return self.votes[self.question.wording]

    @property
    def is_open(self) -> bool:
        """Whether votes are taken now."""
        return self.now < CLOSES

    @rule(name=READERS, choice=CHOICES)
    def vote(self, name: str, choice: frozenset[str]) -> None:
        if not self.is_open:
            with pytest.raises(PollClosed):
                self.site.vote(name, "model", *choice, at=self.now)
            return
        self.site.vote(name, "model", *choice, at=self.now)
        if name not in self.standing:
            self.looked_first[self.question.wording, name] = (self.question.wording, name) in self.looked
        self.standing[name] = choice

    @rule(name=READERS)
    def withdraw(self, name: str) -> None:
        if not self.is_open or name not in self.standing:
            with pytest.raises(NoBallot if self.is_open else PollClosed):
                self.site.withdraw(name, "model", at=self.now)
            return
        self.site.withdraw(name, "model", at=self.now)
        del self.standing[name]
        del self.looked_first[self.question.wording, name]

    @rule(name=READERS)
    def peek(self, name: str) -> None:
        self.site.peek(name, "model", at=self.now)
        if self.is_open and name not in self.standing:
            self.looked.add((self.question.wording, name))

    @precondition(lambda self: self.question.wording > 1 and self.is_open)
    @rule(name=READERS, choice=CHOICES)
    def vote_on_the_earlier_wording(self, name: str, choice: frozenset[str]) -> None:
        with pytest.raises(WordingChanged):
            self.site.vote(name, "model", *choice, at=self.now, wording=self.question.wording - 1)

    @rule()
    def correct_a_typo(self) -> None:
        self.corrections += 1
        self._publish(replace(self.question, question=QUESTION.question + "!" * self.corrections))

    @precondition(lambda self: self.question.wording < 4)
    @rule()
    def ask_anew(self) -> None:
        wording = self.question.wording + 1
        self.votes[wording] = {}
        self._publish(replace(self.question, question=f"Asked anew, time {wording}: which?", wording=wording))

    @rule()
    def publish_again(self) -> None:
        self._publish(self.question)

    @rule(days=st.integers(1, 3))
    def let_time_pass(self, days: int) -> None:
        self.now += timedelta(days=days)

    def _publish(self, question: Asked) -> None:
        self.site.publish(article_text(question, slug="model"), same_meaning=True)
        self.question = question

    @invariant()
    def tally_equals_the_model(self) -> None:
        state = self.site.state("model")
        chosen = [key for choice in self.standing.values() for key in choice]
        expected = {key: chosen.count(key) for key in (*OPTIONS, "not-sure")}
        assert self.site.counts("model") == expected
        assert state.tally.voters == len(self.standing)
        earlier = {wording.number: wording.voters for wording in state.earlier}
        assert earlier == {n: len(v) for n, v in self.votes.items() if n < self.question.wording}

    @invariant()
    def ballots_say_who_looked_first(self) -> None:
        with self.site.reading() as session:
            wording_of = {wording.id: wording.number for wording in session.scalars(select(Wording))}
            stored = {
                (wording_of[ballot.wording_id], ballot.reader_id): ballot.after_peek
                for ballot in session.scalars(select(Ballot))
            }
        assert stored == {(n, reader(name)): first for (n, name), first in self.looked_first.items()}

    @invariant()
    def recount_equals_the_tally_and_versions_only_grow(self) -> None:
        assert self.site.mismatches() == ()
        self.versions.append(self.site.state("model").tally.version)
        assert self.versions == sorted(self.versions)


def test_every_tally_equals_a_plain_model(template_folder: Path) -> None:
    Voting.template = template_folder
    run_state_machine_as_test(
        Voting, settings=settings(max_examples=15, stateful_step_count=20, deadline=None)
    )
