"""What webhooks speak of: the kinds of messages, and what becomes of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What an address may be told of."""

    COMMENT_PUBLISHED = "comment.published"
    COMMENT_REMOVED = "comment.removed"
    POLL_CLOSED = "poll.closed"
    TALLY_CHANGED = "tally.changed"
    CASE_OPENED = "case.opened"

    @property
    def told(self) -> str:
        """When it is told, in words."""
        return _WORDS[self]


_WORDS = {
    MessageKind.COMMENT_PUBLISHED: "a comment can be read by everybody",
    MessageKind.COMMENT_REMOVED: "a comment can no longer be read: removed, deleted or held",
    MessageKind.POLL_CLOSED: "a poll has closed, with its result",
    MessageKind.TALLY_CHANGED: "votes have come in where everybody may see the results; at most once a minute",
    MessageKind.CASE_OPENED: "something waits for a moderator: for your own use, it is public nowhere",
}


class Outcome(StrEnum):
    """What has become of a message to one address."""

    WAITING = ""
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to one address, taken to be sent now; `tries` counts this one too, `since` is when it happened."""

    id: int
    webhook_id: int
    address: str
    salt: str
    message_id: str
    body: str
    tries: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of sending it: an HTTP status, or 0 with the reason why there was none, in words."""

    status: int
    words: str

    @property
    def is_taken(self) -> bool:
        """Whether the other end has said that it has the message."""
        return 200 <= self.status < 300

    @property
    def is_unwanted(self) -> bool:
        """Whether it has said that it wants no more of them: 410 Gone."""
        return self.status == 410


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """An address as the page and the command list it; numbers are of its messages that are kept."""

    id: int
    address: str
    kinds: tuple[MessageKind, ...]
    waiting: int
    delivered: int
    given_up: int
    last_try_at: datetime | None
    last_answer: str
    stopped_at: datetime | None
