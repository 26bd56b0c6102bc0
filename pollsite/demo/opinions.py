"""How made-up readers vote: by their leaning, with doubts, and some change their minds."""

import random
from dataclasses import dataclass

from pollsite.polls.types import Choice, PollDefinition

NOT_SURE = 0.07
PEEKS = 0.08
CHANGES = 0.07
WITHDRAWS = 0.015
STAYS_AWAY = 0.35
SPREAD = 0.17
"""How far an answer strays from the leaning, in widths of the whole scale."""


@dataclass(frozen=True, slots=True)
class Step:
    """A vote at an instant, in seconds since the debate began; `choices` is a mask, 0 says withdrawn."""

    at: float
    choices: int


@dataclass(frozen=True, slots=True)
class Voting:
    """What one reader did in one poll. `peeked_at`: when they looked at the results without a vote."""

    steps: tuple[Step, ...]
    peeked_at: float | None = None

    @property
    def choices(self) -> int:
        """The standing answer; 0 for none."""
        return self.steps[-1].choices if self.steps else 0

    def choices_at(self, at: float) -> int:
        """The answer that stood at that instant; 0 for none."""
        return next((step.choices for step in reversed(self.steps) if step.at <= at), 0)


def vote(
    chance: random.Random, poll: PollDefinition, *, leaning: float, since: float, until: float
) -> Voting:
    """What a reader of this leaning does between the two instants. The first answers of a poll count as at ease."""
    came = since + (until - since) * chance.random() ** 1.7
    peeks = poll.visibility == "after_vote" and chance.random() < PEEKS
    peeked_at = came if peeks else None
    if chance.random() < (0.6 if peeks else STAYS_AWAY):
        return Voting((), peeked_at)
    first = Step(came + (until - came) * 0.001, _answer(chance, poll, leaning))
    steps = [first]
    later = came + (until - came) * (0.05 + 0.9 * chance.random())
    drawn = chance.random()
    if drawn < CHANGES:
        second = _answer(chance, poll, -leaning)
        steps += [Step(later, second)] if second != first.choices else []
    elif drawn < CHANGES + WITHDRAWS:
        steps.append(Step(later, 0))
    return Voting(tuple(steps), peeked_at)


def _answer(chance: random.Random, poll: PollDefinition, leaning: float) -> int:
    """A mask that the poll would accept."""
    if chance.random() < NOT_SURE:
        return sum(1 << choice.position for choice in poll.choices if choice.not_sure)
    answers = [choice for choice in poll.choices if not choice.not_sure]
    nearest = _nearest(chance, answers, leaning)
    if poll.max_choices == 1 or nearest.exclusive:
        return 1 << nearest.position
    wanted = min(poll.max_choices, max(1, round(chance.gauss(1 + 1.2 * (leaning + 1), 0.8))))
    others = [choice for choice in answers if not choice.exclusive and choice is not nearest]
    chosen = [nearest, *others[: wanted - 1]]
    return sum(1 << choice.position for choice in chosen)


def _nearest(chance: random.Random, answers: list[Choice], leaning: float) -> Choice:
    """The answer at that place of the scale, from the first (at ease) to the last (uneasy), give or take."""
    place = (1 - leaning) / 2 + chance.gauss(0, SPREAD)
    return answers[max(0, min(len(answers) - 1, int(place * len(answers))))]
