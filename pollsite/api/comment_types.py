"""What the API answers and takes about comments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pollsite.api.fields import Told
from pollsite.api.types import MAX_KEY, Cursor, Key, Next, RowNumber, Slug
from pollsite.discussion.limits import MAX_TAGS
from pollsite.discussion.types import Sort, Status
from pollsite.markup import MAX_CHARACTERS
from pollsite.numbers import MAX_NUMBER


@dataclass(frozen=True, slots=True)
class CommentAuthor:
    """Who wrote a comment."""

    name: Annotated[str, Told("Empty where the account is gone.")]
    member: Annotated[int | None, Told("The member’s number; null for a guest.")]


@dataclass(frozen=True, slots=True)
class VoteShown:
    """How the author voted, which they let be shown."""

    question: Key
    then: Annotated[tuple[str, ...], Told("The keys of the answers when the comment was written.")]
    now: Annotated[tuple[str, ...], Told("And those that stand now; empty where the vote was withdrawn.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment, or what is left of one that can no longer be read."""

    id: RowNumber
    article: Slug
    thread: Annotated[int, Told("The number of the thread’s first comment.")]
    answers: Annotated[int | None, Told("The number of the comment it answers; null for a thread’s first.")]
    depth: Annotated[int, Told("0 for a thread’s first comment.")]
    status: Status
    author: Annotated[CommentAuthor | None, Told("Null where nobody may be named.")]
    html: Annotated[str | None, Told("Its words as safe HTML; null where they may not be read.")]
    notice: Annotated[str, Told("What stands in place of the words, or why pages fold them; else empty.")]
    folded: Annotated[
        bool, Told("Whether readers have reported it, so that pages hide it behind the notice.")
    ]
    written_at: datetime
    published_at: datetime | None
    edited_at: datetime | None
    questions: Annotated[tuple[str, ...], Told("The keys of the questions it is about.")]
    votes: tuple[VoteShown, ...]
    good_points: Annotated[int, Told("How many readers call it a good point.")]
    minds_changed: Annotated[int, Told("How many credit it with having changed their vote.")]
    replies: Annotated[int, Told("How many comments below it can be read.")]
    locked: Annotated[bool, Told("Whether its thread takes no replies.")]
    page: Annotated[str, Told("Where it stands, for people.")]


@dataclass(frozen=True, slots=True)
class Thread:
    """A thread’s first comment, and the first of its replies in reading order."""

    comment: Comment
    replies: tuple[Comment, ...]
    more_replies: Annotated[int, Told("How many more can be read at /comments/{id}.")]


@dataclass(frozen=True, slots=True)
class Threads:
    """A page of threads."""

    threads: tuple[Thread, ...]
    next: Next


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadsAsked:
    """Which page of which threads."""

    sort: Annotated[Sort, Told("What stands first.")] = Sort.BEST
    question: Annotated[
        str | None, Told("Only those about the question of this key.", max_length=MAX_KEY)
    ] = None
    after: Cursor = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A comment in its thread."""

    above: Annotated[tuple[Comment, ...], Told("What it answers, from the thread’s first comment down.")]
    comment: Comment
    between: Annotated[tuple[Comment, ...], Told("On a later page: what the first of `below` answers.")]
    below: Annotated[tuple[Comment, ...], Told("Replies to it and to each other, in reading order.")]
    next: Next


@dataclass(frozen=True, slots=True)
class ExcerptAsked:
    """Which page of replies."""

    after: Cursor = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentWritten:
    """A comment to be posted."""

    body: Annotated[
        str,
        Told(
            "Its words, in the Markdown of comments.", min_length=1, max_length=MAX_CHARACTERS, pattern=r"\S"
        ),
    ]
    answers: Annotated[
        int | None,
        Told("The number of the comment it answers; null for the article.", least=1, most=MAX_NUMBER),
    ] = None
    questions: Annotated[
        tuple[Annotated[str, Told(max_length=MAX_KEY)], ...],
        Told("The keys of the questions it is about; none in a reply.", max_length=MAX_TAGS, distinct=True),
    ] = ()
    show_vote: Annotated[bool, Told("Whether the author’s votes on these may stand beside it.")] = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment that is stored."""

    comment: Comment
    notice: Annotated[str, Told("Whether it can be read at once or waits for a moderator, in a sentence.")]
