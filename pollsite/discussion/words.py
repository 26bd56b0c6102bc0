"""What pages, inboxes and letters say about comments and their standing, in words."""

from datetime import datetime

from pollsite.discussion.types import Status

NOBODY = "[deleted]"
"""The author of a comment whose account is gone."""


def moment_in_words(moment: datetime) -> str:
    """ "24 Nov 2026, 00:30 UTC"; the script makes it relative."""
    return f"{moment.day} {moment:%b %Y}, {moment:%H:%M} UTC"


def comments_in_words(number: int) -> str:
    """ "No comments yet", "1 comment", "1,204 comments"."""
    return f"{number:,} comment{'s' if number != 1 else ''}" if number else "No comments yet"


def minds_in_words(number: int) -> str:
    """ "changed 3 minds"; "" for none."""
    return f"changed {number:,} mind{'s' if number != 1 else ''}" if number else ""


def more_replies_in_words(number: int) -> str:
    """What the link to the rest of a thread says."""
    return f"Show {number:,} more repl{'ies' if number != 1 else 'y'}"


def news_in_words(number: int, *, limit: int) -> str:
    """ "5 new since your last visit", "More than 99 new since your last visit"."""
    counted = f"More than {limit}" if number > limit else f"{number}"
    return f"{counted} new since your last visit"


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
