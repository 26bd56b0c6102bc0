"""What the page says about a poll, in words. Times are absolute, in UTC; the script makes them relative."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pollsite.articles.types import Kind
from pollsite.polls.rounding import percent_of
from pollsite.polls.types import Hold, Phase, PollDefinition, PollState


def date_in_words(moment: datetime) -> str:
    """ "24 November 2026, 00:30 UTC", without the time at midnight."""
    day = f"{moment.day} {moment:%B %Y}"
    return day if (moment.hour, moment.minute) == (0, 0) else f"{day}, {moment:%H:%M} UTC"


def not_open_sentence(poll: PollDefinition) -> str:
    """Says when voting begins; only for a poll with `opens_at`."""
    assert poll.opens_at is not None
    return f"Voting has not begun: it opens on {date_in_words(poll.opens_at)}. Nothing was counted."


def closed_sentence(poll: PollDefinition) -> str:
    """Says when voting ended; only for a poll with `closes_at`."""
    assert poll.closes_at is not None
    return f"This poll closed on {date_in_words(poll.closes_at)}. Nothing was changed."


@dataclass(frozen=True, slots=True)
class DatedWords:
    """A phrase and the instant it leads to: "Open until", 1 December 2026."""

    phrase: str
    at: datetime

    @property
    def date(self) -> str:
        """The instant in words."""
        return date_in_words(self.at)


def phase_in_words(poll: PollDefinition, *, at: datetime) -> DatedWords | None:
    """The poll's state with its date; None when it is open without an end."""
    match poll.phase(at):
        case Phase.NOT_OPEN if poll.opens_at:
            return DatedWords("Opens on", poll.opens_at)
        case Phase.CLOSED if poll.closes_at:
            return DatedWords("Closed on", poll.closes_at)
        case Phase.OPEN if poll.closes_at:
            return DatedWords("Open until", poll.closes_at)
    return None


def counted(number: int, one: str, many: str) -> str:
    """ "1 vote", "1,204 votes"."""
    return f"{number:,} {one if number == 1 else many}"


def voters_in_words(state: PollState) -> str:
    """The total as a phrase: "No votes yet", "1 reader voted", "1,204 readers voted", "1,204 counted · 31 held"."""
    if state.tally.held:
        return f"{state.tally.voters:,} counted\u00a0· {state.tally.held:,} held"
    if state.tally.voters == 0:
        return "No votes yet"
    return counted(state.tally.voters, "reader voted", "readers voted")


HELD_NOTE = "Held votes came in a burst. They are kept apart, in no bar and no percentage, unless a moderator counts them."
_WAITS_BECAUSE = {
    Hold.ADDRESS: "very many votes on this question came from one address within minutes",
    Hold.BROWSER: "very many votes on this question came from one kind of browser at one address within an hour",
    Hold.SPEED: "several questions were answered faster than they can be read",
}
_LEFT_OUT = "A moderator has looked at the votes it came with and left them out of the count. You can change or withdraw it."


def hold_in_words(hold: Hold) -> str:
    """To the reader, of their vote that is held: why, and what follows; "" for one that is counted."""
    if hold is Hold.NONE:
        return ""
    if hold is Hold.KEPT:
        return _LEFT_OUT
    return (
        f"It waits for a look because {_WAITS_BECAUSE[hold]}. Until a moderator has looked it is held, not counted; "
        "you can change or withdraw it."
    )


def agreement_in_words(state: PollState) -> str:
    """For a scale, how many of those who were sure chose its first two steps, the denominator stated; else ""."""
    if state.definition.kind is not Kind.SCALE:
        return ""
    answered = zip(state.definition.choices, state.tally.counts, strict=True)
    sure = [count for choice, count in answered if not choice.not_sure]
    total = sum(sure)
    if total == 0:
        return ""
    agree = percent_of(sum(sure[:2]), total)
    towards = state.definition.choices[0].label
    readers = counted(total, "reader who was", "readers who were")
    return f"{agree}\u202f% lean towards “{towards}”, of the {readers} sure"


def leading_in_words(state: PollState, percents: Sequence[int]) -> str:
    """ "Yes, if disclosed · 61 %"; answers that are level are named together with their count, because rounding
    may give them different percentages; "No votes" for none.
    """
    counts = state.tally.counts
    most = max(counts)
    if not most:
        return "No votes"
    leaders = [position for position, count in enumerate(counts) if count == most]
    labels = [state.definition.choices[position].label for position in leaders]
    if len(leaders) == 1:
        return f"{labels[0]}\u00a0·\u00a0{percents[leaders[0]]}\u202f%"
    level = f"“{labels[0]}” and “{labels[1]}”" if len(leaders) == 2 else f"{len(leaders)} answers level"
    return f"{level}\u00a0·\u00a0{counted(most, 'vote', 'votes')} each".replace(" each", "\u00a0each")


def earlier_in_words(state: PollState) -> str:
    """ "v2: 310 votes · v1: 12, earlier wording", newest first; "" while there is only one wording."""
    if not state.earlier:
        return ""
    votes = counted(state.tally.voters, "vote", "votes")
    present = f"v{state.definition.wording}: {votes}{_and_held(state.tally.held)}"
    past = (
        f"v{wording.number}: {wording.voters:,}{_and_held(wording.held)}, earlier wording"
        for wording in reversed(state.earlier)
    )
    return " · ".join((present, *past))


def _and_held(held: int) -> str:
    return f", {held:,} held" if held else ""
