"""What the page of held votes says; it never says who voted, nor for what."""

from datetime import timedelta

from pollsite.moderation.types import BallotVerdict
from pollsite.polls.suspicion import (
    ADDRESS_BALLOTS,
    ADDRESS_WINDOW,
    BROWSER_BALLOTS,
    BROWSER_WINDOW,
    SPEED_QUESTIONS,
    SPEED_WINDOW,
)
from pollsite.polls.types import Hold
from pollsite.polls.words import counted

REASONS = {
    Hold.ADDRESS: "Burst from one address",
    Hold.BROWSER: "Many readers in one browser",
    Hold.SPEED: "Faster than a page can be read",
}


def rules_in_words() -> tuple[tuple[str, str], ...]:
    """Each reason with when it holds a vote."""
    return (
        (
            REASONS[Hold.ADDRESS],
            f"More than {ADDRESS_BALLOTS} first votes on one question from one address within "
            f"{duration_in_words(ADDRESS_WINDOW)}.",
        ),
        (
            REASONS[Hold.BROWSER],
            f"More than {BROWSER_BALLOTS} from one make of browser, set to the same languages, at one address within "
            f"{duration_in_words(BROWSER_WINDOW)}.",
        ),
        (
            REASONS[Hold.SPEED],
            f"{SPEED_QUESTIONS} or more questions answered for the first time by one reader within "
            f"{duration_in_words(SPEED_WINDOW)}.",
        ),
    )


def duration_in_words(duration: timedelta) -> str:
    """ "3 seconds", "10 minutes", "1 hour"; at least a second."""
    seconds = max(1, round(duration.total_seconds()))
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return counted(seconds // length, unit, f"{unit}s")
    return counted(seconds, "second", "seconds")


def decided_in_words(verdict: BallotVerdict, ballots: int) -> str:
    """What a decision did: "81 votes are counted"."""
    votes = counted(ballots, "vote", "votes")
    is_one = ballots == 1
    return {
        BallotVerdict.COUNT: f"{votes} {'is' if is_one else 'are'} counted",
        BallotVerdict.KEEP: f"{votes} {'stays' if is_one else 'stay'} held",
        BallotVerdict.UNDO: f"{votes} {'waits' if is_one else 'wait'} again",
    }[verdict]
