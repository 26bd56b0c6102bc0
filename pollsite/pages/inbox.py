"""An inbox page: what each notice says, from the comment as it is now. Words that nobody may read are never fetched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
from pollsite.moderation.told import DecisionTold, decisions_told
from pollsite.moderation.types import DecisionKind

GONE = "This reply has since been removed."
IGNORED = "A reply by somebody you ignore."
LOOKED_AT = "A moderator looked at what you reported."
ANSWERED = "An appeal against a decision of yours was answered."
NAME_LOOKED_AT = "A moderator looked at your name."
TO_COMMENT, TO_STATEMENT, TO_REPORTS = "Go to the comment", "Read the statement", "Your reports"
TO_STEPS = "See what was decided"
REPORTS_ADDRESS, DESK_ADDRESS = "/reports", "/moderation"


_Comment = Row[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who answered; `account_id` is None for a guest and for an account that is gone, which has no portrait."""

    name: str
    account_id: int | None
    portrait: Identicon | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """One notice. `sentence` says what happened where no `sender` does; `address` is "" where nothing is left to see,
    `link` what it leads to. `title` is the article's, "" where no comment is meant.
    """

    id: int
    at: datetime
    is_read: bool
    title: str
    address: str
    link: str
    sender: Sender | None
    sentence: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Notices, newest first; `older` is the id before which the next page begins, None at the end."""

    lines: tuple[InboxLine, ...]
    older: int | None


def inbox_page(connection: Connection, account_id: int, *, before: int | None = None) -> InboxPage:
    """The account's notices older than the notice `before`, NOTICES_A_PAGE at most; four statements."""
    notices = notices_of(connection, account_id, before=before)
    shown = notices[:NOTICES_A_PAGE]
    comments = _comments(connection, {notice.comment_id for notice in shown if notice.comment_id})
    decisions = decisions_told(connection, {notice.decision_id for notice in shown if notice.decision_id})
    ignored = ignored_ids(connection, account_id)
    lines = tuple(
        _line(notice, comments.get(notice.comment_id or 0), decisions.get(notice.decision_id or 0), ignored)
        for notice in shown
    )
    return InboxPage(lines, shown[-1].id if len(notices) > len(shown) else None)


def place_of_notice(connection: Connection, notice: NoticeLine) -> str:
    """The address at which one reads what the notice tells of; the inbox where there is none."""
    comment = _comments(connection, {notice.comment_id}).get(notice.comment_id) if notice.comment_id else None
    decision_id = notice.decision_id
    decision = decisions_told(connection, {decision_id}).get(decision_id) if decision_id else None
    address = _leads_to(notice, comment, decision)[0]
    if comment is None or address.startswith(("/statements/", REPORTS_ADDRESS, DESK_ADDRESS)):
        return address or "/inbox"
    return f"/comments/{comment.id}"


def _comments(connection: Connection, ids: set[int]) -> dict[int, _Comment]:
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


def _line(
    notice: NoticeLine, comment: _Comment | None, decision: DecisionTold | None, ignored: frozenset[int]
) -> InboxLine:
    is_readable = comment is not None and comment.status == Status.VISIBLE
    sender, sentence, is_read = None, "", notice.is_read
    match notice.kind:
        case NoticeKind.OUTCOME:
            sentence = decision.to_reporter if decision else LOOKED_AT
        case NoticeKind.ANSWER:
            sentence = decision.to_decider if decision else ANSWERED
        case NoticeKind.DECISION:
            sentence = _about_own(comment, decision)
        case NoticeKind.REPLY if comment is None or not is_readable:
            sentence = GONE
        case NoticeKind.REPLY if comment.account_id in ignored:
            sentence, is_readable, is_read = IGNORED, False, True
        case NoticeKind.REPLY:
            sender = _sender(comment)
    address, link = _leads_to(notice, comment, decision)
    return InboxLine(
        id=notice.id,
        at=notice.at,
        is_read=is_read,
        title=comment.title if comment else "",
        address=address,
        link=link,
        sender=sender,
        sentence=sentence,
        excerpt=excerpt_of(comment.words) if comment and is_readable else "",
    )


def _sender(comment: _Comment) -> Sender:
    guest_name = comment.name if comment.account_id is None else ""
    portrait = identicon_path(comment.reader_id, guest_name) if comment.name else None
    return Sender(comment.name or NOBODY, comment.account_id, portrait)


def _about_own(comment: _Comment | None, decision: DecisionTold | None) -> str:
    """What was decided about one's own words or name, and how they stand now where that says more."""
    decided = decision.to_author if decision else ""
    if comment is None:
        return decided or NAME_LOOKED_AT
    says_all = decision and (decision.restriction or decision.kind is DecisionKind.REJECT_APPEAL)
    stands = "" if decided and says_all else decision_sentence(Status(comment.status), comment.reason)
    return f"{decided} {stands}".strip()


def _leads_to(notice: NoticeLine, comment: _Comment | None, decision: DecisionTold | None) -> tuple[str, str]:
    """Address and words. A reply can be seen while it is visible, one's own comment also while it waits."""
    if notice.kind is NoticeKind.ANSWER:
        return (f"{DESK_ADDRESS}/comments/{comment.id}" if comment else f"{DESK_ADDRESS}?in=mine"), TO_STEPS
    own = notice.kind is NoticeKind.DECISION
    if own and decision and decision.address:
        return decision.address, TO_STATEMENT
    seen = (Status.VISIBLE, Status.HELD) if own else (Status.VISIBLE,)
    if comment is not None and comment.status in seen:
        return f"/articles/{comment.slug}/comments/{comment.id}", TO_COMMENT
    return (REPORTS_ADDRESS, TO_REPORTS) if notice.kind is NoticeKind.OUTCOME else ("", "")
