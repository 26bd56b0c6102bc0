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


def decision_in_words(
    kind: DecisionKind, *, rule: int | None = None, status_before: str = "", status_after: str = ""
) -> str:
    """ "Removed by rule 2, personal attack"; "Author warned and comment removed by rule 3, hate".

    Of what was held before, that and whether it can be read now is said; "" where a status is not known.
    """
    is_out = status_before == Status.HELD and status_after == Status.VISIBLE
    if is_out and kind is DecisionKind.KEEP:
        return "Published"
    also = ""
    if kind in _ALSO_REMOVES and status_after == Status.REMOVED != status_before:
        also = " and comment removed"
    elif kind in _ALSO_REMOVES and is_out:
        also = " and comment published"
    by_rule = f" by {rule_in_words(rule)}" if rule else ""
    return f"{_DONE[kind]}{also}{by_rule}"
