"""Why the gate refuses words, each in a sentence that says what to do. `address`: where the author finds more."""

from collections.abc import Sequence
from datetime import datetime

from pollsite.discussion.words import moment_in_words
from pollsite.moderation.errors import WordsRefused
from pollsite.moderation.rulebook import rule_in_words

MAX_NAMED = 5
"""So many banned words are named at once, which are enough to begin with."""
_KEPT = "Your text is still here"


class Suspended(WordsRefused):
    """The author may not write until a moment."""

    is_final = True

    def __init__(self, *, since: datetime, until: datetime, rule: int | None, decision_id: int) -> None:
        self.address = f"/statements/{decision_id}"
        days = max(1, round((until - since).total_seconds() / 86_400))
        by_rule = f" by {rule_in_words(rule)}" if rule is not None else ""
        suspended = (
            f"A moderator suspended you for {days} day{'s' if days > 1 else ''}{by_rule}, "
            f"until {moment_in_words(until)}. Until then nothing you write is stored; you can read, vote and delete."
        )
        why = "Why, and how to appeal, is in the decision."
        self.unwritten = f"{suspended} {why}"
        super().__init__(f"{suspended} {_KEPT} to copy. {why}")


class WarningUnread(WordsRefused):
    """A warning is to be read first."""

    unwritten = "A moderator has warned you. Read the warning and say so there before you write."

    def __init__(self, decision_id: int) -> None:
        self.address = f"/statements/{decision_id}"
        super().__init__(
            f"A moderator has warned you. Read the warning and say so there, then post this. {_KEPT}."
        )


class BannedWords(WordsRefused):
    """Words are in it that are not published here."""

    status = 422

    def __init__(self, words: Sequence[str]) -> None:
        named = ", ".join(f"“{word}”" for word in words[:MAX_NAMED])
        it = "it" if len(words) == 1 else "them"
        super().__init__(
            f"Not published on this site: {named}. So this was not stored. {_KEPT}: you can say it without {it}."
        )


class ReplyToFlagged(WordsRefused):
    """Somebody answers what they have reported."""

    status = 409

    def __init__(self) -> None:
        super().__init__(
            "You reported the comment you answer, so a moderator answers for you, and your reply was not posted. "
            f"{_KEPT}: you can withdraw the report, or post it as a comment of its own."
        )


class CoolingDown(WordsRefused):
    """The thread is heated, and this person has just written in it. How many have reported something is not said."""

    status = 429

    def __init__(self, *, wait_min: int) -> None:
        self.retry_after_s = 60 * wait_min
        minutes = f"{wait_min} minutes" if wait_min > 1 else "a minute"
        super().__init__(
            "Something in this thread was reported, so replies of one person stand some minutes apart for now. "
            f"{_KEPT}; try again in {minutes}."
        )


class WordRefused(Exception):
    """What a moderator typed cannot be watched for; str() is the sentence."""

    status = 422
