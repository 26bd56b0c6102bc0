"""Why something can be reported, in the words of the form, of its help and of the queue."""

from dataclasses import dataclass

from pollsite.moderation.types import FlagReason


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """`title` names the reason, `line` says in one line when it is meant."""

    reason: FlagReason
    title: str
    line: str


REASONS = (
    ReasonLine(FlagReason.ATTACK, "Personal attack", "It goes for a person, not for what they said."),
    ReasonLine(
        FlagReason.HATE, "Hate", "It demeans people for what they were born as, believe, love or cannot do."
    ),
    ReasonLine(FlagReason.SPAM, "Spam or advertising", "It sells something, or says the same everywhere."),
    ReasonLine(FlagReason.OFF_TOPIC, "Off topic", "It has nothing to do with the article or the thread."),
    ReasonLine(
        FlagReason.MISLEADING, "Misleading claim", "It states as fact what is false, or made up. Say what."
    ),
    ReasonLine(
        FlagReason.ILLEGAL,
        "Illegal content",
        "The law forbids to publish it: a threat, a stolen picture, private data.",
    ),
    ReasonLine(FlagReason.DISAGREE, "I disagree", "It breaks no rule, but it is wrong."),
    ReasonLine(FlagReason.OTHER, "Something else", "Say in your own words what is wrong with it."),
)
"""In the order of the form."""

NAME_REASONS = (
    ReasonLine(FlagReason.ATTACK, "Personal attack", "The name insults somebody."),
    ReasonLine(
        FlagReason.HATE, "Hate", "It demeans people for what they were born as, believe, love or cannot do."
    ),
    ReasonLine(FlagReason.SPAM, "Spam or advertising", "It advertises something."),
    ReasonLine(FlagReason.MISLEADING, "Misleading name", "It pretends to be somebody else. Say whom."),
    ReasonLine(FlagReason.ILLEGAL, "Illegal content", "The law forbids to publish it."),
    ReasonLine(FlagReason.OTHER, "Something else", "Say in your own words what is wrong with it."),
)
"""The same for a member's name."""

NEEDS_NOTE = frozenset({FlagReason.ILLEGAL, FlagReason.OTHER})
"""These say nothing without the reporter's own words."""

GOOD_FAITH = "I believe in good faith that what I report is accurate and complete."
"""What the box says that must be ticked for illegal content."""

_TITLES = {line.reason: line.title for line in REASONS}
_NAME_TITLES = {line.reason: line.title for line in NAME_REASONS}


def reason_in_words(reason: FlagReason, *, of_name: bool = False) -> str:
    """ "Personal attack"; for a member's name, in its own words where it has any."""
    title = _TITLES[reason]
    return _NAME_TITLES.get(reason, title) if of_name else title
