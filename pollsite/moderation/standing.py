"""How somebody stands who is about to write, and the thread and the queue with them: one statement."""

from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.discussion.models import Comment, Discussion
from pollsite.discussion.overseeing import Utterance
from pollsite.discussion.types import Status
from pollsite.moderation.models import Case, Decision, Flag, Sanction, Statement
from pollsite.moderation.types import CaseKind, FlagOutcome, Restriction
from pollsite.moderation.watching import mark_columns


def stand_of(connection: Connection, utterance: Utterance, *, first_held: int) -> Any:
    """A row: `role` (None for a guest), `suspended_until` with `suspension_id`, `suspended_at`, `suspension_rule` and
    `holding_id`, also where the words are a guest's whose reader has an account by now; `unread_warning`, the
    decision; `published`, comments up to `first_held`; `flagged_parent`; `heat` of the thread and `last_reply_at`
    there, where it is heated; `holds_after_min` and, where set, `oldest_case_at`; what watching.mark_columns() tells
    of the list of watched words.
    """
    asked = {
        "article": utterance.article_id,
        "reader": utterance.reader_id,
        "account": utterance.account_id or 0,
        "parent": utterance.parent_id or 0,
        "root": utterance.root_id or 0,
        "first_held": first_held,
    }
    return connection.execute(_STAND, asked).one()


def obstacle_of(connection: Connection, account_id: int) -> Any:
    """What of stand_of() keeps a member from writing anything: `suspended_until` with `suspension_id`, `suspended_at`,
    `suspension_rule`; `unread_warning`. One statement.
    """
    return connection.execute(_OBSTACLE, {"account": account_id}).one()


def _published() -> Any:
    """Comments of the account that everybody can or could read, and no moderator has removed."""
    some = (
        select(Comment.id)
        .where(
            Comment.account_id == bindparam("account"),
            Comment.published_at.is_not(None),
            Comment.status != Status.REMOVED,
        )
        .limit(bindparam("first_held"))
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


def _unread_warning(reader: Any) -> Any:
    undoing = aliased(Decision)
    return (
        select(Statement.decision_id)
        .where(
            Statement.reader_id == reader,
            Statement.restriction == Restriction.WARNED,
            Statement.read_at.is_(None),
            ~select(undoing.id).where(undoing.undoes_id == Statement.decision_id).exists(),
        )
        .order_by(Statement.decision_id)
        .limit(1)
        .scalar_subquery()
    )


def _flagged_parent() -> Any:
    """What was reported and decided about before, or with FlagReason.DISAGREE, is in no case and may be answered."""
    return (
        select(Flag.id)
        .where(
            Flag.reader_id == bindparam("reader"),
            Flag.comment_id == bindparam("parent"),
            Flag.case_id.is_not(None),
            Flag.withdrawn_at.is_(None),
            Flag.outcome.in_((FlagOutcome.OPEN, FlagOutcome.UPHELD)),
        )
        .exists()
    )


def _last_reply() -> Any:
    """By the reader's own comments, the newest first; asked only of a heated thread."""
    return (
        select(Comment.created_at)
        .where(
            Comment.reader_id == bindparam("reader"),
            Comment.root_id == bindparam("root"),
            Comment.parent_id.is_not(None),
        )
        .order_by(Comment.id.desc())
        .limit(1)
        .correlate(None)
        .scalar_subquery()
    )


def _account_of_reader() -> Any:
    """Of who edits as a member what they wrote as a guest."""
    own = aliased(Account)
    return select(own.id).where(own.reader_id == bindparam("reader")).correlate(None).scalar_subquery()


def oldest_case() -> Any:
    """A subquery: since when the oldest open case waits. Second looks are nobody's wait."""
    return (
        select(Case.opened_at)
        .where(Case.closed_at.is_(None), Case.kind != CaseKind.SECOND_LOOK)
        .order_by(Case.opened_at)
        .limit(1)
        .scalar_subquery()
    )


def _stand() -> Any:
    root, suspension = aliased(Comment), aliased(Decision)
    is_suspended = Sanction.suspended_until.is_not(None)
    return (
        select(
            Account.role,
            Sanction.suspended_until,
            Sanction.suspension_id,
            suspension.at.label("suspended_at"),
            suspension.rule.label("suspension_rule"),
            Sanction.holding_id,
            _unread_warning(bindparam("reader")).label("unread_warning"),
            _published().label("published"),
            _flagged_parent().label("flagged_parent"),
            root.heat,
            case((root.heat > 0, _last_reply())).label("last_reply_at"),
            Discussion.holds_after_min,
            case((Discussion.holds_after_min.is_not(None), oldest_case())).label("oldest_case_at"),
            *mark_columns(),
        )
        .select_from(Article)
        .outerjoin(Discussion, Discussion.article_id == Article.id)
        .outerjoin(Account, Account.id == bindparam("account"))
        .outerjoin(Sanction, Sanction.account_id == func.coalesce(Account.id, _account_of_reader()))
        .outerjoin(suspension, and_(is_suspended, suspension.id == Sanction.suspension_id))
        .outerjoin(root, root.id == bindparam("root"))
        .where(Article.id == bindparam("article"))
    )


def _obstacle() -> Any:
    return (
        select(
            Sanction.suspended_until,
            Sanction.suspension_id,
            Decision.at.label("suspended_at"),
            Decision.rule.label("suspension_rule"),
            _unread_warning(Account.reader_id).label("unread_warning"),
        )
        .select_from(Account)
        .outerjoin(Sanction, Sanction.account_id == Account.id)
        .outerjoin(Decision, Decision.id == Sanction.suspension_id)
        .where(Account.id == bindparam("account"))
    )


_STAND = _stand()
_OBSTACLE = _obstacle()
