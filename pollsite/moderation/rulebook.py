"""The rules of the house, as readers are shown them: numbered, so that a decision can name one."""

from dataclasses import dataclass

from pollsite.moderation.types import FlagReason


@dataclass(frozen=True, slots=True)
class Rule:
    """`title` goes behind the number, as in “rule 2, personal attack”; `text` says what it means."""

    number: int
    title: str
    text: str


RULES = (
    Rule(1, "off topic", "Write about the article, its questions, or what you answer."),
    Rule(
        2, "personal attack", "Argue with what somebody says; leave who they are, and how they look, alone."
    ),
    Rule(3, "hate", "Nobody is demeaned for what they were born as, believe, love, or cannot do."),
    Rule(
        4, "spam or advertising", "Nothing is sold or promoted here, and nothing is posted again and again."
    ),
    Rule(
        5,
        "misleading claim",
        "Do not state as fact what you know to be false; say where a figure comes from.",
    ),
    Rule(
        6,
        "illegal content",
        "Nothing that the law forbids to publish: threats, stolen pictures, private data.",
    ),
    Rule(7, "misleading name", "A name is not an insult, and not somebody else's."),
    Rule(
        8, "getting around a decision", "What was removed is not posted again, and a suspension is sat out."
    ),
)
"""Numbers are never given twice: old decisions name them."""

EARLIER = Rule(99, "a rule from before the rules were numbered", "")

RULE_FOR = {
    FlagReason.ATTACK: 2,
    FlagReason.HATE: 3,
    FlagReason.SPAM: 4,
    FlagReason.OFF_TOPIC: 1,
    FlagReason.MISLEADING: 5,
    FlagReason.ILLEGAL: 6,
}
"""Which rule a flag's reason speaks of: proposed to the moderator, who names another with one key."""


def find_rule(number: int | None) -> Rule | None:
    """The rule of that number, if there is one."""
    return next((rule for rule in (*RULES, EARLIER) if rule.number == number), None)


def rule_in_words(number: int) -> str:
    """ "rule 2, personal attack"; "rule 99" for one that is not in force any more."""
    rule = find_rule(number)
    return f"rule {number}, {rule.title}" if rule else f"rule {number}"
