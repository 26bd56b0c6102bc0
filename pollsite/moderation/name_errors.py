"""Why somebody may not call themselves so, each in a sentence that says what to do. `address`: where they find more."""

from collections.abc import Sequence
from datetime import datetime

from pollsite.accounts.errors import AccountRefused
from pollsite.discussion.words import moment_in_words
from pollsite.moderation.rulebook import Rule


class BannedName(AccountRefused):
    """A word is in the name that is not published here."""

    def __init__(self, words: Sequence[str]) -> None:
        named = ", ".join(f"“{word}”" for word in words)
        super().__init__(f"Not published on this site, in names either: {named}. Please choose another name.")


class RemovedName(AccountRefused):
    """A moderator took the name away, and the decision stands."""

    def __init__(self, name: str, *, decision_id: int) -> None:
        self.address = f"/statements/{decision_id}"
        super().__init__(
            f"A moderator took the name “{name}” away, and this one looks like it. Choose another; why, and how to "
            "appeal, is in the decision."
        )


class SuspendedName(AccountRefused):
    """A name is words, too, and its bearer may not write until a moment."""

    status = 403

    def __init__(self, *, days: int, rule: Rule, until: datetime, decision_id: int) -> None:
        self.address = f"/statements/{decision_id}"
        super().__init__(
            f"A moderator suspended you for {days} day{'s' if days != 1 else ''} by rule {rule.number}, {rule.title}, "
            f"until {moment_in_words(until)}. Until then your name stays as it is; what you typed is still here. "
            "Why, and how to appeal, is in the decision."
        )
