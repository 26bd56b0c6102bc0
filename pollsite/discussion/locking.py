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


def root_of(connection: Connection, comment_id: int) -> int:
    """The number of the first comment of the comment's thread."""
    return int(connection.execute(_THREAD, {"comment": comment_id}).one().root)


def set_heat(connection: Connection, root_id: int, *, heat: int) -> None:
    """Let the thread be so heated."""
    connection.execute(_HEAT, {"root": root_id, "to": heat})


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
    update(Comment)
    .where(Comment.id == bindparam("root"), Comment.heat != bindparam("to"))
    .values(heat=bindparam("to"))
)
