"""What has just happened to a comment, said to its author where the comment stands, as long as it is true."""

from pollsite.discussion.types import Status

_NO_VOTE = "You have no vote on these questions yet, so none is shown."
_WORDS = {
    ("posted", Status.VISIBLE): "Your comment was posted.",
    ("held", Status.HELD): "Your comment waits for a moderator.",
    ("edited", Status.VISIBLE): "Your comment was changed.",
    ("edited", Status.HELD): "Your comment was changed. It still waits for a moderator.",
    ("edited-waits", Status.HELD): "Your comment was changed, so it waits for a moderator again.",
    ("repeat", Status.VISIBLE): "You have posted this already: here it is.",
    ("repeat", Status.HELD): "You have posted this already. It waits for a moderator.",
    ("no-vote", Status.VISIBLE): f"Your comment was posted. {_NO_VOTE}",
    ("no-vote", Status.HELD): f"Your comment waits for a moderator. {_NO_VOTE}",
}


def told_in_words(told: str, *, own: bool, status: Status) -> str:
    """The sentence for `?told=` in the address of a comment; "" where there is nothing true to be said. Why it is held
    is said beside its words.
    """
    return _WORDS.get((told, status), "") if own else ""
