"""What becomes of a report, in words: to its reporter never more than everybody may know."""

from dataclasses import dataclass

from pollsite.discussion.types import Status
from pollsite.moderation.types import FlagOutcome, FlagReason

NOT_YET = "A moderator has not looked at it yet."
WITHDRAWN = "You have withdrawn this report."
NO_REPORT = (
    "To disagree is no report, so nothing was counted. You can reply, or mark the comment as a weak point."
)
NOTHING_FOUND = "A moderator looked, and found that it breaks no rule."
LOOKED_BEFORE = "A moderator had looked at it for this reason before, and found that it breaks no rule."
AGREED = "A moderator agreed with you, and has acted."
WORDS_GONE = "Its author took the words back before a moderator looked."
NAME_GONE = "The account was deleted before a moderator looked."

THANKS = "You reported this. Thank you. A moderator will look; you find the outcome under"
BEFORE = "You have reported this already."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportStanding:
    """How a report stands. `is_counted`: it is in a case. `status` and `rule` are of its comment as it is now; a name
    has no `status`.
    """

    reason: FlagReason
    outcome: FlagOutcome
    is_withdrawn: bool
    is_counted: bool
    status: Status | None
    rule: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it can still be withdrawn."""
        return not self.is_withdrawn and self.outcome is FlagOutcome.OPEN


def standing_in_words(standing: ReportStanding) -> str:
    """The sentence that says what became of it."""
    if standing.is_withdrawn:
        return WITHDRAWN
    match standing.outcome:
        case FlagOutcome.OPEN:
            return NO_REPORT if standing.reason is FlagReason.DISAGREE else NOT_YET
        case FlagOutcome.REJECTED:
            return NOTHING_FOUND if standing.is_counted else LOOKED_BEFORE
        case FlagOutcome.GONE:
            return NAME_GONE if standing.status is None else WORDS_GONE
        case FlagOutcome.UPHELD:
            return _upheld(standing)


def _upheld(standing: ReportStanding) -> str:
    if standing.status is not Status.REMOVED:
        return AGREED
    by_rule = f": {standing.rule.rstrip('.')}" if standing.rule else ""
    return f"A moderator agreed with you, and removed the comment{by_rule}."


def told_after_flagging(standing: ReportStanding, *, is_repeat: bool) -> str:
    """What the page says to who just reported it, before the words “Your reports” that lead to all of theirs."""
    said = standing_in_words(standing)
    if is_repeat:
        return f"{BEFORE} {said} See"
    if standing.is_open and standing.is_counted:
        return THANKS
    return f"{said} You find it under"
