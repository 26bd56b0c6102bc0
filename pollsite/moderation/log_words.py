"""What the log says of a step, in words."""

from pollsite.moderation.decision_words import decision_in_words
from pollsite.moderation.exports import Row
from pollsite.moderation.log_lines import LogLine, PublicLine
from pollsite.moderation.types import Actor, AppealOutcome, DecisionKind

ACTORS = {
    Actor.MODERATOR: "a moderator",
    Actor.OPERATOR: "whoever runs the site",
    Actor.AUTOMATIC: "automatic",
    Actor.AUTHOR: "its author",
}
_APPEALED = {
    AppealOutcome.OPEN: "Appealed, waits for an answer",
    AppealOutcome.ACCEPTED: "Appealed, upheld",
    AppealOutcome.REJECTED: "Appealed, rejected",
}
TAKES_BACK = "An earlier decision taken back"
"""The step itself; the decision that it is about says “Taken back”."""
KINDS = tuple(
    (kind, TAKES_BACK if kind is DecisionKind.UNDO else decision_in_words(kind)) for kind in DecisionKind
)
"""What the log can be narrowed to, in the order of the list."""
LOG_COLUMNS = (
    "id",
    "at",
    "what",
    "kind",
    "actor",
    "moderator",
    "author",
    "rule",
    "reason",
    "quote",
    "note",
    "comment",
    "case",
    "status_before",
    "status_after",
    "until",
    "takes_back",
    "taken_back",
    "appeal",
)


def step_in_words(line: LogLine | PublicLine) -> str:
    """ "Removed by rule 2, personal attack"."""
    if line.kind is DecisionKind.UNDO:
        return TAKES_BACK
    return decision_in_words(line.kind, rule=line.rule, status_after=line.status_after)


def afterwards_in_words(line: LogLine | PublicLine) -> str:
    """What became of it: "Taken back", "Appealed, upheld"; "" if it stands."""
    told = ["Taken back"] if line.is_undone else []
    told += [_APPEALED[line.appeal]] if line.appeal is not None else []
    return "; ".join(told)


def log_row(line: LogLine) -> Row:
    """Everything that is kept of a step, for moderators, by LOG_COLUMNS."""
    return {
        "id": line.id,
        "at": line.at,
        "what": step_in_words(line),
        "kind": line.kind.value,
        "actor": line.actor.value,
        "moderator": line.moderator,
        "author": line.author,
        "rule": line.rule,
        "reason": line.reason,
        "quote": line.quote,
        "note": line.note,
        "comment": line.comment_id,
        "case": line.case_id,
        "status_before": line.status_before,
        "status_after": line.status_after,
        "until": line.until,
        "takes_back": line.undoes_id,
        "taken_back": line.is_undone,
        "appeal": afterwards_in_words(line) if line.appeal is not None else "",
    }
