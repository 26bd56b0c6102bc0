"""What other features may know of an account."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What an account may do; each may what those before it may."""

    MEMBER = "member"
    MODERATOR = "moderator"
    EDITOR = "editor"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Whether who has this role may what `other` may."""
        order = tuple(Role)
        return order.index(self) >= order.index(other)


class Portrait(StrEnum):
    """What a member says their portrait elsewhere is: the question this site is about. "" says nothing."""

    UNSAID = ""
    PHOTO = "photo"
    AI_MADE = "ai_made"
    NONE = "none"


class Scope(StrEnum):
    """What a member's program may do with a token."""

    READ_OWN = "read:own"
    """See what its member answered, and the results that this opens to them."""
    VOTE = "vote"
    COMMENT = "comment"


class NoticeKind(StrEnum):
    """What an inbox tells of."""

    REPLY = "reply"
    DECISION = "decision"
    OUTCOME = "outcome"
    """What became of something they reported."""
    ANSWER = "answer"
    """What became of an appeal against something they decided; never mailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who is signed in, as pages need it. `unread` counts notices, up to 100."""

    account_id: int
    reader_id: UUID
    name: str
    role: Role
    unread: int


@dataclass(frozen=True, slots=True)
class Told:
    """An account that was given a notice of that kind about that comment; its mail is sent after the commit.

    Beside `decision_id` there is no comment where a name was decided about.
    """

    account_id: int
    kind: NoticeKind
    comment_id: int | None
    decision_id: int | None = None
