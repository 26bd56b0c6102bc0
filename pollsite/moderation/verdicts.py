"""What a moderator would have done, and the rules by which it is complete; nothing is looked up for it."""

from dataclasses import dataclass

from pollsite.discussion.types import Status
from pollsite.moderation.decision_errors import DaysMissing, DecisionTooLong, DecisionUnknown, RuleMissing
from pollsite.moderation.limits import MAX_NOTE, MAX_SUSPENSION_DAYS
from pollsite.moderation.rulebook import RULES
from pollsite.moderation.types import DecisionKind, Restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision as its form sends it, about a case or, without one, about a comment.

    `version` is the case's or, without one, the number of the latest step about the comment, 0 for none;
    `revision` the words'. Both as they were looked at; None where whoever decides takes what is there.
    `moderator_id` None is the operator. `removes`: the words go out of sight too. `rule` is a number of the rulebook.
    `seen_flag` is the newest of the case's flags that were looked at. `second_look`: drawn by lot to be shown to somebody
    else.
    """

    kind: DecisionKind
    case_id: int | None = None
    comment_id: int | None = None
    version: int | None = None
    revision: int | None = None
    moderator_id: int | None = None
    removes: bool = False
    rule: int | None = None
    quote: str = ""
    note: str = ""
    days: int | None = None
    seen_flag: int | None = None
    second_look: bool = False

    @property
    def takes_words_away(self) -> bool:
        """Whether the comment is out of sight afterwards."""
        return self.kind is DecisionKind.REMOVE or (self.removes and self.kind in MAY_REMOVE)

    @property
    def restricts(self) -> bool:
        """Whether somebody is restricted by it, and so is told by which rule."""
        return self.takes_words_away or self.kind in ON_PEOPLE


ON_PEOPLE = (DecisionKind.WARN, DecisionKind.SUSPEND, DecisionKind.HOLD_AUTHOR)
"""Decisions on somebody who has an account."""
MAY_REMOVE = (*ON_PEOPLE, DecisionKind.LOCK)
DECIDES = (DecisionKind.KEEP, DecisionKind.REMOVE, *MAY_REMOVE)
"""After one of these there is nothing left to decide about the words; each can be undone."""
STEPS_BACK = (DecisionKind.RESTORE, DecisionKind.UNLOCK, DecisionKind.FREE_AUTHOR)
"""These take one thing back, and leave what waits for a decision waiting."""
ABOUT_NAMES = (DecisionKind.KEEP, DecisionKind.REMOVE, DecisionKind.WARN, DecisionKind.SUSPEND)

_IN_FORCE = frozenset(rule.number for rule in RULES)
_RESTRICTIONS = {
    DecisionKind.WARN: Restriction.WARNED,
    DecisionKind.SUSPEND: Restriction.SUSPENDED,
    DecisionKind.HOLD_AUTHOR: Restriction.ALWAYS_HELD,
}


def refuse_incomplete(verdict: Verdict) -> None:
    """Raises DecisionUnknown, RuleMissing, DaysMissing or DecisionTooLong."""
    if verdict.kind not in (*DECIDES, *STEPS_BACK):
        raise DecisionUnknown
    if verdict.restricts and verdict.rule not in _IN_FORCE:
        raise RuleMissing
    if verdict.kind is DecisionKind.SUSPEND and not 1 <= (verdict.days or 0) <= MAX_SUSPENSION_DAYS:
        raise DaysMissing
    if max(len(verdict.note), len(verdict.quote)) > MAX_NOTE:
        raise DecisionTooLong


def status_after(verdict: Verdict, *, before: Status) -> Status:
    """Where the comment stands afterwards: visible or removed, unless only something else is taken back.

    What was removed before stays so, whatever else is decided about its author.
    """
    if verdict.kind in (DecisionKind.RESTORE, DecisionKind.KEEP):
        return Status.VISIBLE
    if verdict.kind in STEPS_BACK or before is Status.REMOVED:
        return before
    return Status.REMOVED if verdict.takes_words_away else Status.VISIBLE


def restriction_of(verdict: Verdict, *, is_name: bool) -> Restriction | None:
    """What the person it restricts is told was done; None where nobody is restricted."""
    if not verdict.restricts:
        return None
    taken_away = Restriction.NAME_RESET if is_name else Restriction.REMOVED
    return _RESTRICTIONS.get(verdict.kind, taken_away)
