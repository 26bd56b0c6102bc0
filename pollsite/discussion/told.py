"""What has just happened to a comment, said to its author where the comment stands, as long as it is true."""

from pollsite.discussion.types import Status

_WORDS = {
    ("posted", Status.VISIBLE): "Your comment was posted.",
    ("held", Status.HELD): "Your comment waits for a moderator. So far only you can read it.",
    ("edited", Status.VISIBLE): "Your comment was changed.",
    ("edited", Status.HELD): "Your comment was changed. It still waits for a moderator.",
}


def told_in_words(told: str, *, own: bool, status: Status) -> str:
    """The sentence for `?told=` in the address of a comment; "" where there is nothing true to be said."""
    return _WORDS.get((told, status), "") if own else ""
