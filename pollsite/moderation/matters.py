"""What a decision is about, taken so that nobody else decides it meanwhile, and who may decide it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from pollsite.discussion.errors import CommentNotFound
from pollsite.discussion.taking import take_comment
from pollsite.discussion.types import Status
from pollsite.moderation.cases import OpenCase, find_open_case, open_case, take_case
from pollsite.moderation.decision_errors import (
    AppealedAgainst,
    DecisionUnknown,
    NoAccountToRestrict,
    Outranked,
    OwnReportDecided,
    OwnWordsDecided,
)
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, StaleDecision
from pollsite.moderation.log import find_last_about, find_last_of_case
from pollsite.moderation.models import Appeal, Case, Decision, Flag
from pollsite.moderation.types import CaseKind, DecisionKind
from pollsite.moderation.verdicts import ABOUT_NAMES, ON_PEOPLE, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Whose words or name it is about. `comment` is its row, None for a name; `person` the author's account, with
    `id`, `reader_id`, `name` and `role`, None for a guest. `case_id` and `kind` are the case's; without one None and
    FOUND.
    """

    case_id: int | None
    kind: CaseKind
    comment: Any
    person: Any
    barred_id: int | None = None

    @property
    def reader_id(self) -> UUID:
        """The reader who is told."""
        reader_id: UUID = self.comment.reader_id if self.comment else self.person.reader_id
        return reader_id

    @property
    def account_id(self) -> int | None:
        """Their account, if they have one."""
        return int(self.person.id) if self.person else None

    @property
    def comment_id(self) -> int | None:
        """The comment's number; None for a name."""
        return int(self.comment.id) if self.comment else None

    @property
    def revision(self) -> int:
        """Of the comment's words; 0 for a name."""
        return int(self.comment.revision) if self.comment else 0

    @property
    def reason(self) -> str:
        """Why the comment is held, or by which rule it was removed."""
        return str(self.comment.reason) if self.comment else ""

    @property
    def status(self) -> Status | None:
        """Where the comment stands; None for a name."""
        return Status(self.comment.status) if self.comment else None

    @property
    def words(self) -> str:
        """What is decided about: the comment's words, or the name."""
        words: str = self.comment.body_source if self.comment else self.person.name
        return words


def take_matter(connection: Connection, *, case_id: int | None, comment_id: int | None) -> Matter:
    """The subject of a case, or a comment with the case that waits about it, if any.

    Raises CaseNotFound, also for an appeal, which is answered in its own way,
    or CommentNotFound.
    """
    row = connection.execute(_CASE, {"case": case_id}).one_or_none() if case_id is not None else None
    if (row is None and comment_id is None) or (case_id is not None and row is None):
        raise CaseNotFound
    if row is not None and row.kind in (CaseKind.APPEAL, CaseKind.FOUND):
        raise CaseNotFound
    about = row.comment_id if row else comment_id
    comment = take_comment(connection, about) if about is not None else None
    author = comment.account_id if comment else (row.account_id if row else None)
    person = connection.execute(_PERSON, {"account": author}).one_or_none() if author is not None else None
    if comment is None and person is None:
        raise CaseNotFound
    if row is None:
        waiting = find_open_case(connection, comment_id=about)
        if waiting is None:
            return Matter(case_id=None, kind=CaseKind.FOUND, comment=comment, person=person)
        return Matter(case_id=waiting.id, kind=waiting.kind, comment=comment, person=person)
    return Matter(
        case_id=row.id, kind=CaseKind(row.kind), comment=comment, person=person, barred_id=row.barred_id
    )


def refuse_decider(connection: Connection, matter: Matter, verdict: Verdict) -> None:
    """Raises BarredFromCase, AppealedAgainst, OwnWordsDecided, OwnReportDecided or Outranked; the operator may
    everything.

    NoAccountToRestrict and DecisionUnknown where the decision does not suit what it is about.
    """
    if matter.comment is None and verdict.kind not in ABOUT_NAMES:
        raise DecisionUnknown
    if verdict.kind in (*ON_PEOPLE, DecisionKind.FREE_AUTHOR) and matter.person is None:
        raise NoAccountToRestrict
    if verdict.moderator_id is None:
        return
    moderator = connection.execute(_PERSON, {"account": verdict.moderator_id}).one()
    if matter.barred_id == moderator.id:
        raise BarredFromCase
    if verdict.restricts and _was_appealed_against(connection, matter, moderator.id):
        raise AppealedAgainst
    if moderator.reader_id == matter.reader_id or moderator.id == matter.account_id:
        raise OwnWordsDecided
    asked = {"case": matter.case_id, "reader": moderator.reader_id}
    if connection.scalar(_REPORTED, asked) is not None:
        raise OwnReportDecided
    takes_name = matter.comment is None and verdict.kind is DecisionKind.REMOVE
    if (verdict.kind in ON_PEOPLE or takes_name) and matter.person is not None:
        ranks = Role(matter.person.role).includes(Role.MODERATOR)
        if ranks and not Role(moderator.role).includes(Role.ADMIN):
            raise Outranked


def _was_appealed_against(connection: Connection, matter: Matter, moderator_id: int) -> bool:
    """Whether somebody has appealed, with whatever outcome, against a decision of the moderator's about these very words,
    or this name.
    """
    of_words = {"comment": matter.comment_id, "revision": matter.revision, "moderator": moderator_id}
    of_name = {"account": matter.account_id, "name": matter.words, "moderator": moderator_id}
    if matter.comment is not None:
        return connection.scalar(_APPEALED_WORDS, of_words) is not None
    return connection.scalar(_APPEALED_NAME, of_name) is not None


def win_case(connection: Connection, matter: Matter, verdict: Verdict, *, at: datetime) -> OpenCase:
    """The case, for whoever comes first with its present version; without one, a FOUND one.

    Raises StaleDecision, with what was decided first, or CommentNotFound where its author took the words back.
    """
    if verdict.case_id is None:
        refuse_decided(connection, matter, verdict)
    if matter.case_id is None:
        comment_id = matter.comment.id if matter.comment else None
        return _taken(connection, open_case(connection, CaseKind.FOUND, comment_id=comment_id, at=at))
    case = take_case(connection, matter.case_id)
    seen = verdict.version if verdict.case_id is not None else None
    asked = {"case": matter.case_id} if seen is None else {"case": matter.case_id, "version": seen}
    if case is None or not connection.execute(_WIN if seen is None else _WIN_SEEN, asked).rowcount:
        raise StaleDecision(find_last_of_case(connection, matter.case_id))
    _refuse_gone(matter)
    return case


def refuse_decided(connection: Connection, matter: Matter, verdict: Verdict) -> None:
    """On the page itself a decision is stale where another was taken since the page was shown, or has its effect."""
    _refuse_gone(matter)
    latest = find_last_about(connection, matter.comment.id) if matter.comment else None
    is_settled = matter.status is Status.REMOVED and verdict.kind is DecisionKind.REMOVE
    is_later = verdict.version is not None and (latest or 0) > verdict.version
    if is_later or is_settled:
        raise StaleDecision(latest)


def _refuse_gone(matter: Matter) -> None:
    if matter.status is Status.DELETED:
        raise CommentNotFound


def _taken(connection: Connection, case_id: int) -> OpenCase:
    case = take_case(connection, case_id)
    if case is None:
        raise CaseNotFound
    return case


_IS_CASE: Any = Case.id == bindparam("case")
_CASE = select(Case.id, Case.kind, Case.comment_id, Case.account_id, Case.barred_id).where(_IS_CASE)
_PERSON: Any = select(Account.id, Account.reader_id, Account.name, Account.role).where(
    Account.id == bindparam("account")
)
_REPORTED = (
    select(Flag.id)
    .where(
        Flag.case_id == bindparam("case"),
        Flag.reader_id == bindparam("reader"),
    )
    .limit(1)
)
"""Also who has withdrawn it: else they could make others look, and then decide."""
_APPEALED: Any = (
    select(Appeal.decision_id)
    .join(Decision, Decision.id == Appeal.decision_id)
    .where(Decision.moderator_id == bindparam("moderator"))
    .limit(1)
)
_APPEALED_WORDS: Any = _APPEALED.where(
    Decision.comment_id == bindparam("comment"), Decision.revision == bindparam("revision")
)
_APPEALED_NAME: Any = _APPEALED.where(
    Decision.account_id == bindparam("account"),
    Decision.comment_id.is_(None),
    Decision.quote == bindparam("name"),
)
_WIN: Any = update(Case).where(_IS_CASE, Case.closed_at.is_(None)).values(version=Case.version + 1)
_WIN_SEEN: Any = _WIN.where(Case.version == bindparam("version"))
