"""What one reader has reported, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.models import Flag
from pollsite.moderation.reasons import reason_in_words
from pollsite.moderation.report_words import ReportStanding, standing_in_words
from pollsite.moderation.types import FlagOutcome, FlagReason
from pollsite.numbers import MAX_NUMBER

REPORTS_A_PAGE = 30
ROWS_AT_ONCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One report. `title` is of the article under which the comment stands, "" for a name; `name` is the name that was
    reported, "" for a comment, and for a name that nobody bears any more. `excerpt` and `address` are "" where there is
    nothing that everybody may read.
    """

    id: int
    at: datetime
    title: str
    name: str
    address: str
    excerpt: str
    edited_since: bool
    reason: str
    note: str
    standing: ReportStanding

    @property
    def outcome(self) -> str:
        """What became of it, in a sentence."""
        return standing_in_words(self.standing)


@dataclass(frozen=True, slots=True)
class ReportsPage:
    """Reports, the latest first; `older` is the number before which the next page begins, None at the end."""

    lines: tuple[ReportLine, ...]
    older: int | None


def reports_of(connection: Connection, reader_id: UUID, *, before: int | None = None) -> ReportsPage:
    """The reader's reports before that number, REPORTS_A_PAGE at most. One statement."""
    rows = connection.execute(_PAGE, {"reader": reader_id, "before": before or MAX_NUMBER}).all()
    lines = tuple(_line(row) for row in rows[:REPORTS_A_PAGE])
    return ReportsPage(lines, lines[-1].id if len(rows) > REPORTS_A_PAGE else None)


def find_report(
    connection: Connection, reader_id: UUID, *, comment_id: int | None = None, account_id: int | None = None
) -> ReportLine | None:
    """The reader's report of the comment, or of the account's name, as it is now; None if there is none."""
    asked = {"reader": reader_id, "comment": comment_id, "account": account_id}
    row = connection.execute(_OF_COMMENT if comment_id else _OF_NAME, asked).one_or_none()
    return _line(row) if row else None


def report_entries(session: Session, reader_id: UUID) -> Iterator[dict[str, Any]]:
    """Everything that is kept of the reader's reports, for them to take along, in the order in which they were made."""
    theirs = (
        select(Flag.__table__, Account.id.label("bearer"))
        .outerjoin(Account, _BEARS_IT)
        .where(Flag.reader_id == reader_id)
        .order_by(Flag.id)
    )
    for row in session.execute(theirs.execution_options(yield_per=ROWS_AT_ONCE)):
        yield {
            "comment": row.comment_id,
            "revision": row.revision or None,
            "name": row.flagged_name if row.bearer else None,
            "reason": reason_in_words(FlagReason(row.reason), of_name=not row.comment_id),
            "note": row.note,
            "in_good_faith": row.good_faith,
            "at": row.at,
            "withdrawn_at": row.withdrawn_at,
            "outcome": row.outcome or None,
            "decided_at": row.decided_at,
            "weight_in_thousandths": row.weight,
            "hash_of_the_address": row.origin or None,
        }


def _line(row: Any) -> ReportLine:
    of_name = row.comment_id is None
    is_readable = row.status == Status.VISIBLE
    address = (
        f"/articles/{row.slug}/comments/{row.comment_id}#comment-{row.comment_id}" if is_readable else ""
    )
    if of_name and row.account_id:
        address = f"/members/{row.account_id}"
    return ReportLine(
        id=row.id,
        at=row.at,
        title=row.title or "",
        name=row.flagged_name if row.bearer else "",
        address=address,
        excerpt=excerpt_of(row.words) if is_readable else "",
        edited_since=is_readable and row.revision != row.revision_now,
        reason=reason_in_words(FlagReason(row.reason), of_name=of_name),
        note=row.note,
        standing=ReportStanding(
            reason=FlagReason(row.reason),
            outcome=FlagOutcome(row.outcome),
            is_withdrawn=row.withdrawn_at is not None,
            is_counted=row.case_id is not None,
            status=None if of_name else Status(row.status),
            rule=row.rule or "",
        ),
    )


_BEARS_IT = and_(Account.id == Flag.account_id, Account.name == Flag.flagged_name)
_LINES = (
    select(
        Flag.id,
        Flag.at,
        Flag.case_id,
        Flag.comment_id,
        Flag.account_id,
        Flag.flagged_name,
        Flag.revision,
        Flag.reason,
        Flag.note,
        Flag.outcome,
        Flag.withdrawn_at,
        Account.id.label("bearer"),
        Comment.status,
        Comment.reason.label("rule"),
        Comment.revision.label("revision_now"),
        Article.slug,
        Article.title,
        case(
            (Comment.status == Status.VISIBLE, func.substr(Comment.body_html, 1, EXCERPT_SOURCE)), else_=""
        ).label("words"),
    )
    .outerjoin(Comment, Comment.id == Flag.comment_id)
    .outerjoin(Article, Article.id == Comment.article_id)
    .outerjoin(Account, _BEARS_IT)
    .where(Flag.reader_id == bindparam("reader"))
)
_PAGE = _LINES.where(Flag.id < bindparam("before")).order_by(Flag.id.desc()).limit(REPORTS_A_PAGE + 1)
_OF_COMMENT = _LINES.where(Flag.comment_id == bindparam("comment"), Flag.revision == Comment.revision)
_OF_NAME = _LINES.where(Flag.account_id == bindparam("account"), Account.id.is_not(None))
