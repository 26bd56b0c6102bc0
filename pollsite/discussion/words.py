"""Sentences about a comment's standing, said alike in the inbox and in letters."""

from pollsite.discussion.types import Status


def decision_sentence(status: Status, reason: str) -> str:
    """What has become of the reader's own comment; `reason` is the rule by which it was removed."""
    match status:
        case Status.VISIBLE:
            return "Your comment is published: everybody can read it."
        case Status.HELD:
            return "Your comment waits for a moderator. Nobody else can read it yet."
        case Status.REMOVED:
            by_rule = f": {reason}" if reason else ""
            return f"Your comment was removed by a moderator{by_rule.rstrip('.')}."
        case Status.DELETED:
            return "You have deleted this comment."
