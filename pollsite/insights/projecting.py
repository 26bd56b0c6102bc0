"""Readers as points in a plane: the two directions in which their answers to all questions differ most.

Pol.is's published method (C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw and C. Megill, "Polis: Scaling Deliberation by
Mapping High Dimensional Opinion Spaces", Recerca 26, 2021, and the open source of its `math`): principal components of
the matrix of readers and statements, in which a missing answer stands for the mean, and a projection that is stretched
for who answered less: by the root of all statements over those answered. For the background alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pollsite.insights.answers import Answers
from pollsite.insights.statements import Statement, statements_of
from pollsite.polls.types import PollDefinition

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Axes:
    """Where the middle of all answers is, by statement, and the two directions, each a row as long as it."""

    middle: Floats
    directions: Floats


def values_of(polls: Sequence[PollDefinition], masks: NDArray[np.int32]) -> Floats:
    """Readers × statements, the questions' statements one after the other; NaN for no answer."""
    columns = [
        _values(statement, masks[:, question])
        for question, poll in enumerate(polls)
        for statement in statements_of(poll)
    ]
    return np.stack(columns, axis=1) if columns else np.empty((len(masks), 0))


def axes_of(values: Floats) -> Axes:
    """The two principal components. The greatest part of each points up, so that equal ballots give an equal map."""
    middle = _means(values)
    apart = np.nan_to_num(values - middle)
    _, vectors = np.linalg.eigh(apart.T @ apart)
    directions = np.zeros((2, values.shape[1]))
    found = vectors.T[::-1][:2]
    directions[: len(found)] = found * _signs(found)[:, None]
    return Axes(middle, directions)


def project(values: Floats, axes: Axes) -> Floats:
    """Readers × 2: where each of them is; who answered nothing is in the middle."""
    apart = np.nan_to_num(values - axes.middle)
    answered = np.maximum(np.count_nonzero(~np.isnan(values), axis=1), 1)
    stretched: Floats = apart @ axes.directions.T * np.sqrt(values.shape[1] / answered)[:, None]
    return stretched


def answered_enough(answers: Answers, *, least: int) -> NDArray[np.bool_]:
    """By reader: whether they answered at least so many questions."""
    enough: NDArray[np.bool_] = np.count_nonzero(answers.masks, axis=1) >= least
    return enough


def _values(statement: Statement, masks: NDArray[np.int32]) -> Floats:
    chosen = (masks[:, None] >> np.arange(len(statement.values))) & 1
    said = statement.base + chosen @ np.array(statement.values)
    answered: Floats = np.where(masks == 0, np.nan, said)
    return answered


def _means(values: Floats) -> Floats:
    known = np.count_nonzero(~np.isnan(values), axis=0)
    means: Floats = np.nansum(values, axis=0) / np.maximum(known, 1)
    return means


def _signs(directions: Floats) -> Floats:
    greatest = np.argmax(np.abs(directions).round(9), axis=1)
    signs: Floats = np.sign(directions[np.arange(len(directions)), greatest])
    return np.where(signs == 0, 1.0, signs)
