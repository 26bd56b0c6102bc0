"""What the discussion asks and tells whoever oversees it; see pollsite.moderation.gate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from pollsite.discussion.errors import DiscussionRefused
from pollsite.discussion.types import HoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """Words that somebody is about to store: a new comment, or a comment's new words.

    `root_id` is None for a thread's first comment. `account_id` is None for a guest. `held_for` is why the discussion
    would let it wait.
    """

    article_id: int
    reader_id: UUID
    account_id: int | None
    comment_id: int | None = None
    parent_id: int | None = None
    root_id: int | None = None
    held_for: HoldReason | None = None


class Overseer(Protocol):
    """Looks at words before they are stored, and is told what waits and what is gone, in the same transaction."""

    def judge(self, session: Session, utterance: Utterance, *, at: datetime) -> HoldReason | None:
        """Why it is to wait for a moderator; None if not: that is for the overseer alone to say. Raises a
        DiscussionRefused where it may not be stored.
        """

    def foresee(self, session: Session, *, account_id: int, at: datetime) -> DiscussionRefused | None:
        """With what the member is refused now, whatever they write; None if with nothing."""

    def held(self, session: Session, *, comment_id: int, reason: HoldReason, at: datetime) -> None:
        """The comment waits for a moderator from now on."""

    def reworded(self, session: Session, *, comment_id: int, at: datetime) -> None:
        """The comment has other words; told before `held`, where they wait."""

    def gone(self, session: Session, *, comment_id: int, at: datetime) -> None:
        """Its author has taken the comment's words back."""


class Nobody:
    """Holds what the discussion would, and lets all else pass: for a debate without moderation, as the made-up one and
    many tests are.
    """

    def judge(self, session: Session, utterance: Utterance, *, at: datetime) -> HoldReason | None:
        """What the discussion says."""
        return utterance.held_for

    def foresee(self, session: Session, *, account_id: int, at: datetime) -> DiscussionRefused | None:
        """Nobody is refused."""

    def held(self, session: Session, *, comment_id: int, reason: HoldReason, at: datetime) -> None:
        """Nobody listens."""

    def reworded(self, session: Session, *, comment_id: int, at: datetime) -> None:
        """Nobody listens."""

    def gone(self, session: Session, *, comment_id: int, at: datetime) -> None:
        """Nobody listens."""


NOBODY = Nobody()
