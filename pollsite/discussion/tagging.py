"""Which questions a thread is about; its replies are about the same, and count in the same slices."""

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from pollsite.discussion.counting import begin_slices, copy_to_tags
from pollsite.discussion.errors import TagNotAsked, TooManyTags
from pollsite.discussion.limits import MAX_TAGS
from pollsite.discussion.models import Slice, Tag
from pollsite.discussion.stances import drop_untagged
from pollsite.polls.models import Poll


def refuse_tags(connection: Connection, article_id: int, polls: tuple[int, ...]) -> None:
    """Raises TooManyTags, or TagNotAsked for a poll that the article does not ask."""
    if len(polls) > MAX_TAGS:
        raise TooManyTags(limit=MAX_TAGS)
    if not polls:
        return
    asked = set(connection.scalars(_ASKED, {"article": article_id, "polls": polls}))
    if not asked.issuperset(polls):
        raise TagNotAsked


def add_tags(connection: Connection, root_id: int, polls: tuple[int, ...], *, listed: bool) -> None:
    """Tag a thread that nobody has read or answered yet."""
    begin_slices(connection, polls)
    connection.execute(
        _ADD,
        [
            {"poll_id": poll, "comment_id": root_id, "listed": listed, "best": 0, "replies": 0, "minds": 0}
            for poll in sorted(polls)
        ],
    )


def replace_tags(connection: Connection, root_id: int, polls: tuple[int, ...], *, visible: int) -> bool:
    """Let the thread, of so many visible comments, be about `polls` only; whether anything changed.

    Questions that the article no longer asks stay: no form offers to untick them. What a stance showed of a
    question that no longer belongs to the thread is forgotten.
    """
    before = set(connection.scalars(_TAGGED, {"root": root_id}))
    gone, come = before - set(polls), set(polls) - before
    if come:
        add_tags(connection, root_id, tuple(come), listed=False)
        copy_to_tags(connection, root_id)
    for poll in sorted(gone | come):
        connection.execute(_MOVE, {"poll": poll, "by": visible if poll in come else -visible})
    if gone:
        connection.execute(_REMOVE, {"root": root_id, "polls": tuple(gone)})
        drop_untagged(connection, root_id)
    return bool(gone or come)


_ASKED = select(Poll.id).where(
    Poll.article_id == bindparam("article"), Poll.active, Poll.id.in_(bindparam("polls", expanding=True))
)
_TAGGED = (
    select(Tag.poll_id)
    .join(Poll, Poll.id == Tag.poll_id)
    .where(Tag.comment_id == bindparam("root"), Poll.active)
)
_ADD = insert(Tag)
_REMOVE = delete(Tag).where(
    Tag.comment_id == bindparam("root"), Tag.poll_id.in_(bindparam("polls", expanding=True))
)
_MOVE = (
    update(Slice).where(Slice.poll_id == bindparam("poll")).values(comments=Slice.comments + bindparam("by"))
)
