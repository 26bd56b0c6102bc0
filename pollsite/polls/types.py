"""Frozen values about polls that cross feature borders and reach templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pollsite.articles.types import Kind, Visibility


class Phase(StrEnum):
    """Where a poll is in its life."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"


class Hold(StrEnum):
    """Whether a ballot is counted, and if not, why it is held; see polls/suspicion.py."""

    NONE = ""
    ADDRESS = "address"
    BROWSER = "browser"
    SPEED = "speed"
    KEPT = "kept"
    """A moderator has looked and left it out of the count."""


class BurstState(StrEnum):
    """What has become of a burst."""

    WAITING = "waiting"
    KEPT = "kept"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a ballot came from, as keyed hashes that are other ones each day: an address, and a make of browser there."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as asked; `position` is its place in the publisher's order and its bit in a mask of choices."""

    position: int
    key: str
    label: str
    exclusive: bool
    not_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PollDefinition:
    """A poll as it is asked now, in its current wording, without any number."""

    id: int
    article_id: int
    article_slug: str
    key: str
    position: int
    visibility: Visibility
    opens_at: datetime | None
    closes_at: datetime | None
    wording: int
    wording_id: int
    kind: Kind
    question: str
    max_choices: int
    edited_at: datetime | None
    choices: tuple[Choice, ...]

    def phase(self, at: datetime) -> Phase:
        """Open from `opens_at` (inclusive) until `closes_at` (exclusive)."""
        if self.opens_at is not None and at < self.opens_at:
            return Phase.NOT_OPEN
        if self.closes_at is not None and at >= self.closes_at:
            return Phase.CLOSED
        return Phase.OPEN


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by option position, the number of voters, and the version that grows with each change.

    `held` ballots are in none of the other numbers.
    """

    version: int
    voters: int
    counts: tuple[int, ...]
    held: int = 0


@dataclass(frozen=True, slots=True)
class LedgerHead:
    """How many rows a poll's ledger has, the hash of the last one in hexadecimal digits, and its day as it tells it."""

    rows: int
    hash: str
    day: str = ""


NO_LEDGER = LedgerHead(0, "0" * 64)
"""Before the first row, which names this hash as the one before it."""


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """What became of the votes under an earlier wording."""

    number: int
    question: str
    voters: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class PollState:
    """A poll with its tally and its earlier wordings, oldest first: the same for every reader."""

    definition: PollDefinition
    tally: Tally
    earlier: tuple[EarlierWording, ...] = ()
    ledger: LedgerHead = NO_LEDGER


@dataclass(frozen=True, slots=True)
class Standing:
    """What one reader did in one wording: the mask of their choices (0: no vote), whether they peeked, whether their
    vote is held, and the mask of what they answered before reading (0: nothing).
    """

    choices: int = 0
    peeked: bool = False
    hold: Hold = Hold.NONE
    before: int = 0


NO_STANDING = Standing()


@dataclass(frozen=True, slots=True)
class BallotChange:
    """A reader's ballot in one wording became another: masks of choices, 0 for none."""

    poll_id: int
    wording_id: int
    reader_id: UUID
    before: int
    after: int


def next_change(polls: Iterable[PollDefinition], *, at: datetime) -> datetime | None:
    """The next instant at which one of the polls opens or closes by itself; None if none will."""
    moments = (moment for poll in polls for moment in (poll.opens_at, poll.closes_at))
    return min((moment for moment in moments if moment is not None and moment > at), default=None)
