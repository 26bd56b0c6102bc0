"""The gate: words pass it before others read them. It holds them for a moderator, refuses them, or lets them through.

Everything that needs no lock is looked at before the transaction; what must be known inside it is one statement.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.accounts.types import Role
from pollsite.discussion.errors import DiscussionRefused
from pollsite.discussion.models import Comment
from pollsite.discussion.overseeing import Utterance
from pollsite.discussion.types import HoldReason, Status
from pollsite.moderation.cases import close_case, find_open_case, open_case
from pollsite.moderation.gate_errors import (
    BannedWords,
    CoolingDown,
    ReplyToFlagged,
    Suspended,
    WarningUnread,
)
from pollsite.moderation.lapsing import lapse_about_comment
from pollsite.moderation.limits import COOL_DOWN, LONGEST_COOL_DOWN
from pollsite.moderation.log import Entry, record
from pollsite.moderation.looking import Findings, banned_in, look_at
from pollsite.moderation.models import Decision
from pollsite.moderation.name_errors import BannedName
from pollsite.moderation.standing import obstacle_of, stand_of
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagOutcome
from pollsite.moderation.watching import Watch

A_MINUTE = timedelta(minutes=1)


class Gatekeeper:
    """Makes the gate for some words. Safe to share between threads.

    `first_held`: so many comments of a member are looked at before the next one is published unseen.
    """

    def __init__(self, watch: Watch, *, first_held: int) -> None:
        self._watch = watch
        self._first_held = first_held

    def __call__(self, source: str, html: str, name: str = "") -> "Gate":
        """The gate for the words of `source`, which pollsite.markup made `html` of; "" where none are stored. `name` is
        the one that a guest has chosen.
        """
        known = self._watch.known()
        findings = look_at(html, known.words, name=name)
        renew = partial(self._renew, html=html, name=name, mark=known.mark, findings=findings)
        return Gate(findings, first_held=self._first_held, renew=renew)

    def look(self, html: str) -> Findings:
        """What is in the words of a rendered comment, as the list of watched words is now."""
        return look_at(html, self._watch.read().words)

    def refuse_name(self, name: str) -> None:
        """Raises BannedName for a name that nobody may take, as the list of watched words is now."""
        if banned := banned_in(name, self._watch.read().words):
            raise BannedName(banned)

    def _renew(
        self,
        connection: Connection,
        stand: Any,
        *,
        html: str,
        name: str,
        mark: tuple[Any, ...],
        findings: Findings,
    ) -> Findings:
        """Look again where the list has changed since this process read it."""
        present = (stand.words_number, stand.words_sum, stand.words_at)
        if present == mark:
            return findings
        return look_at(html, self._watch.now(connection, present).words, name=name)


class Gate:
    """An overseer (discussion.overseeing) of words in which `findings` were made; `renew` says whether they hold."""

    def __init__(
        self,
        findings: Findings,
        *,
        first_held: int,
        renew: Callable[[Connection, Any], Findings] | None = None,
    ) -> None:
        self._findings = findings
        self._first_held = first_held
        self._renew = renew

    def judge(self, session: Session, utterance: Utterance, *, at: datetime) -> HoldReason | None:
        """Why it is to wait; None if not. Moderators and those above them never wait. One statement, and one more
        where the list of watched words has changed.

        Raises Suspended, WarningUnread, BannedName, BannedWords, ReplyToFlagged and CoolingDown.
        """
        connection = session.connection()
        stand = stand_of(connection, utterance, first_held=self._first_held)
        if self._renew is not None:
            self._findings = self._renew(connection, stand)
        self._refuse(stand, utterance, at=at)
        if stand.role is not None and Role(stand.role).includes(Role.MODERATOR):
            return None
        return self._reason(stand, utterance, at=at)

    def foresee(self, session: Session, *, account_id: int, at: datetime) -> DiscussionRefused | None:
        """A suspension, or a warning that was not read. One statement."""
        obstacle = obstacle_of(session.connection(), account_id)
        try:
            _refuse_author(obstacle, at=at)
        except (Suspended, WarningUnread) as refusal:
            return refusal
        return None

    def held(self, session: Session, *, comment_id: int, reason: HoldReason, at: datetime) -> None:
        """A moderator is to decide; the log says why."""
        connection = session.connection()
        case_id = open_case(connection, CaseKind.HELD, comment_id=comment_id, at=at)
        comment = connection.execute(_COMMENT, {"comment": comment_id}).one()
        step = Entry(
            kind=DecisionKind.HOLD,
            actor=Actor.AUTOMATIC,
            at=at,
            case_id=case_id,
            comment_id=comment_id,
            account_id=comment.account_id,
            reason=reason.value,
            revision=comment.revision,
            status_before=Status.VISIBLE if comment.published_at else "",
            status_after=Status.HELD,
        )
        record(connection, step)

    def reworded(self, session: Session, *, comment_id: int, at: datetime) -> None:
        """A case keeps waiting, and flags keep the words they were raised on."""

    def gone(self, session: Session, *, comment_id: int, at: datetime) -> None:
        """Nobody decides about words that are not there. The log says so once, and not where they were removed."""
        connection = session.connection()
        case = find_open_case(connection, comment_id=comment_id)
        if case is not None:
            close_case(connection, case.id, flags=FlagOutcome.GONE, at=at)
        lapse_about_comment(connection, comment_id, at=at)
        _log_deletion(connection, comment_id, case_id=case.id if case else None, at=at)

    def _refuse(self, stand: Any, utterance: Utterance, *, at: datetime) -> None:
        _refuse_author(stand, at=at)
        if self._findings.banned_in_name:
            raise BannedName(self._findings.banned_in_name)
        if self._findings.banned:
            raise BannedWords(self._findings.banned)
        if utterance.comment_id is None:
            _refuse_reply(stand, at=at)

    def _reason(self, stand: Any, utterance: Utterance, *, at: datetime) -> HoldReason | None:
        """The reason that says most comes first."""
        reasons = {
            HoldReason.GUEST: utterance.account_id is None,
            HoldReason.AUTHOR: stand.holding_id is not None,
            HoldReason.WORD: self._findings.is_suspect,
            HoldReason.LINK: self._findings.has_link,
            HoldReason.FIRST: stand.published < self._first_held,
            HoldReason.EVERYTHING: utterance.held_for is HoldReason.EVERYTHING,
            HoldReason.BACKLOG: _is_behind(stand, at=at),
        }
        return next((reason for reason, holds in reasons.items() if holds), None)


def _refuse_author(stand: Any, *, at: datetime) -> None:
    if stand.suspended_until is not None and stand.suspended_until > at:
        raise Suspended(
            since=stand.suspended_at,
            until=stand.suspended_until,
            rule=stand.suspension_rule,
            decision_id=stand.suspension_id,
        )
    if stand.unread_warning is not None:
        raise WarningUnread(stand.unread_warning)


def _refuse_reply(stand: Any, *, at: datetime) -> None:
    if stand.flagged_parent:
        raise ReplyToFlagged
    if not stand.heat or stand.last_reply_at is None:
        return
    gap = min(COOL_DOWN + stand.heat * A_MINUTE, LONGEST_COOL_DOWN)
    waits = gap - (at - stand.last_reply_at)
    if waits > timedelta():
        raise CoolingDown(wait_min=-(-waits // A_MINUTE))


def _is_behind(stand: Any, *, at: datetime) -> bool:
    if stand.holds_after_min is None or stand.oldest_case_at is None:
        return False
    return bool(at - stand.oldest_case_at > stand.holds_after_min * A_MINUTE)


def _log_deletion(connection: Connection, comment_id: int, *, case_id: int | None, at: datetime) -> None:
    comment = connection.execute(_COMMENT, {"comment": comment_id}).one()
    if comment.status != Status.DELETED or comment.logged:
        return
    step = Entry(
        kind=DecisionKind.DELETE,
        actor=Actor.AUTHOR,
        at=at,
        case_id=case_id,
        comment_id=comment_id,
        account_id=comment.account_id,
        revision=comment.revision,
        status_after=Status.DELETED,
    )
    record(connection, step)


_COMMENT: Any = select(
    Comment.account_id,
    Comment.revision,
    Comment.status,
    Comment.published_at,
    select(Decision.id)
    .where(Decision.comment_id == Comment.id, Decision.kind == DecisionKind.DELETE)
    .exists()
    .label("logged"),
).where(Comment.id == bindparam("comment"))
