"""Made-up readers of an article with nine questions: in camps, in no camps, or along a line."""

import numpy as np
from numpy.typing import NDArray

from pollsite.articles.types import Kind
from pollsite.insights.answers import Answers
from pollsite.polls.types import PollDefinition
from tests.samples import make_poll

Masks = NDArray[np.int32]
STEPS = ("one", "two", "three", "four", "five")
QUESTIONS: tuple[PollDefinition, ...] = (
    *(make_poll(options=STEPS[:4], number=number) for number in range(1, 6)),
    make_poll(options=STEPS[:2], number=6),
    *(make_poll(kind=Kind.SCALE, options=STEPS, number=number) for number in (7, 8)),
    make_poll(kind=Kind.MULTIPLE, options=STEPS[:4], max_choices=4, number=9),
)
LEFT_OUT = 0.08
"""So many of all questions a reader does not answer."""


def camps(*sizes: int, seed: int, faithful: float = 0.85) -> tuple[Answers, NDArray[np.int64]]:
    """Readers in camps, each with an answer of its own to each question, which its readers give if they are faithful,
    or else any; and by reader the camp's number.
    """
    draw = np.random.default_rng(seed)
    own = [_own_answers(draw, camp) for camp in range(len(sizes))]
    of = np.repeat(np.arange(len(sizes)), sizes)
    masks = np.stack([np.array(own)[of, question] for question in range(len(QUESTIONS))], axis=1)
    unfaithful = draw.random(masks.shape) > faithful
    masks = np.where(unfaithful, _any_answers(draw, len(of)), masks)
    return _answers(draw, masks, of)


def crowd(size: int, *, seed: int, questions: tuple[PollDefinition, ...] = QUESTIONS) -> Answers:
    """Readers who answer each question for itself, some options more often than others."""
    draw = np.random.default_rng(seed)
    columns = []
    for poll in questions:
        options = len(poll.choices)
        columns.append(1 << draw.choice(options, size=size, p=draw.dirichlet(np.full(options, 2.0))))
    return _answers(draw, np.stack(columns, axis=1), np.zeros(size, dtype=np.int64), questions)[0]


def line(size: int, *, seed: int) -> Answers:
    """Readers along a line: most in its middle, and answers the more alike the closer they are."""
    draw = np.random.default_rng(seed)
    where = draw.normal(size=size)
    columns = []
    for poll in QUESTIONS:
        options = len(poll.choices) - 1
        place = np.clip(
            np.round((where + draw.normal(scale=0.8, size=size)) * 0.8 + (options - 1) / 2), 0, options - 1
        )
        columns.append(1 << place.astype(np.int64))
    return _answers(draw, np.stack(columns, axis=1), np.zeros(size, dtype=np.int64))[0]


def alike(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """The adjusted Rand index of two groupings of the same readers: 1 for the same, 0 for chance."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    by_chance = rows * columns / pairs(np.array([table.sum()]))
    return (pairs(table) - by_chance) / ((rows + columns) / 2 - by_chance)


def _own_answers(draw: np.random.Generator, camp: int) -> list[int]:
    """One option, another one for each camp; of several answers a different two."""
    options = [len(poll.choices) - 1 for poll in QUESTIONS]
    single = [
        1 << int((draw.integers(number) if number < 4 else camp + place) % number)
        for place, number in enumerate(options[:-1])
    ]
    return [*single, (0b0011, 0b1100, 0b0101)[camp % 3]]


def _any_answers(draw: np.random.Generator, size: int) -> Masks:
    columns = [1 << draw.integers(len(poll.choices), size=size) for poll in QUESTIONS]
    return np.stack(columns, axis=1).astype(np.int32)


def _answers(
    draw: np.random.Generator,
    masks: NDArray[np.int64] | Masks,
    of: NDArray[np.int64],
    questions: tuple[PollDefinition, ...] = QUESTIONS,
) -> tuple[Answers, NDArray[np.int64]]:
    """Some leave out some; in the order in which ballots are read."""
    masks = np.where(draw.random(masks.shape) < LEFT_OUT, 0, masks).astype(np.int32)
    order = np.lexsort(masks.T[::-1])
    return Answers(questions, masks[order]), of[order]
