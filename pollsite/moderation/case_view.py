"""Everything that a moderator needs to decide about one case, on one screen.

How the author votes is never asked for; how many found the comment good is shown only once it is decided.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.discussion.types import Status
from pollsite.moderation.case_parts import AuthorRecord, FlagLine, author_record, flags_of, reasons_in
from pollsite.moderation.case_words import Words, find_words
from pollsite.moderation.cases import find_open_case
from pollsite.moderation.claiming import Claim, find_claim
from pollsite.moderation.decision_errors import OwnWordsDecided
from pollsite.moderation.decision_lines import (
    DecisionLine,
    Outcome,
    decisions_about,
    find_closing,
    find_decision,
    outcomes_of_similar,
)
from pollsite.moderation.errors import BarredFromCase, CaseNotFound
from pollsite.moderation.listing import Listing, Place
from pollsite.moderation.models import Appeal, Case
from pollsite.moderation.queue import case_before, next_case
from pollsite.moderation.queue_lines import held_because
from pollsite.moderation.rulebook import RULE_FOR, Rule, find_rule
from pollsite.moderation.second_looks import FirstLook, find_first_look
from pollsite.moderation.types import CaseKind, FlagReason

NAME_RULE = 7


@dataclass(frozen=True, slots=True)
class Appealed:
    """What the author says against a decision, and the decision."""

    text: str
    at: datetime
    decision: DecisionLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is decided about: a case, or, with `case_id` None, a comment that no case waits about.

    `kind` is what a second look was before: it is a quiet one. `version` is the case's, or the number of the latest
    decision about the comment, 0 for none. `closed_at`: since when nothing is left to decide.
    """

    case_id: int | None
    kind: CaseKind
    comment_id: int | None
    account_id: int | None
    version: int
    place: Place | None
    closed_at: datetime | None
    first_look: FirstLook | None

    @property
    def address(self) -> str:
        """Its page."""
        if self.case_id is not None:
            return f"/moderation/cases/{self.case_id}"
        return f"/moderation/comments/{self.comment_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """A case's page. `words` is None for a name; `good` is None until it is decided; `claim` is another moderator's."""

    subject: Subject
    listing: Listing
    words: Words | None
    status: Status | None
    held_for: str
    flags: tuple[FlagLine, ...]
    record: AuthorRecord
    similar: tuple[Outcome, ...]
    earlier: tuple[DecisionLine, ...]
    closing: DecisionLine | None
    appeal: Appealed | None
    claim: Claim | None
    rule: Rule | None
    good: int | None
    next_id: int | None
    previous_id: int | None

    @property
    def action(self) -> str:
        """Where its form is sent."""
        act = "appeal" if self.subject.kind is CaseKind.APPEAL else "decision"
        return f"{self.subject.address}/{act}"


def find_subject(session: Session, case_id: int, *, moderator_id: int) -> Subject:
    """The case of that number. Raises CaseNotFound, also where a second look is kept from who decided first, and
    BarredFromCase for an appeal against the moderator's own decision, OwnWordsDecided for their own name.
    """
    row = session.connection().execute(_CASE, {"case": case_id}).one_or_none()
    if row is None or row.kind == CaseKind.FOUND:
        raise CaseNotFound
    if row.barred_id == moderator_id:
        raise BarredFromCase if row.kind == CaseKind.APPEAL else CaseNotFound
    if row.account_id is not None and row.account_id == moderator_id:
        raise OwnWordsDecided
    first = find_first_look(session, case_id) if row.kind == CaseKind.SECOND_LOOK else None
    return Subject(
        case_id=row.id,
        kind=first.kind if first else CaseKind(row.kind),
        comment_id=row.comment_id,
        account_id=row.account_id,
        version=row.version,
        place=Place(row.priority, row.opened_at, row.id),
        closed_at=row.closed_at,
        first_look=first,
    )


def subject_of_comment(session: Session, comment_id: int, *, moderator_id: int) -> Subject:
    """The case that waits about the comment, or the comment without one."""
    waiting = find_open_case(session.connection(), comment_id=comment_id)
    if waiting is not None and waiting.barred_id != moderator_id:
        return find_subject(session, waiting.id, moderator_id=moderator_id)
    latest = decisions_about(session.connection(), comment_id)[:1]
    version = latest[0].id if latest else 0
    return Subject(
        case_id=None,
        kind=CaseKind.FOUND,
        comment_id=comment_id,
        account_id=None,
        version=version,
        place=None,
        closed_at=None,
        first_look=None,
    )


def view_case(
    session: Session, subject: Subject, *, moderator_id: int, listing: Listing, at: datetime
) -> CaseView:
    """The whole screen, in a number of statements that does not depend on what waits.

    Raises CaseNotFound, and OwnWordsDecided to their author, who is not to learn who reported them, also where they
    wrote as a guest before they signed in.
    """
    connection = session.connection()
    first, case_id = subject.first_look, subject.case_id
    appeal = _appeal(connection, case_id) if case_id and subject.kind is CaseKind.APPEAL else None
    flags = flags_of(connection, case_id=_flagged_as(subject, appeal), comment_id=subject.comment_id)
    words = _words(connection, subject, flags, moderator_id=moderator_id)
    reasons, status = reasons_in(flags), _status(subject, words)
    closing = find_closing(connection, case_id) if case_id and subject.closed_at and not first else None
    return CaseView(
        subject=subject,
        listing=listing,
        words=words,
        status=status,
        held_for=held_because(words.comment.reason) if words and status is Status.HELD else "",
        flags=flags,
        record=_record(connection, subject, words, at=at),
        similar=outcomes_of_similar(
            connection, reasons, subject.kind, before=first.decision_id if first else None
        ),
        earlier=_earlier(connection, subject),
        closing=closing,
        appeal=appeal,
        claim=_claim_of_another(connection, case_id, moderator_id, at=at),
        rule=find_rule(proposed_rule(reasons, subject.kind)),
        good=words.comment.good if words and closing else None,
        next_id=next_case(connection, moderator_id, listing=listing, after=subject.place, at=at),
        previous_id=_previous(connection, subject, moderator_id, listing),
    )


def proposed_rule(reasons: Sequence[FlagReason], kind: CaseKind) -> int | None:
    """The rule that the reports speak of, by the reason most of them name; None where none of them names one."""
    named = [RULE_FOR[reason] for reason in reasons if reason in RULE_FOR]
    if kind is CaseKind.NAME:
        grave = [RULE_FOR[reason] for reason in reasons if reason in (FlagReason.HATE, FlagReason.ILLEGAL)]
        return grave[0] if grave else NAME_RULE
    return named[0] if named else None


def _words(
    connection: Connection, subject: Subject, flags: Sequence[FlagLine], *, moderator_id: int
) -> Words | None:
    """The words with those that were flagged, or looked at first; None for a name."""
    if subject.comment_id is None:
        return None
    revisions = [flag.revision for flag in flags]
    if subject.first_look:
        revisions.append(subject.first_look.revision)
    words = find_words(connection, subject.comment_id, revisions=revisions)
    if words is None:
        raise CaseNotFound
    if words.comment.author.reader_id == connection.scalar(_READER, {"account": moderator_id}):
        raise OwnWordsDecided
    return words


def _status(subject: Subject, words: Words | None) -> Status | None:
    """Where the comment stands; for a second look, where it stood."""
    if subject.first_look and subject.first_look.status_before:
        return Status(subject.first_look.status_before)
    return words.comment.status if words else None


def _earlier(connection: Connection, subject: Subject) -> tuple[DecisionLine, ...]:
    before = subject.first_look.decision_id if subject.first_look else None
    return decisions_about(connection, subject.comment_id, before=before) if subject.comment_id else ()


def _previous(connection: Connection, subject: Subject, moderator_id: int, listing: Listing) -> int | None:
    if subject.place is None:
        return None
    return case_before(connection, moderator_id, listing=listing, place=subject.place)


def _flagged_as(subject: Subject, appeal: Appealed | None) -> int | None:
    """The case that the flags belong to: a second look's, and an appeal's, are those of the case decided before."""
    if subject.first_look:
        return subject.first_look.case_id
    return appeal.decision.case_id if appeal else subject.case_id


def _record(connection: Connection, subject: Subject, words: Words | None, *, at: datetime) -> AuthorRecord:
    first = subject.first_look
    author = words.comment.author if words else None
    account_id = author.account_id if author else subject.account_id
    reader_id = author.reader_id if author else connection.scalar(_READER, {"account": account_id})
    if reader_id is None:
        raise CaseNotFound
    return author_record(
        connection,
        account_id=account_id,
        reader_id=reader_id,
        guest_name=words.guest_name if words else "",
        but_of=subject.comment_id,
        before=first.decision_id if first else None,
        at=at,
    )


def _appeal(connection: Connection, case_id: int) -> Appealed | None:
    row = connection.execute(_APPEAL, {"case": case_id}).one_or_none()
    decision = find_decision(connection, row.decision_id) if row else None
    return Appealed(row.text, row.at, decision) if row and decision else None


def _claim_of_another(
    connection: Connection, case_id: int | None, moderator_id: int, *, at: datetime
) -> Claim | None:
    claim = find_claim(connection, case_id, at=at) if case_id else None
    return claim if claim and claim.moderator_id != moderator_id else None


_CASE: Any = select(
    Case.id,
    Case.kind,
    Case.comment_id,
    Case.account_id,
    Case.version,
    Case.priority,
    Case.opened_at,
    Case.closed_at,
    Case.barred_id,
).where(Case.id == bindparam("case"))
_READER = select(Account.reader_id).where(Account.id == bindparam("account"))
_APPEAL: Any = select(Appeal.decision_id, Appeal.text, Appeal.at).where(Appeal.case_id == bindparam("case"))
