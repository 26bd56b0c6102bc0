"""The leading question as one reader is asked it twice: before reading, and at the article's end."""

from dataclasses import dataclass
from datetime import datetime

from pollsite.polls.choosing import positions_in
from pollsite.polls.types import NO_STANDING, Phase, PollDefinition, Standing
from pollsite.polls.views import AnswerRow, Draft, answer_rows
from pollsite.polls.words import hold_in_words

ANSWERED = "Your answer is kept. You are asked again at the end."
WITHDRAWN = "Your answer from before reading was withdrawn."


@dataclass(frozen=True, slots=True, kw_only=True)
class TwiceAsked:
    """What both places print. `answers` are those of the form above the article, `answers_after` of the one at its end;
    () where there is no form. `before` and `vote` are what this reader answered, in words.
    """

    poll: PollDefinition
    open: bool
    answers: tuple[AnswerRow, ...]
    answers_after: tuple[AnswerRow, ...]
    before: str
    vote: str
    held: str
    error: str = ""
    notice: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the reader answered the same both times."""
        return bool(self.vote) and self.before == self.vote


def twice_asked(
    poll: PollDefinition,
    *,
    at: datetime,
    standing: Standing = NO_STANDING,
    seed: int = 0,
    draft: Draft | None = None,
    notice: str = "",
) -> TwiceAsked:
    """For one reader. `seed` is their shuffle seed; `draft` is an answer before reading that was refused, and why."""
    is_open = poll.phase(at) is Phase.OPEN
    is_asked = is_open and not standing.choices
    chosen = set(draft.keys) if draft and draft.keys else set[str]()
    return TwiceAsked(
        poll=poll,
        open=is_open,
        answers=answer_rows(poll, None, chosen=chosen, seed=seed) if is_asked and not standing.before else (),
        answers_after=answer_rows(poll, None, chosen=set(), seed=seed) if is_asked else (),
        before=_in_words(poll, standing.before),
        vote=_in_words(poll, standing.choices),
        held=hold_in_words(standing.hold),
        error=draft.sentence if draft else "",
        notice=notice,
    )


def _in_words(poll: PollDefinition, choices: int) -> str:
    return ", ".join(poll.choices[position].label for position in positions_in(choices))
