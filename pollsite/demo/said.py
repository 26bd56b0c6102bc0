"""A comment of a made-up debate, and what the debate is held about: plain values.

Numbers stand for people and comments, both counted from 0; instants are seconds since the debate began.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pollsite.demo.opinions import Voting
from pollsite.demo.people import Person
from pollsite.demo.texts import Spoken
from pollsite.demo.threads import Place
from pollsite.discussion.types import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a debate is about, and who may speak. `votings` gives what each person did, by wording id.

    `polls` are the questions as (poll id, wording id) by key. The first `members` of the people have an account,
    those after them up to `writers` comment as guests.
    """

    people: Sequence[Person]
    votings: Sequence[Mapping[int, Voting]]
    members: int
    writers: int
    polls: Mapping[str, tuple[int, int]]
    quotes: tuple[str, ...]
    lasts: float


@dataclass(frozen=True, slots=True)
class Earlier:
    """Words a comment had before it was edited. `public`: after its window, or once it was answered."""

    spoken: Spoken
    replaced_at: float
    public: bool


@dataclass(slots=True, kw_only=True)
class Said:
    """A comment. `published_at` None: it is held. Replies, marks and minds are counted when all is said.

    `questions` are the keys of the polls that its thread is about; `stances` are (wording id, choices).
    """

    place: Place
    author: int
    at_ease: bool
    topic: str
    questions: tuple[str, ...]
    spoken: Spoken
    created_at: float
    published_at: float | None
    status: Status
    reason: str = ""
    earlier: Earlier | None = None
    stances: tuple[tuple[int, int], ...] = ()
    replies: int = 0
    good: int = 0
    weak: int = 0
    minds: int = 0

    @property
    def is_visible(self) -> bool:
        """Whether everybody may read it."""
        return self.status is Status.VISIBLE

    @property
    def is_listed(self) -> bool:
        """Whether it, or the place where it was, stands in the discussion."""
        return self.is_visible or self.replies > 0


def count_replies(comments: Sequence[Said]) -> None:
    """Set `replies` of each: the visible comments below it."""
    for comment in comments:
        above = comment.place.below if comment.is_visible else None
        while above is not None:
            comments[above].replies += 1
            above = comments[above].place.below
