"""What is drawn of a map: no reader by themselves, but squares on which at least five stand, and the groups' areas."""

from typing import Any

import numpy as np

from pollsite.insights.crossing import K
from pollsite.insights.grouping import Floats, Places
from pollsite.insights.map_picture import STEPS

GRIDS = (16, 12, 9, 7, 5, 4, 3, 2)
ENOUGH = 0.75
"""Of all readers stand on squares that are drawn; else the squares are made larger."""


def squares_of(projected: Floats, of: Places) -> list[list[float | int]]:
    """Each a group's: the middle of those who stand there, x and y, the group, and the step it has reached, from 1."""
    squares: list[list[float | int]] = []
    for grid in GRIDS:
        squares, standing = _squares(projected, of, grid)
        if standing >= ENOUGH * len(projected):
            break
    return squares


def area_of(members: Floats) -> dict[str, Any]:
    """The ellipse in which most of a group are: its half axes, twice the standard deviation, and its turn in degrees."""
    covariance = np.cov(members.T) if len(members) > 1 else np.zeros((2, 2))
    spread, directions = np.linalg.eigh(covariance)
    long = directions[:, 1] * (1 if directions[0, 1] >= 0 else -1)
    axes = 2 * np.sqrt(np.maximum(spread[::-1], 0))
    return {"axes": axes.round(2).tolist(), "degrees": round(float(np.degrees(np.arctan2(long[1], long[0]))))}


def _squares(projected: Floats, of: Places, grid: int) -> tuple[list[list[float | int]], int]:
    low, high = projected.min(axis=0), projected.max(axis=0)
    side = max(float((high - low).max()), 1e-9) / grid
    places = np.minimum(((projected - low) / side).astype(np.int64), grid - 1)
    names, square, counts = np.unique(
        np.column_stack([places, of]), axis=0, return_inverse=True, return_counts=True
    )
    square = square.reshape(-1)
    middles = np.stack([np.bincount(square, weights=projected[:, axis]) for axis in (0, 1)], axis=1)
    drawn = [
        [*(middles[place] / counts[place]).round(2).tolist(), int(names[place, 2]), _step(int(counts[place]))]
        for place in np.flatnonzero(counts >= K)
    ]
    return drawn, int(counts[counts >= K].sum())


def _step(count: int) -> int:
    return sum(count >= step for step in STEPS)
