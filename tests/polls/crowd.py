"""A crowd at a running site: readers who vote, change and withdraw at random, and remember what was answered.

A reader sends the next act on a poll only when the last one is answered or its connection broke, so what the
database may hold is known: after an answer one choice, after a broken connection the old one or the new one.
"""

from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from time import monotonic
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from itsdangerous import URLSafeTimedSerializer

from pollsite.polls.choosing import positions_in
from pollsite.polls.types import PollDefinition
from tests.browsing import FRAGMENT

GROUPS = 8
PATIENCE_S = 60
MOST_VOTES = 60
"""As in pollsite.allowances."""
MOST_REST_S = 10
"""Half as long as the server lets a connection rest."""
MOST_SENDS_OF_AN_ACT = 4
"""Twice at once, and twice again when nobody answered."""
MOST_ACTS = MOST_VOTES // MOST_SENDS_OF_AN_ACT
COUNTED = frozenset({200, 303})
NO_BALLOT = 409
NONE = 0
Answers = Sequence[int | None]


def may_hold_after(before: frozenset[int], choices: int, answers: Answers) -> frozenset[int]:
    """The masks the database may hold once this act, sent to as many doors, was answered so (None: not)."""
    return frozenset({choices}) if any(answers) else before | {choices}


def is_fitting(before: frozenset[int], choices: int, answers: Answers) -> bool:
    """Whether a site that held one of `before` may answer so: votes count, one withdrawal of a vote counts."""
    answered = [status for status in answers if status is not None]
    if choices:
        return COUNTED.issuperset(answered)
    if not (COUNTED | {NO_BALLOT}).issuperset(answered):
        return False
    is_certain = len(before) == 1 and len(answered) == len(answers)
    return not is_certain or sum(status in COUNTED for status in answered) == (before != {NONE})


class Line:
    """A connection kept alive, opened again after it broke or rested so long that the server may be closing it;
    `is_refused` once nobody listens any more.
    """

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_S)
        self._is_waiting = False
        self._used_at = 0.0
        self.is_refused = False
        self.cut = 0
        """How many answers had begun and never ended."""

    def send(self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None) -> None:
        """Send a request; what became of it, `answer` tells."""
        if monotonic() - self._used_at > MOST_REST_S:
            self._connection.close()
        self._used_at = monotonic()
        try:
            self._connection.request(method, path, body, headers or {})
            self._is_waiting = True
        except ConnectionRefusedError:
            self.is_refused = True
        except (OSError, HTTPException):
            self._connection.close()

    def answer(self) -> tuple[int | None, str, str]:
        """Status, cookie and text; the status is None where the connection broke. Raises TimeoutError."""
        if not self._is_waiting:
            return None, "", ""
        self._is_waiting = False
        answer = None
        try:
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except TimeoutError:
            raise
        except (OSError, HTTPException):
            self.cut += answer is not None
            self._connection.close()
            return None, "", ""
        return answer.status, answer.headers.get("Set-Cookie", "").partition(";")[0], text

    def close(self) -> None:
        """End the connection."""
        self._connection.close()


@dataclass
class Visitor:
    """A reader with their cookie; `may_hold` says for each poll they acted on what the database may hold."""

    cookie: str
    token: str
    may_hold: dict[int, frozenset[int]] = field(default_factory=dict)

    @property
    def id(self) -> UUID:
        """The reader's id, read from the cookie, whoever signed it."""
        _, session = URLSafeTimedSerializer("unknown").loads_unsafe(self.cookie.partition("=")[2])
        return UUID(hex=session["reader"])


@dataclass
class Group:
    """Readers behind two connections who act one after the other. `misfits` should stay empty.

    `site` is the address a proxy that is trusted says they come from, "" for none.
    """

    polls: Sequence[PollDefinition]
    chance: Random
    site: str = ""
    visitors: list[Visitor] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)
    answered: int = 0
    unanswered: int = 0

    def arrive(self, address: str, *, readers: int) -> None:
        """So many new readers fetch their cookies and tokens."""
        with closing(Line(address)) as line:
            for _ in range(readers):
                line.send("GET", "/token")
                status, cookie, text = line.answer()
                assert status == 200
                self.visitors.append(Visitor(cookie, text.split('"')[3]))

    def act(self, address: str, *, times: int) -> None:
        """Every reader acts so many times, in random order; ends early when nobody listens any more."""
        turns = self.visitors * times
        self.chance.shuffle(turns)
        with ExitStack() as opened:
            lines = [opened.enter_context(closing(Line(address))) for _ in range(2)]
            for visitor in turns:
                if any(line.is_refused for line in lines):
                    return
                self._act(visitor, lines)

    def _act(self, visitor: Visitor, lines: Sequence[Line]) -> None:
        """One act, in one of four cases sent twice at once; if nobody answers, sometimes tried again."""
        poll = self.chance.choice(self.polls)
        choices = NONE if self.chance.random() < 0.25 else self._choose(poll)
        doors = lines if self.chance.random() < 0.25 else lines[:1]
        if not self._send(visitor, poll, choices, doors) and self.chance.random() < 0.5:
            self._send(visitor, poll, choices, doors)

    def _choose(self, poll: PollDefinition) -> int:
        alone = [choice for choice in poll.choices if choice.exclusive or choice.not_sure]
        others = [choice for choice in poll.choices if choice not in alone]
        if poll.max_choices == 1 or self.chance.random() < 0.25:
            return 1 << self.chance.choice(poll.choices if poll.max_choices == 1 else alone).position
        several = self.chance.sample(others, self.chance.randint(1, min(poll.max_choices, len(others))))
        return sum(1 << choice.position for choice in several)

    def _send(self, visitor: Visitor, poll: PollDefinition, choices: int, doors: Sequence[Line]) -> bool:
        """Send the act to all doors before reading an answer, and remember; whether anybody answered."""
        keys = [poll.choices[position].key for position in positions_in(choices)]
        form = {"csrf_token": visitor.token, "wording": poll.wording, "option": keys}
        headers = {"Cookie": visitor.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        headers |= FRAGMENT if self.chance.random() < 0.25 else {}
        headers |= {"X-Forwarded-For": self.site} if self.site else {}
        path = f"/polls/{poll.id}/{'ballot' if choices else 'withdrawal'}"
        for line in doors:
            line.send("POST", path, urlencode(form, doseq=True), headers)
        answers = [line.answer()[0] for line in doors]
        before = visitor.may_hold.get(poll.id, frozenset({NONE}))
        if not is_fitting(before, choices, answers):
            self.misfits.append(f"{path} by {visitor.id}: {answers}, choices {choices} after {set(before)}")
        visitor.may_hold[poll.id] = may_hold_after(before, choices, answers)
        self.answered += sum(answer is not None for answer in answers)
        self.unanswered += answers.count(None)
        return any(answers)


class Crowd:
    """GROUPS groups of readers, each a thread with connections of its own; they share the addresses in turn."""

    def __init__(self, polls: Sequence[PollDefinition], *, sites: Sequence[str] = ("",)) -> None:
        self.groups = [Group(polls, Random(place), sites[place % len(sites)]) for place in range(GROUPS)]

    @property
    def visitors(self) -> list[Visitor]:
        """Every reader who has arrived."""
        return [visitor for group in self.groups for visitor in group.visitors]

    @property
    def misfits(self) -> list[str]:
        """Answers that should not be: any 5xx, a vote not counted, a withdrawal counted twice or not at all."""
        return [misfit for group in self.groups for misfit in group.misfits]

    @property
    def answered(self) -> int:
        """How many requests were answered until now."""
        return sum(group.answered for group in self.groups)

    @property
    def unanswered(self) -> int:
        """How many requests broke off until now."""
        return sum(group.unanswered for group in self.groups)

    def arrive(self, address: str, *, readers: int) -> None:
        """So many readers come to each group."""
        with ThreadPoolExecutor(GROUPS) as pool:
            finish([pool.submit(group.arrive, address, readers=readers) for group in self.groups])

    def begin_acting(self, pool: ThreadPoolExecutor, address: str, *, times: int) -> "list[Future[None]]":
        """Let all groups act in the pool, every reader so many times."""
        return [pool.submit(group.act, address, times=times) for group in self.groups]

    def certain(self) -> dict[tuple[int, UUID], int]:
        """The standing choices by poll and reader; every act must have been answered."""
        held = {
            (poll_id, visitor.id): masks
            for visitor in self.visitors
            for poll_id, masks in visitor.may_hold.items()
        }
        assert all(len(masks) == 1 for masks in held.values())
        return {key: min(masks) for key, masks in held.items() if masks != {NONE}}

    def forgotten(self, stored: dict[tuple[int, UUID], int]) -> list[str]:
        """Where the database holds what no reader can have left there."""
        known = {(poll_id, visitor.id) for visitor in self.visitors for poll_id in visitor.may_hold}
        strange = [f"poll {poll_id}: {reader_id} never acted" for poll_id, reader_id in stored.keys() - known]
        return strange + [
            f"poll {poll_id} holds {held} for {visitor.id}, not one of {set(masks)}"
            for visitor in self.visitors
            for poll_id, masks in visitor.may_hold.items()
            if (held := stored.get((poll_id, visitor.id), NONE)) not in masks
        ]


def finish(threads: "Collection[Future[None]]") -> None:
    """Wait for all; raises what one of them raised."""
    for thread in threads:
        thread.result()
