"""What moderation speaks of: reasons, cases, decisions and their outcomes."""

from enum import StrEnum


class FlagReason(StrEnum):
    """Why somebody reports words or a name."""

    ATTACK = "attack"
    HATE = "hate"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    MISLEADING = "misleading"
    ILLEGAL = "illegal"
    DISAGREE = "disagree"
    """A decoy: kept, and never counted as a flag."""
    OTHER = "other"


class FlagOutcome(StrEnum):
    """What became of a flag."""

    OPEN = ""
    UPHELD = "upheld"
    REJECTED = "rejected"
    GONE = "gone"
    """The author took the words back before anybody decided."""


class CaseKind(StrEnum):
    """Why something waits for a decision."""

    FLAGGED = "flagged"
    HELD = "held"
    NAME = "name"
    APPEAL = "appeal"
    SECOND_LOOK = "second_look"
    """A decision is quietly shown to a second moderator, as the case it was."""
    FOUND = "found"
    """A moderator decided on the page itself: opened and closed in one transaction."""


class DecisionKind(StrEnum):
    """A step in the log. The first ones are a moderator's, then those by which one takes a step back, then the
    automatic ones and the author's own.
    """

    KEEP = "keep"
    REMOVE = "remove"
    WARN = "warn"
    SUSPEND = "suspend"
    LOCK = "lock"
    UNLOCK = "unlock"
    HOLD_AUTHOR = "hold_author"
    FREE_AUTHOR = "free_author"
    RESTORE = "restore"
    UNDO = "undo"
    ACCEPT_APPEAL = "accept_appeal"
    REJECT_APPEAL = "reject_appeal"
    HOLD = "hold"
    COLLAPSE = "collapse"
    DELETE = "delete"


class Actor(StrEnum):
    """Who took a step."""

    MODERATOR = "moderator"
    OPERATOR = "operator"
    AUTOMATIC = "automatic"
    AUTHOR = "author"


class Restriction(StrEnum):
    """What a statement tells its reader was done."""

    REMOVED = "removed"
    WARNED = "warned"
    SUSPENDED = "suspended"
    ALWAYS_HELD = "always_held"
    NAME_RESET = "name_reset"


class AppealOutcome(StrEnum):
    """What became of an appeal."""

    OPEN = ""
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class WordKind(StrEnum):
    """What a watched word does: hold the comment, or refuse it."""

    SUSPECT = "suspect"
    BANNED = "banned"


class BallotVerdict(StrEnum):
    """What is decided about held ballots: they count, they stay held, or an earlier decision is taken back."""

    COUNT = "count"
    KEEP = "keep"
    UNDO = "undo"
