"""What is between a reader and each of some comments: their own, marked, new, ignored, to be credited."""

from collections.abc import Iterable, Mapping

from pollsite.discussion.records import CommentRecord, Personal
from pollsite.discussion.types import Status
from pollsite.discussion.views import NEUTRAL, DebatedArticle, ReaderState


def reader_states(
    comments: Iterable[CommentRecord],
    personal: Personal,
    article: DebatedArticle,
    *,
    tags: Mapping[int, tuple[int, ...]],
    voted: frozenset[int] = frozenset(),
    moderates: bool = False,
) -> dict[int, ReaderState]:
    """By comment id, for those that are not to this reader what they are to everybody.

    `comments` in reading order; `tags`: polls by the number of a thread's first comment; `voted`: polls in which the
    reader has a vote; `moderates`: they are a moderator.
    """
    shown = tuple(comments)
    places = _places_of_new([comment.id for comment in shown if is_new(comment, personal)])
    states = {}
    for comment in shown:
        previous_new, next_new = places.get(comment.id, (0, 0))
        about = tags.get(comment.root_id, ())
        own = comment.author.reader_id == personal.reader_id
        credited = tuple(poll for poll in about if personal.credited.get(poll) == comment.id)
        state = ReaderState(
            own=own,
            mark=0 if own else personal.marks.get(comment.id, 0),
            new=comment.id in places,
            previous_new=previous_new,
            next_new=next_new,
            offers=() if own else article.questions(_offered(comment, about, personal)),
            credited=() if own else article.questions(credited),
            may_show_vote=own and not voted.isdisjoint(about),
            moderates=moderates and not own,
        )
        if state != NEUTRAL or comment.author.account_id in personal.ignored:
            states[comment.id] = state
    return states


def is_new(comment: CommentRecord, personal: Personal) -> bool:
    """Whether others, whom the reader wants to read, published it since they were here."""
    return (
        comment.status is Status.VISIBLE
        and personal.seen_until is not None
        and comment.since > personal.seen_until
        and comment.author.reader_id != personal.reader_id
        and comment.author.account_id not in personal.ignored
    )


def _places_of_new(numbers: list[int]) -> dict[int, tuple[int, int]]:
    """By number, the one before and the one after; 0 at the ends."""
    around = [0, *numbers, 0]
    return {number: (around[place], around[place + 2]) for place, number in enumerate(numbers)}


def _offered(comment: CommentRecord, about: tuple[int, ...], personal: Personal) -> set[int]:
    """Polls of the thread in which the reader changed their vote and has credited nothing yet."""
    if comment.status is not Status.VISIBLE:
        return set()
    return {poll for poll in about if poll in personal.changed and poll not in personal.credited}
