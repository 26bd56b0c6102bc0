"""What has just happened to a comment, said to its author where the comment stands, as long as it is true."""

from pollsite.discussion.holding import why_held
from pollsite.discussion.types import Status

_ONLY_YOU = "So far only you can read it."
_NO_VOTE = "You have no vote on these questions yet, so none is shown."
_WORDS = {
    ("posted", Status.VISIBLE): "Your comment was posted.",
    ("held", Status.HELD): f"Your comment waits for a moderator. {_ONLY_YOU}",
    ("edited", Status.VISIBLE): "Your comment was changed.",
    ("edited", Status.HELD): "Your comment was changed. It still waits for a moderator.",
    ("edited-waits", Status.HELD): "Your comment was changed, so it waits for a moderator again.",
    ("repeat", Status.VISIBLE): "You have posted this already: here it is.",
    ("repeat", Status.HELD): f"You have posted this already. It waits for a moderator. {_ONLY_YOU}",
    ("no-vote", Status.VISIBLE): f"Your comment was posted. {_NO_VOTE}",
    ("no-vote", Status.HELD): f"Your comment waits for a moderator. {_ONLY_YOU} {_NO_VOTE}",
}


def told_in_words(told: str, *, own: bool, status: Status, reason: str = "") -> str:
    """The sentence for `?told=` in the address of a comment; "" where there is nothing true to be said.

    `reason` is why it is held, which is said too.
    """
    sentence = _WORDS.get((told, status), "") if own else ""
    why = why_held(reason) if sentence and status is Status.HELD else ""
    return f"{sentence} {why}".rstrip()
