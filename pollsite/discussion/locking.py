"""What moderators and flags do to comments that stay: collapse them, lock their threads, note how heated it gets."""

from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.models import Comment


def set_collapsed(connection: Connection, comment_id: int, *, collapsed: bool) -> bool:
    """Let the comment's words wait behind a notice, or no longer; whether that changed anything."""
    article_id = connection.scalar(_COLLAPSE, {"comment": comment_id, "to": collapsed})
    if article_id is None:
        return False
    touch_discussion(connection, article_id)
    return True


def set_locked(connection: Connection, comment_id: int, *, locked: bool) -> bool:
    """Let the whole thread that the comment is part of take no replies, or take them again; whether that changed it."""
    thread = connection.execute(_THREAD, {"comment": comment_id}).one()
    changed = connection.execute(_LOCK, {"root": thread.root, "to": locked}).rowcount
    if changed:
        touch_discussion(connection, thread.article_id)
    return bool(changed)


def add_heat(connection: Connection, comment_id: int, *, by: int) -> None:
    """Count `by` more open flags, or fewer, in the comment's thread."""
    thread = connection.execute(_THREAD, {"comment": comment_id}).one()
    connection.execute(_HEAT, {"root": thread.root, "by": by})


_THREAD: Any = select(Comment.root_id.label("root"), Comment.article_id).where(
    Comment.id == bindparam("comment")
)
_COLLAPSE: Any = (
    update(Comment)
    .where(Comment.id == bindparam("comment"), Comment.collapsed != bindparam("to"))
    .values(collapsed=bindparam("to"), version=Comment.version + 1)
    .returning(Comment.article_id)
)
_LOCK: Any = (
    update(Comment)
    .where(Comment.root_id == bindparam("root"), Comment.locked != bindparam("to"))
    .values(locked=bindparam("to"), version=Comment.version + 1)
)
_HEAT: Any = (
    update(Comment).where(Comment.id == bindparam("root")).values(heat=Comment.heat + bindparam("by"))
)
