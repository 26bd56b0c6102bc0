"""What a step in the log is called on the moderators' own pages."""

from pollsite.discussion.types import Status
from pollsite.moderation.rulebook import rule_in_words
from pollsite.moderation.types import DecisionKind

_DONE = {
    DecisionKind.KEEP: "Kept",
    DecisionKind.REMOVE: "Removed",
    DecisionKind.WARN: "Author warned",
    DecisionKind.SUSPEND: "Author suspended",
    DecisionKind.LOCK: "Thread locked",
    DecisionKind.UNLOCK: "Thread unlocked",
    DecisionKind.HOLD_AUTHOR: "Author held from now on",
    DecisionKind.FREE_AUTHOR: "Author no longer held",
    DecisionKind.RESTORE: "Restored",
    DecisionKind.UNDO: "Taken back",
    DecisionKind.ACCEPT_APPEAL: "Appeal accepted",
    DecisionKind.REJECT_APPEAL: "Appeal rejected",
    DecisionKind.HOLD: "Held",
    DecisionKind.COLLAPSE: "Collapsed",
    DecisionKind.DELETE: "Deleted by its author",
}
_ALSO_REMOVES = (DecisionKind.WARN, DecisionKind.SUSPEND, DecisionKind.HOLD_AUTHOR, DecisionKind.LOCK)


def decision_in_words(kind: DecisionKind, *, rule: int | None = None, status_after: str = "") -> str:
    """ "Removed by rule 2, personal attack"; "Author warned and comment removed by rule 3, hate"."""
    also = " and comment removed" if kind in _ALSO_REMOVES and status_after == Status.REMOVED else ""
    by_rule = f" by {rule_in_words(rule)}" if rule else ""
    return f"{_DONE[kind]}{also}{by_rule}"
