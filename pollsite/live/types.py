"""What the live feature speaks: states on topics, and the Source that knows where they come from."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

TopicsFor = Callable[[Collection[int]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Message:
    """The present state of one topic: `body` is one line of JSON with a version `v`, never a delta."""

    topic: str
    body: str

    def __post_init__(self) -> None:
        """Refuse a body of several lines, which would break the frames of a stream."""
        if "\n" in self.body or "\r" in self.body:
            raise ValueError(f"the state of {self.topic} must be one line of JSON")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The states of all topics of one article at one instant.

    `next_change_at`: when they will change without anybody writing (a poll opens or closes), or None.
    """

    messages: tuple[Message, ...]
    next_change_at: datetime | None = None


class Source(Protocol):
    """Where versions and states are read; registered by the application, which sees the features above."""

    def versions(self, connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
        """Version by article id, rising with every change, in one statement; unknown articles are absent."""

    def messages(self, connection: Connection, article_id: int, *, at: datetime) -> Snapshot:
        """The states of all the article's topics at the instant `at`, whoever may hear them."""


def article_topic(article_id: int) -> str:
    """The public facts of an article; whoever may follow the article hears it."""
    return f"article:{article_id}"


def poll_topic(poll_id: int) -> str:
    """The results of a poll, for those who may see them."""
    return f"poll:{poll_id}"
