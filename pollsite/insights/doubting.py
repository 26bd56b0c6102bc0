"""Whether groups are clear, or what k-means finds in anything: it divides a single cloud of readers as well.

They are if their silhouette is that of a "reasonable structure" (L. Kaufman and P. J. Rousseeuw, Finding Groups in Data,
1990, table 4 of chapter 2: below 0.5 "the structure is weak and could be artificial"), and if it is clearly higher than
that of what has no groups: the same answers to each question, shuffled among those who gave them, and a single cloud
that is as long and as wide. Clearly: than every one of these, and far from what shuffled answers have at all. That it is
higher than each of them alone would happen to one crowd in thirty; README says how rare it is with these margins. For
the background alone.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pollsite.insights.answers import Answers
from pollsite.insights.crossing import K
from pollsite.insights.grouping import Floats, Groups, best_groups, gather
from pollsite.insights.projecting import axes_of, project, values_of
from pollsite.polls.types import PollDefinition

NUMBERS = (2, 3, 4, 5)
"""Into so many groups readers are divided."""
REASONABLE = 0.5
CLEARLY = 0.03
DEVIATIONS = 5
"""So many standard deviations must lie between the groups' silhouette and the mean of the shuffled answers'."""
SHUFFLES = 29
CLOUDS = 9
SAMPLE = 1_000
"""So many readers are compared with their shuffled selves, evenly from among all."""
SEED = 0
"""The same ballots are shuffled in the same way."""


def is_clear(answers: Answers, placed: NDArray[np.bool_], groups: Groups) -> bool:
    """Whether the groups of the readers who are `placed` stand apart more than chance would have it."""
    if groups.silhouette < REASONABLE:
        return False
    masks = _evenly(answers.masks[placed])
    projected = _projected(answers.polls, masks)
    own = _silhouette(projected)
    by_chance = []
    for other in _without_groups(answers.polls, masks, projected):
        if own <= other + CLEARLY:
            return False
        by_chance.append(other)
    shuffled = np.array(by_chance[:SHUFFLES])
    return bool(own > shuffled.mean() + DEVIATIONS * shuffled.std())


def _without_groups(
    polls: Sequence[PollDefinition], masks: NDArray[np.int32], projected: Floats
) -> Iterator[float]:
    """Silhouettes of what has no groups."""
    draw = np.random.default_rng(SEED)
    for _ in range(SHUFFLES):
        yield _silhouette(_projected(polls, _shuffled(masks, draw)))
    spread = np.cov(projected.T)
    for _ in range(CLOUDS):
        yield _silhouette(draw.multivariate_normal([0, 0], spread, size=len(masks), method="eigh"))


def _projected(polls: Sequence[PollDefinition], masks: NDArray[np.int32]) -> Floats:
    values = values_of(polls, masks)
    return project(values, axes_of(values))


def _silhouette(projected: Floats) -> float:
    groups = best_groups(gather(projected), numbers=NUMBERS, fewest=K)
    return groups.silhouette if groups else -1.0


def _evenly(masks: NDArray[np.int32]) -> NDArray[np.int32]:
    if len(masks) <= SAMPLE:
        return masks
    sample: NDArray[np.int32] = masks[np.linspace(0, len(masks) - 1, SAMPLE).astype(np.int64)]
    return sample


def _shuffled(masks: NDArray[np.int32], draw: np.random.Generator) -> NDArray[np.int32]:
    """Each question's answers among those who answered it."""
    shuffled = masks.copy()
    for question in range(masks.shape[1]):
        answered = masks[:, question] != 0
        shuffled[answered, question] = draw.permutation(masks[answered, question])
    return shuffled
