"""What the discussion speaks of: statuses, marks, sorts, and the facts other features hand around."""

from enum import IntEnum, StrEnum


class Status(StrEnum):
    """Where a comment stands. Only a visible one's words are shown to anybody but its author and moderators."""

    VISIBLE = "visible"
    HELD = "held"
    REMOVED = "removed"
    DELETED = "deleted_by_author"


class Openness(StrEnum):
    """Whether an article's discussion takes comments: at once, only after a moderator has looked, or not."""

    OPEN = "open"
    HOLDING = "holding"
    CLOSED = "closed"


class HoldReason(StrEnum):
    """Why a comment waits for a moderator."""

    GUEST = "guest"
    EVERYTHING = "everything"
    BACKLOG = "backlog"
    """So much waits at present that nothing new is published unseen."""
    FIRST = "first"
    LINK = "link"
    WORD = "word"
    AUTHOR = "author"
    """A moderator decided that everything of this author is to be looked at first."""


class MarkKind(IntEnum):
    """What a reader says of a comment; as a number, so that a sum means something."""

    GOOD = 1
    WEAK = -1


class Sort(StrEnum):
    """In which order threads stand; replies inside a thread always stand oldest first."""

    BEST = "best"
    NEWEST = "newest"
    OLDEST = "oldest"
    DISCUSSED = "discussed"
    MINDS = "minds"
