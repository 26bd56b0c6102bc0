"""Groups of points in a plane: k-means, and how clearly the groups stand apart. For the background alone.

Points carry weights, for many readers stand on one. Nothing is drawn by lot: equal points give equal groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
MOST_STEPS = 100
STARTS = 4
"""k-means is begun from so many different points; the best end counts."""
GRID = 28
MOST_POINTS = 600
"""More points than that are gathered in the squares of a grid of GRID × GRID, for silhouettes need every pair."""


@dataclass(frozen=True, slots=True)
class Points:
    """Different places in the plane, how many readers stand on each, and for each reader the number of their place."""

    at: Floats
    weights: Floats
    of: Places


@dataclass(frozen=True, slots=True)
class Groups:
    """Centres, the largest group first; for each point the number of its group; and the mean silhouette, from -1 to 1."""

    centres: Floats
    of: Places
    silhouette: float


def gather(projected: Floats) -> Points:
    """The different places among the readers', or squares of a grid where there are too many, each by its middle."""
    places, of, weights = np.unique(projected.round(9), axis=0, return_inverse=True, return_counts=True)
    if len(places) <= MOST_POINTS:
        return Points(places, weights.astype(float), of.reshape(-1))
    low, high = projected.min(axis=0), projected.max(axis=0)
    squares = np.minimum(((projected - low) / np.maximum(high - low, 1e-9) * GRID).astype(np.int64), GRID - 1)
    _, of, counts = np.unique(squares @ [GRID, 1], return_inverse=True, return_counts=True)
    sums = [np.bincount(of.reshape(-1), weights=projected[:, axis]) for axis in (0, 1)]
    return Points(np.stack(sums, axis=1) / counts[:, None], counts.astype(float), of.reshape(-1))


def best_groups(points: Points, *, numbers: Sequence[int], fewest: int) -> Groups | None:
    """The grouping with the highest silhouette among those into so many groups, none of them smaller than `fewest`;
    None where there is none.
    """
    distances = np.sqrt(_squares(points.at, points.at))
    found = [_groups(points, distances, number) for number in numbers if number <= len(points.at)]
    large = [groups for groups in found if min(sizes(points, groups)) >= fewest]
    return max(large, key=lambda groups: round(groups.silhouette, 9), default=None)


def sizes(points: Points, groups: Groups) -> list[int]:
    """How many readers each group has."""
    counts = np.bincount(groups.of, weights=points.weights, minlength=len(groups.centres))
    return [round(float(count)) for count in counts]


def nearest(at: Floats, centres: Floats) -> Places:
    """For each place, which centre is nearest; the first of several."""
    closest: Places = np.argmin(_squares(at, centres).round(9), axis=1)
    return closest


def silhouette(distances: Floats, weights: Floats, of: Places) -> float:
    """The mean over all readers of (b - a) / max(a, b): a the mean distance to the others of the own group, b to those
    of the nearest other one (P. J. Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987).
    """
    members = (of[:, None] == np.arange(of.max() + 1)) * weights[:, None]
    totals, count = distances @ members, members.sum(axis=0)
    rows = np.arange(len(of))
    others = np.maximum(count[of] - 1, 1)
    own = totals[rows, of] / others
    means = totals / count
    means[rows, of] = np.inf
    next_one = means.min(axis=1)
    greater = np.maximum(own, next_one)
    alone = (count[of] <= 1) | (greater <= 0)
    values = np.where(alone, 0.0, (next_one - own) / np.where(greater <= 0, 1, greater))
    return float((values * weights).sum() / weights.sum())


def _groups(points: Points, distances: Floats, number: int) -> Groups:
    centres = min(
        (_settled(points, points.at[_scattered(points, start, number)]) for start in _starts(points)),
        key=lambda found: round(_spread(points, found), 9),
    )
    order = np.argsort(-np.bincount(nearest(points.at, centres), points.weights, number), kind="stable")
    of = nearest(points.at, centres[order])
    apart = silhouette(distances, points.weights, of) if len(np.unique(of)) == number else -1.0
    return Groups(centres[order], of, apart)


def _starts(points: Points) -> list[int]:
    """Points far from each other, the first of them farthest from the middle of all, weighed by who stands there."""
    middle = np.average(points.at, axis=0, weights=points.weights)
    far = _squares(points.at, middle[None])[:, 0]
    return _scattered(points, _heaviest(points, far), min(STARTS, len(points.at)))


def _scattered(points: Points, start: int, number: int) -> list[int]:
    """From the start on, each time the point that is farthest from those chosen, weighed by who stands there."""
    chosen = [start]
    far = _squares(points.at, points.at[[start]])[:, 0]
    while len(chosen) < number:
        chosen.append(_heaviest(points, far))
        far = np.minimum(far, _squares(points.at, points.at[chosen[-1:]])[:, 0])
    return chosen


def _heaviest(points: Points, far: Floats) -> int:
    return int(np.argmax((far * points.weights).round(9)))


def _settled(points: Points, centres: Floats) -> Floats:
    """Lloyd's steps until nobody moves. A centre that nobody is nearest to stays where it is."""
    of = nearest(points.at, centres)
    for _ in range(MOST_STEPS):
        members = (of[:, None] == np.arange(len(centres))) * points.weights[:, None]
        count = members.sum(axis=0)
        means = members.T @ points.at / np.maximum(count, 1)[:, None]
        centres = np.where(count[:, None] > 0, means, centres)
        moved = nearest(points.at, centres)
        if np.array_equal(moved, of):
            break
        of = moved
    return centres


def _spread(points: Points, centres: Floats) -> float:
    return float((_squares(points.at, centres).min(axis=1) * points.weights).sum())


def _squares(at: Floats, centres: Floats) -> Floats:
    squares: Floats = (at[:, :1] - centres[:, 0]) ** 2 + (at[:, 1:] - centres[:, 1]) ** 2
    return squares
