"""Cases as the queue lists them: who wrote what, why it waits, and who looks at it just now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from pollsite.accounts.models import Account
from pollsite.articles.models import Article
from pollsite.discussion.excerpts import EXCERPT_SOURCE, excerpt_of
from pollsite.discussion.models import Comment
from pollsite.discussion.types import HoldReason
from pollsite.discussion.words import NOBODY
from pollsite.moderation.limits import LONGEST_CLAIM
from pollsite.moderation.models import Case, Decision, Flag, SecondLook
from pollsite.moderation.reasons import reason_in_words
from pollsite.moderation.types import CaseKind, FlagReason


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """One case. `why` says what readers reported, or why it is held, worst first; `looking` names another moderator who
    has claimed it until `claimed_until`, "" if nobody has.
    """

    id: int
    kind: CaseKind
    priority: int
    opened_at: datetime
    author: str
    is_guest: bool
    title: str
    excerpt: str
    why: tuple[str, ...]
    looking: str
    looking_id: int | None
    claimed_until: datetime | None


HELD_BECAUSE = {
    HoldReason.GUEST: "By a guest",
    HoldReason.EVERYTHING: "The discussion holds everything",
    HoldReason.BACKLOG: "The queue was long",
    HoldReason.FIRST: "Among the member’s first",
    HoldReason.LINK: "Contains a link",
    HoldReason.WORD: "Contains a watched word, or letters turned round",
    HoldReason.AUTHOR: "Its author is always held",
}


def held_because(reason: str) -> str:
    """Why a comment waits, in words; what was typed by hand is that already."""
    return HELD_BECAUSE[HoldReason(reason)] if reason in tuple(HoldReason) else reason


def case_lines(connection: Connection, case_ids: Sequence[int], *, at: datetime) -> tuple[CaseLine, ...]:
    """These cases in this order. Two statements."""
    if not case_ids:
        return ()
    rows = {row.id: row for row in connection.execute(_CASES, {"ids": list(case_ids)})}
    of_case = {row.flags_of: row.id for row in rows.values()}
    reasons: dict[int, Counter[FlagReason]] = {case_id: Counter() for case_id in case_ids}
    for flag in connection.execute(_REASONS, {"ids": list(of_case)}):
        reasons[of_case[flag.case_id]][FlagReason(flag.reason)] += 1
    return tuple(_line(rows[case_id], reasons[case_id], at=at) for case_id in case_ids if case_id in rows)


def _line(row: Any, reasons: Counter[FlagReason], *, at: datetime) -> CaseLine:
    kind = CaseKind(row.decided_kind) if row.decided_kind else CaseKind(row.kind)
    is_claimed = row.claimed_until is not None and at < row.claimed_until <= at + LONGEST_CLAIM
    return CaseLine(
        id=row.id,
        kind=kind,
        priority=row.priority,
        opened_at=row.opened_at,
        author=row.author or NOBODY,
        is_guest=row.account_id is None and bool(row.author),
        title=row.title or "",
        excerpt=excerpt_of(row.words or ""),
        why=_why(kind, row.held_for or "", reasons),
        looking=(row.looking or NOBODY) if is_claimed else "",
        looking_id=row.claimed_by_id if is_claimed else None,
        claimed_until=row.claimed_until if is_claimed else None,
    )


def _why(kind: CaseKind, held_for: str, reasons: Counter[FlagReason]) -> tuple[str, ...]:
    counted = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    of_name = kind is CaseKind.NAME
    told = tuple(
        reason_in_words(reason, of_name=of_name) + (f" × {number}" if number > 1 else "")
        for reason, number in counted
    )
    if kind is CaseKind.HELD:
        return (held_because(held_for) or "Held", *told)
    if kind is CaseKind.APPEAL:
        return ("Its author appeals",)
    return told


_decided: Any = Case.__table__.alias("decided")
_looking: Any = Account.__table__.alias("looking")
_CASES: Any = (
    select(
        Case.id,
        Case.kind,
        Case.priority,
        Case.opened_at,
        Case.claimed_by_id,
        Case.claimed_until,
        _decided.c.kind.label("decided_kind"),
        func.coalesce(_decided.c.id, Case.id).label("flags_of"),
        func.coalesce(Comment.account_id, Case.account_id).label("account_id"),
        func.coalesce(Account.name, Comment.guest_name, "").label("author"),
        func.substr(Comment.body_html, 1, EXCERPT_SOURCE).label("words"),
        Comment.reason.label("held_for"),
        Article.title,
        _looking.c.name.label("looking"),
    )
    .outerjoin(Comment, Comment.id == Case.comment_id)
    .outerjoin(Article, Article.id == Comment.article_id)
    .outerjoin(Account, Account.id == func.coalesce(Comment.account_id, Case.account_id))
    .outerjoin(_looking, _looking.c.id == Case.claimed_by_id)
    .outerjoin(SecondLook, SecondLook.case_id == Case.id)
    .outerjoin(Decision, Decision.id == SecondLook.decision_id)
    .outerjoin(_decided, _decided.c.id == Decision.case_id)
    .where(Case.id.in_(bindparam("ids", expanding=True)))
)
_REASONS: Any = select(Flag.case_id, Flag.reason).where(
    Flag.case_id.in_(bindparam("ids", expanding=True)), Flag.withdrawn_at.is_(None)
)
