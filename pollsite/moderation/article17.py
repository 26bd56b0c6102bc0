"""The statement of reasons that Article 17 of the EU's Digital Services Act (Regulation 2022/2065) asks for, as fields.

What paragraph 3 lists, point by point; and nothing that says who wrote, who reported, who decided or what was said.
"""

from dataclasses import dataclass
from datetime import date, datetime

from pollsite.discussion.types import Status
from pollsite.moderation.exports import Row
from pollsite.moderation.limits import APPEAL_WINDOW
from pollsite.moderation.rulebook import find_rule, rule_in_words
from pollsite.moderation.types import Actor, AppealOutcome, Restriction

ILLEGAL_CONTENT = 6
"""The rule that speaks of the law; every other one is the house's own."""

_RESTRICTIONS = {
    Restriction.REMOVED: ("comment removed", "visibility of one comment"),
    Restriction.WARNED: ("author warned", "writing, until the warning is read"),
    Restriction.SUSPENDED: ("author suspended", "writing; reading and voting stay open"),
    Restriction.ALWAYS_HELD: (
        "author's comments held for review",
        "visibility of each new comment until reviewed",
    ),
    Restriction.NAME_RESET: ("display name taken back", "the name shown beside a member's comments"),
}
_WITHOUT_END = {
    Restriction.WARNED: "until the warning is read",
    Restriction.ALWAYS_HELD: "until it is taken back",
}
REDRESS = (
    f"appeal on this site within {APPEAL_WINDOW.days} days, decided by another moderator; "
    "out-of-court dispute settlement (Article 21); the courts"
)
COLUMNS = (
    "statement",
    "decided_on",
    "restriction",
    "scope",
    "territory",
    "duration",
    "ground",
    "rule",
    "facts",
    "source",
    "automated_detection",
    "automated_decision",
    "redress",
    "appeal",
    "taken_back",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A decision that restricted somebody, as the log has it.

    `number` is its place in the log. `was_reported`: somebody had flagged it. `was_detected`: a word or a link had
    held it automatically.
    """

    number: int
    restriction: Restriction
    rule: int
    actor: Actor
    at: datetime
    until: datetime | None
    status_after: str
    was_reported: bool
    was_detected: bool
    appeal: AppealOutcome | None
    is_undone: bool


def statement_fields(stated: Stated) -> Row:
    """The fields by COLUMNS. The letters are those of paragraph 3."""
    done, scope = _RESTRICTIONS[stated.restriction]
    also = stated.status_after == Status.REMOVED and stated.restriction is not Restriction.REMOVED
    rule = find_rule(stated.rule)
    automatic = stated.actor is Actor.AUTOMATIC
    return {
        "statement": stated.number,
        "decided_on": _day(stated.at).isoformat(),
        "restriction": f"{done}, comment removed" if also else done,  # (a)
        "scope": scope,
        "territory": "everywhere",
        "duration": _duration(stated),
        "ground": ground_of(stated.rule),  # (d), (e)
        "rule": rule_in_words(stated.rule),
        "facts": rule.title if rule else "",  # (b)
        "source": "notice of a reader" if stated.was_reported else "own initiative",
        "automated_detection": stated.was_detected,  # (c)
        "automated_decision": automatic,
        "redress": REDRESS,  # (f)
        "appeal": appeal_in_words(stated.appeal),
        "taken_back": stated.is_undone,
    }


def ground_of(rule: int) -> str:
    """Whether a rule is the law's or the house's."""
    return "illegal content" if rule == ILLEGAL_CONTENT else "the site's own rules"


def appeal_in_words(outcome: AppealOutcome | None) -> str:
    """ "none", "waiting", "accepted", "rejected"."""
    return "none" if outcome is None else outcome.value or "waiting"


def _duration(stated: Stated) -> str:
    if stated.until is not None:
        days = round((stated.until - stated.at).total_seconds() / 86_400)
        return f"{days} day{'s' if days != 1 else ''}"
    return _WITHOUT_END.get(stated.restriction, "without end, unless taken back")


def _day(at: datetime) -> date:
    return at.date()
