"""How the public numbers are said in sentences."""

from datetime import datetime

from pollsite.discussion.words import moment_in_words


def count_in_words(number: int, word: str) -> str:
    """ "1,204 comments", "1 comment", "no comments"."""
    return f"{number:,} {word}{'s' if number != 1 else ''}" if number else f"no {word}s"


def were(number: int, word: str) -> str:
    """ "1 comment was", "no comments were"."""
    return f"{count_in_words(number, word)} {'was' if number == 1 else 'were'}"


def so_many_were(number: int) -> str:
    """ "1 was", "12 were", "none were"."""
    return f"{or_none(number)} {'was' if number == 1 else 'were'}"


def or_none(number: int) -> str:
    """ "12"; "none" for nothing."""
    return f"{number:,}" if number else "none"


def capitalised(words: str) -> str:
    """The words as a sentence begins with them; names within keep their letters."""
    return words[:1].upper() + words[1:]


def hours_in_words(hours: float) -> str:
    """ "under a minute", "12 minutes", "2.3 hours", "3.1 days"."""
    minutes = round(hours * 60)
    if minutes < 60:
        return count_in_words(minutes, "minute") if minutes else "under a minute"
    return f"{hours:.1f} hours" if hours < 48 else f"{hours / 24:.1f} days"


def oldest_in_words(since: datetime | None) -> str:
    """Since when the oldest case waits."""
    if since is None:
        return "Nothing waits for a moderator."
    return f"What has waited longest for a moderator has done so since {moment_in_words(since)}."
