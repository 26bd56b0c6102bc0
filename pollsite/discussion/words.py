"""What pages, inboxes and letters say about comments and their standing, in words."""

from datetime import datetime

from pollsite.discussion.holding import why_held
from pollsite.discussion.types import Status

NOBODY = "[deleted]"
"""The author of a comment whose account is gone."""


def moment_in_words(moment: datetime) -> str:
    """ "24 November 2026, 00:30 UTC"; the script makes it relative."""
    return f"{moment.day} {moment:%B %Y}, {moment:%H:%M} UTC"


def comments_in_words(number: int) -> str:
    """ "1 comment", "1,204 comments"."""
    return f"{number:,} comment{'s' if number != 1 else ''}"


def discussion_state_in_words(*, is_empty: bool, is_closed: bool, is_slice: bool, goes_on: bool) -> str:
    """The one sentence that says why there is nothing to read, or nothing more to write; "" where there is both.

    `goes_on`: the page is not the first one.
    """
    if not is_empty:
        return "This discussion is closed: it can be read, and takes no new comments." if is_closed else ""
    if goes_on:
        return "There are no further threads."
    about = " about this question" if is_slice else ""
    if is_closed:
        return f"This discussion is closed. Nobody wrote anything{about} while it was open."
    if is_slice:
        return "Nobody has written about this question yet."
    return "Nobody has written yet. The first comment sets the tone."


def minds_in_words(number: int) -> str:
    """ "Changed 3 minds"; "" for none."""
    return f"Changed {number:,} mind{'s' if number != 1 else ''}" if number else ""


def more_replies_in_words(number: int) -> str:
    """What the link to the rest of a thread says."""
    return f"Show {number:,} more repl{'ies' if number != 1 else 'y'}"


def news_in_words(number: int, *, limit: int) -> str:
    """ "5 new since your last visit", "More than 99 new since your last visit"."""
    counted = f"More than {limit}" if number > limit else f"{number}"
    return f"{counted} new since your last visit"


def decision_sentence(status: Status, reason: str) -> str:
    """What has become of the reader's own comment; `reason` is why it is held, or the rule by which it was removed."""
    match status:
        case Status.VISIBLE:
            return "Your comment is published: everybody can read it."
        case Status.HELD:
            return f"Your comment waits for a moderator. Nobody else can read it yet. {why_held(reason)}".rstrip()
        case Status.REMOVED:
            by_rule = f": {reason}" if reason else ""
            return f"Your comment was removed by a moderator{by_rule.rstrip('.')}."
        case Status.DELETED:
            return "You have deleted this comment."
