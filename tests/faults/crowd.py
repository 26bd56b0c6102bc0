"""Members who vote, comment, mark and report at once, and remember what was answered; and what a recount finds.

Whoever gets no answer does not know whether the act was stored, and half of them send the same again. After a
refusal nothing may be stored, unless the refusals are `in_doubt`: a server that goes away while it stores does not say.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from random import Random
from time import time
from urllib.parse import urlencode
from uuid import UUID

from pollsite.discussion.types import MarkKind
from pollsite.moderation.types import FlagReason
from tests.faults.people import Cast, Signed
from tests.faults.standing import Standing
from tests.patience import eventually
from tests.polls.crowd import Line

THREADS = 8
STORED, REFUSED, BUSY = 303, 503, 429
NONE = 0
MARKS = {"good": int(MarkKind.GOOD), "weak": int(MarkKind.WEAK), "none": NONE}
SAID = "The word of this comment is "
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Memory:
    """What the database may hold of one member: one of several votes and marks; what was accepted, and what was only
    sent, of comments (by key) and reports (by comment).
    """

    member: Signed
    votes: dict[int, frozenset[int]] = field(default_factory=dict)
    marks: dict[int, frozenset[int]] = field(default_factory=dict)
    comments: dict[str, bool] = field(default_factory=dict)
    flags: dict[int, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    """An act that was accepted at `at`, seconds since the epoch: what of whom is now stored as `value`."""

    at: float
    kind: str
    who: UUID
    name: int | str
    value: int


@dataclass
class Writer:
    """A thread's members, who act in turn on one connection until told to stop."""

    cast: Cast
    chance: Random
    standing: Standing
    memories: list[Memory]
    may_refuse: bool = False
    in_doubt: bool = False
    answered: int = 0
    accepted: int = 0
    refused: int = 0
    unanswered: int = 0
    cut: int = 0
    misfits: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    journal: list["Accepted"] = field(default_factory=list)

    def act_until(self, is_over: Callable[[], bool]) -> None:
        """Act; while nobody listens, wait until the site stands again."""
        with closing(Line(self.standing.address)) as line:
            while not is_over():
                for memory in self.memories:
                    self.chance.choice(_ACTS)(self, memory, line)
                    if is_over():
                        return

    def vote(self, memory: Memory, line: Line) -> None:
        """Answer a question, or answer it anew."""
        poll = self.chance.choice(self.cast.polls)
        choice = self.chance.choice(poll.choices)
        form = {"wording": poll.wording, "option": choice.key}
        status = self._send(memory, line, f"/polls/{poll.id}/ballot", form)
        before = memory.votes.get(poll.id, frozenset({0}))
        memory.votes[poll.id] = _after(before, 1 << choice.position, status)
        self._note(memory, "vote", poll.id, 1 << choice.position, status)

    def mark(self, memory: Memory, line: Line) -> None:
        """Mark a comment, or take the mark back."""
        comment_id, kind = self.chance.choice(self.cast.answered), self.chance.choice(list(MARKS))
        status = self._send(memory, line, f"/comments/{comment_id}/mark", {"kind": kind})
        before = memory.marks.get(comment_id, frozenset({NONE}))
        memory.marks[comment_id] = _after(before, MARKS[kind], status)
        self._note(memory, "mark", comment_id, MARKS[kind], status)

    def comment(self, memory: Memory, line: Line) -> None:
        """Begin a thread, or answer a comment."""
        key = f"{self.chance.getrandbits(60):x}"
        form = {"intent": "post", "key": key, "body": f"{SAID}{key}."}
        if self.chance.random() < 0.7:
            form["parent"] = str(self.chance.choice(self.cast.answered))
        status = self._send(memory, line, f"/articles/{self.cast.article_id}/comments", form)
        if status not in (REFUSED, BUSY):
            memory.comments[key] = status == STORED
            self._note(memory, "comment", key, 1, status)

    def flag(self, memory: Memory, line: Line) -> None:
        """Report a comment that this member has not reported."""
        left = [number for number in self.cast.reported if number not in memory.flags]
        if not left:
            return
        comment_id = self.chance.choice(left)
        form = {"reason": FlagReason.OFF_TOPIC.value}
        status = self._send(memory, line, f"/comments/{comment_id}/flag", form)
        if status not in (REFUSED, BUSY):
            memory.flags[comment_id] = status == STORED
            self._note(memory, "flag", comment_id, 1, status)

    def _note(self, memory: Memory, kind: str, name: int | str, value: int, status: int | None) -> None:
        if status == STORED:
            self.journal.append(Accepted(time(), kind, memory.member.reader_id, name, value))

    def _send(self, memory: Memory, line: Line, path: str, form: dict[str, object]) -> int | None:
        """What was answered in the end; STORED only if it was."""
        body = urlencode({**form, "csrf_token": memory.member.token})
        status = self._ask(memory, line, path, body)
        if status is None and self.chance.random() < 0.5:
            self.standing.is_open.wait(60)
            again = self._ask(memory, line, path, body)
            status = again if again == STORED else None
        return None if status == REFUSED and self.in_doubt else status

    def _ask(self, memory: Memory, line: Line, path: str, body: str) -> int | None:
        line.send("POST", path, body, {"Cookie": memory.member.cookie, **FORM})
        status, _, text = line.answer()
        self.cut = line.cut
        self.answered += status is not None
        self.accepted += status == STORED
        self.refused += status == REFUSED
        self.unanswered += status is None
        if status == REFUSED and self.may_refuse:
            self.refusals.append(text)
        elif status not in (STORED, BUSY, None):
            self.misfits.append(f"{path}: {status} {text[:300]}")
        if status is None:
            self.standing.is_open.wait(60)
        return status


def _after(before: frozenset[int], chosen: int, status: int | None) -> frozenset[int]:
    if status == STORED:
        return frozenset({chosen})
    return before | {chosen} if status is None else before


_ACTS = (Writer.vote, Writer.vote, Writer.vote, Writer.comment, Writer.mark, Writer.mark, Writer.flag)


class Crowd:
    """THREADS writers, each with members of their own; they share the sites in turn."""

    def __init__(
        self, cast: Cast, *standings: Standing, may_refuse: bool = False, in_doubt: bool = False
    ) -> None:
        self.memories = [Memory(member) for member in cast.members]
        self.writers = [
            Writer(
                cast,
                Random(place),
                standings[place % len(standings)],
                self.memories[place::THREADS],
                may_refuse,
                in_doubt,
            )
            for place in range(THREADS)
        ]
        self._stop = threading.Event()
        self._threads: Sequence[Future[None]] = ()

    @contextmanager
    def acting(self) -> Iterator["Crowd"]:
        """All act meanwhile; raises what one of them raised."""
        self._stop.clear()
        with ThreadPoolExecutor(THREADS) as pool:
            self._threads = [pool.submit(writer.act_until, self._stop.is_set) for writer in self.writers]
            try:
                yield self
            finally:
                self._stop.set()
                for thread in self._threads:
                    thread.result()

    def total(self, name: str) -> int:
        """The sum of a count of the writers: answered, accepted, refused, unanswered, cut."""
        return sum(getattr(writer, name) for writer in self.writers)

    def wait_for(self, number: int, name: str = "accepted") -> None:
        """Return once so many more acts were accepted, or answered, refused, unanswered."""
        enough = self.total(name) + number
        eventually(lambda: self.total(name) >= enough or any(thread.done() for thread in self._threads))

    @property
    def journal(self) -> list[Accepted]:
        """All that was accepted, in the order of time."""
        return sorted((one for writer in self.writers for one in writer.journal), key=lambda one: one.at)

    @property
    def misfits(self) -> list[str]:
        """Answers that should not be."""
        return [misfit for writer in self.writers for misfit in writer.misfits]

    @property
    def refusals(self) -> list[str]:
        """The pages of those who were refused."""
        return [text for writer in self.writers for text in writer.refusals]
