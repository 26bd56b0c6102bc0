"""Comments as pages, feeds and letters read them: whole rows, before it is decided what of them may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from pollsite.accounts.types import Portrait
from pollsite.discussion.types import Openness, Sort, Status


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote a comment. `name` is "" where their account is gone; `account_id` is None for a guest."""

    reader_id: UUID
    name: str
    account_id: int | None
    portrait: Portrait = Portrait.UNSAID


@dataclass(frozen=True, slots=True)
class ShownVote:
    """A vote that its author lets be shown: masks of choices, when the comment was written and now (0: none)."""

    wording_id: int
    then: int
    now: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The comment another one answers. `name` is "" where nobody may be named."""

    comment_id: int
    name: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentRecord:
    """A comment as it is stored. `tags` are the polls its thread is about, for a thread's first comment only.

    `replies` counts the visible comments below it. `collapsed` and `locked`: see models.Comment. `answers` is None for
    a thread's first comment.
    """

    id: int
    article_id: int
    root_id: int
    path: str
    depth: int
    status: Status
    reason: str
    listed: bool
    html: str
    author: Author
    answers: Answered | None
    tags: tuple[int, ...]
    created_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    stance_shown: bool
    collapsed: bool = False
    locked: bool = False
    good: int
    replies: int
    minds: int
    version: int

    @property
    def since(self) -> datetime:
        """When everybody could first read it; for what nobody could, when it was written."""
        return self.published_at or self.created_at


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread's first comment and those of its replies that a page shows, in reading order."""

    root: CommentRecord
    replies: tuple[CommentRecord, ...] = ()

    @property
    def hidden_replies(self) -> int:
        """How many visible replies are not among those shown."""
        shown = sum(reply.status is Status.VISIBLE for reply in self.replies)
        return max(0, self.root.replies - shown)


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """Some threads in their order. `next_cursor` is "" at the end; `until`: when time alone changes the page."""

    threads: tuple[Thread, ...]
    next_cursor: str = ""
    until: datetime | None = None

    @property
    def comments(self) -> tuple[CommentRecord, ...]:
        """Every comment on the page, from top to bottom."""
        return tuple(comment for thread in self.threads for comment in (thread.root, *thread.replies))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """One comment in its thread: those it answers, from the thread's first down; itself; and replies below it.

    `between`: what the first of these replies answers, where earlier ones are left out.
    """

    above: tuple[CommentRecord, ...]
    comment: CommentRecord
    between: tuple[CommentRecord, ...]
    below: tuple[CommentRecord, ...]
    next_cursor: str = ""

    @property
    def comments(self) -> tuple[CommentRecord, ...]:
        """Every comment of it, from top to bottom."""
        return (*self.above, self.comment, *self.between, *self.below)


@dataclass(frozen=True, slots=True)
class EarlierText:
    """Words a comment had until `replaced_at`."""

    html: str
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class DiscussionFacts:
    """How a discussion stands: visible comments, also by poll id, when the last of them was published, and the
    version that grows with each change.
    """

    version: int = 0
    comments: int = 0
    openness: Openness = Openness.OPEN
    slices: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    latest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Which page of threads: of the whole discussion, or of the slice of one poll."""

    article_id: int
    sort: Sort = Sort.BEST
    poll_id: int | None = None
    cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Personal:
    """What one reader did or wants in a discussion, as far as a page of comments needs it.

    `marks` are by comment id; `credited` are comment ids by poll id; `changed`: polls in which they changed their
    vote and still have one. What was published after `seen_until` is new to them, `new` of it by others, at most
    MAX_NEW + 1. `held`: their own comments that wait for a moderator. It holds until `until`.
    """

    reader_id: UUID
    marks: Mapping[int, int] = field(default_factory=dict)
    credited: Mapping[int, int] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()
    ignored: frozenset[int] = frozenset()
    seen_until: datetime | None = None
    new: int = 0
    held: tuple[CommentRecord, ...] = ()
    until: datetime | None = None
