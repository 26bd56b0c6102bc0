"""What pages show of an author stands beside every comment of theirs, and changes with them."""

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from pollsite.discussion.counting import touch_discussion
from pollsite.discussion.models import Comment


def touch_author(session: Session, *, account_id: int) -> None:
    """Let pages notice that the account's name or portrait is another one."""
    connection = session.connection()
    connection.execute(_TOUCH, {"account": account_id})
    for article_id in connection.scalars(_ARTICLES, {"account": account_id}).all():
        touch_discussion(connection, article_id)


_ARTICLES = (
    select(Comment.article_id)
    .where(Comment.account_id == bindparam("account"))
    .distinct()
    .order_by(Comment.article_id)
)
_TOUCH = update(Comment).where(Comment.account_id == bindparam("account")).values(version=Comment.version + 1)
