"""An inbox page: what each notice says, from the comment as it is now. Words that nobody may read are never fetched."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, case, func, select

from pollsite.accounts.identicons import Identicon, identicon_path
from pollsite.accounts.models import Account
from pollsite.accounts.notices import NOTICES_A_PAGE, NoticeLine, notices_of
from pollsite.accounts.queries import ignored_ids
from pollsite.accounts.types import NoticeKind
from pollsite.articles.models import Article
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.discussion.words import NOBODY, decision_sentence

GONE = "This reply has since been removed."
IGNORED = "A reply by somebody you ignore."


@dataclass(frozen=True, slots=True)
class Sender:
    """Who answered; `account_id` is None for a guest and for an account that is gone, which has no portrait."""

    name: str
    account_id: int | None
    portrait: Identicon | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One notice. `sentence` says what happened where no `sender` does; `address` is "" where nothing is left to see."""

    id: int
    at: datetime
    is_read: bool
    title: str
    address: str
    sender: Sender | None
    sentence: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Notices, newest first; `older` is the id before which the next page begins, None at the end."""

    lines: tuple[InboxLine, ...]
    older: int | None


def inbox_page(connection: Connection, account_id: int, *, before: int | None = None) -> InboxPage:
    """The account's notices older than the notice `before`, NOTICES_A_PAGE at most; three statements."""
    notices = notices_of(connection, account_id, before=before)
    shown = notices[:NOTICES_A_PAGE]
    comments = _comments(connection, {notice.comment_id for notice in shown if notice.comment_id})
    ignored = ignored_ids(connection, account_id)
    lines = tuple(
        _line(notice, comments[notice.comment_id], ignored) for notice in shown if notice.comment_id
    )
    return InboxPage(lines, shown[-1].id if len(notices) > len(shown) else None)


def _comments(connection: Connection, ids: set[int]) -> dict[int, Row[tuple[object, ...]]]:
    words = func.substr(Comment.body_html, 1, EXCERPT_SOURCE)
    rows = connection.execute(
        select(
            Comment.id,
            Comment.status,
            Comment.reason,
            Comment.account_id,
            Comment.reader_id,
            func.coalesce(Account.name, Comment.guest_name, "").label("name"),
            Article.slug,
            Article.title,
            case((Comment.status == Status.VISIBLE, words), else_="").label("words"),
        )
        .join(Article, Article.id == Comment.article_id)
        .outerjoin(Account, Account.id == Comment.account_id)
        .where(Comment.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _line(notice: NoticeLine, comment: Row[tuple[object, ...]], ignored: frozenset[int]) -> InboxLine:
    status = Status(comment.status)
    sender, sentence, is_read = None, "", notice.is_read
    is_readable = status is Status.VISIBLE
    if notice.kind is NoticeKind.DECISION:
        sentence = decision_sentence(status, comment.reason)
    elif not is_readable:
        sentence = GONE
    elif comment.account_id in ignored:
        sentence, is_readable, is_read = IGNORED, False, True
    else:
        name = comment.name or NOBODY
        guest_name = comment.name if comment.account_id is None else ""
        portrait = identicon_path(comment.reader_id, guest_name) if comment.name else None
        sender = Sender(name, comment.account_id, portrait)
    return InboxLine(
        id=notice.id,
        at=notice.at,
        is_read=is_read,
        title=comment.title,
        address=_address(comment.slug, comment.id) if _leads_anywhere(notice, status) else "",
        sender=sender,
        sentence=sentence,
        excerpt=excerpt_of(comment.words) if is_readable else "",
    )


def _leads_anywhere(notice: NoticeLine, status: Status) -> bool:
    """A reply can be seen while it is visible, one's own comment also while it waits."""
    own = notice.kind is NoticeKind.DECISION and status is Status.HELD
    return status is Status.VISIBLE or own


def _address(slug: str, comment_id: int) -> str:
    return f"/articles/{slug}/comments/{comment_id}"
