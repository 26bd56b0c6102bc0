"""What letters about decisions say: plain text, to their author the words that were removed, to nobody else."""

from dataclasses import dataclass

from pollsite.accounts.types import NoticeKind
from pollsite.accounts.unsubscribing import Subscription
from pollsite.discussion.letters import quoted, wanted_letter
from pollsite.discussion.types import Status
from pollsite.discussion.words import decision_sentence, moment_in_words
from pollsite.mail import Letter
from pollsite.moderation.rulebook import rule_in_words
from pollsite.moderation.statement_words import (
    how_it_was_found,
    taken_back,
    what_it_means,
    what_was_done,
    who_decided,
)
from pollsite.moderation.statements import Stated
from pollsite.moderation.told import DecisionTold

_WHY = {
    NoticeKind.DECISION: "You get this email because you asked to be told about decisions on your comments.",
    NoticeKind.OUTCOME: "You get this email because you asked to be told what becomes of your reports.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A letter about a decision that is wanted. `stated`: the statement it leads to, for its reader alone.

    `title` is "" where no comment was decided about, `status` None; `source` is "" unless everybody may read it.
    """

    to: str
    name: str
    subscription: Subscription
    decision: DecisionTold
    stated: Stated | None
    comment_id: int | None
    title: str
    status: Status | None
    reason: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Whole addresses: of the statement, of what was written or reported, and the one that stops such letters."""

    statement: str
    subject: str
    stop: str


def letter_about_decision(due: Due, addresses: Addresses) -> Letter:
    """The letter to an author, or to who reported them."""
    if due.subscription.kind is NoticeKind.OUTCOME:
        return _letter(due, addresses, due.decision.to_reporter, f"Your reports:\n{addresses.subject}")
    if due.stated is None:
        return _letter(due, addresses, _as_it_stands(due), f"See it in its place:\n{addresses.subject}")
    if due.stated.decision_id == due.decision.id:
        return _letter(
            due,
            addresses,
            f"{what_was_done(due.stated.restriction)}.",
            statement_in_words(due.stated, addresses),
        )
    return _letter(due, addresses, due.decision.to_author, _what_came_of_it(due, addresses))


def statement_in_words(stated: Stated, addresses: Addresses) -> str:
    """Everything the statement's page says, but for its buttons."""
    rule = stated.rule
    parts = [f"By {rule_in_words(rule.number)}. {rule.text}".strip()]
    if stated.quote:
        parts.append(f"The words it is about:\n\n{quoted(stated.quote)}")
    if stated.note:
        parts.append(f"A note to you:\n\n{quoted(stated.note)}")
    means = what_it_means(
        stated.restriction,
        until=stated.until,
        is_removed=stated.is_removed,
        is_to_be_read=stated.is_to_be_read,
    )
    parts.append(means)
    parts.append(f"{who_decided(stated.actor)} {how_it_was_found(stated.found)}".strip())
    if stated.taken_back_at:
        parts.append(taken_back(stated.taken_back_at))
    else:
        parts.append(
            f"If you think that this is wrong, you can appeal once, until {moment_in_words(stated.appeal_until)}. "
            "Another moderator answers."
        )
    parts.append(f"Read it, and appeal, here:\n{addresses.statement}")
    return "\n\n".join(parts)


def _what_came_of_it(due: Due, addresses: Addresses) -> str:
    note = f"A note to you:\n\n{quoted(due.decision.note)}\n\n" if due.decision.note else ""
    return f"{note}Read it here:\n{addresses.statement}"


def _as_it_stands(due: Due) -> str:
    if due.status is None:
        return due.decision.to_author or "A moderator looked at your name."
    said = decision_sentence(due.status, due.reason)
    return f"{said}\n\n{quoted(due.source)}" if due.source else said


def _letter(due: Due, addresses: Addresses, news: str, rest: str) -> Letter:
    kind = due.subscription.kind
    about = "your report" if kind is NoticeKind.OUTCOME else ("your comment" if due.title else "your name")
    where = f" under “{due.title}”" if due.title else ""
    return wanted_letter(
        to=due.to,
        name=due.name,
        subject=f"About {about}" + (f": {due.title}" if due.title else ""),
        text=f"About {about}{where}:\n\n{news}\n\n{rest}",
        why=_WHY[kind],
        stop_address=addresses.stop,
    )
