"""To whom a letter about a decision goes, and what it may say, as things are at that moment."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, case, select

from pollsite.accounts.models import Account
from pollsite.accounts.preferences import MAIL_COLUMNS
from pollsite.accounts.types import NoticeKind, Told
from pollsite.accounts.unsubscribing import Subscription
from pollsite.articles.models import Article
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.letters import Due
from pollsite.moderation.statements import Stated, find_statement
from pollsite.moderation.told import DecisionTold, decisions_told


def letters_due(connection: Connection, told: Sequence[Told]) -> Iterator[Due]:
    """What those of `told`, about decisions, want to have by mail; nothing for an account that is gone or wants no
    such letters.
    """
    decisions = decisions_told(connection, {one.decision_id for one in told if one.decision_id is not None})
    for one in told:
        decision = decisions.get(one.decision_id or 0)
        row = connection.execute(
            _ADDRESSED[one.kind], {"account": one.account_id, "comment": one.comment_id}
        ).one_or_none()
        if decision is not None and row is not None:
            yield _due(one, decision, row, _statement_to(connection, one, decision, row))


def _statement_to(connection: Connection, told: Told, decision: DecisionTold, row: Row[Any]) -> Stated | None:
    """For nobody's eyes but its reader's."""
    if told.kind is not NoticeKind.DECISION or decision.statement_id is None:
        return None
    stated = find_statement(connection, decision.statement_id)
    return stated if stated and stated.reader_id == row.reader_id else None


def _due(told: Told, decision: DecisionTold, row: Row[Any], stated: Stated | None) -> Due:
    return Due(
        to=row.email,
        name=row.name,
        subscription=Subscription(told.account_id, row.created_at, told.kind),
        decision=decision,
        stated=stated,
        comment_id=told.comment_id,
        title=row.title or "",
        status=Status(row.status) if row.status else None,
        reason=row.reason or "",
        source=row.source or "",
    )


_ALL: Any = (
    select(
        Account.email,
        Account.name,
        Account.created_at,
        Account.reader_id,
        Article.title,
        Comment.status,
        Comment.reason,
        case((Comment.status == Status.VISIBLE, Comment.body_source), else_="").label("source"),
    )
    .select_from(Account)
    .outerjoin(Comment, Comment.id == bindparam("comment"))
    .outerjoin(Article, Article.id == Comment.article_id)
    .where(and_(Account.id == bindparam("account"), Account.active, Account.confirmed_at.is_not(None)))
)
_ADDRESSED = {kind: _ALL.where(getattr(Account, column)) for kind, column in MAIL_COLUMNS.items()}
