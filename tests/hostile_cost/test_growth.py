"""The worst text costs in proportion to its length, or is refused: four times as long, about four times the CPU."""

import random
from time import process_time

import pytest

from tests.hostile_cost.families import UNITS, Family, composed, repeated
from tests.hostile_cost.subjects import SUBJECTS, Subject

LONGER = 4
MOST = 8.5
"""Times the CPU for LONGER times the text: what is linear takes 4, what grows with the square 16."""
TOO_LITTLE_S = 0.004
"""Of CPU: less says nothing about growth."""
LOOKED_AT = 4
BUDGET_S = 10.0
"""Of CPU, for the fuzz."""


def growth(subject: Subject, family: Family) -> float:
    """How many times the cost of a quarter of the text the whole has; looked at again before it is believed."""
    found = MOST + 1
    for times in (1, 3, 5):
        whole = subject.cost(family(subject.length), times=times)
        if whole < TOO_LITTLE_S:
            return 0
        found = min(found, whole / max(subject.cost(family(subject.length // LONGER), times=times), 1e-6))
        if found <= MOST:
            return found
    return found


@pytest.mark.parametrize("name", SUBJECTS)
def test_the_worst_families_take_linear_time(name: str) -> None:
    subject = SUBJECTS[name]
    costs = {unit: subject.cost(repeated(unit)(subject.length)) for unit in UNITS}
    worst = sorted(costs, key=lambda unit: costs[unit], reverse=True)[:LOOKED_AT]
    print(
        f"{name}: {subject.length:,} characters of {worst[0]!r} take {1000 * costs[worst[0]]:.0f} ms of CPU"
    )
    for unit in worst:
        assert growth(subject, repeated(unit)) <= MOST, unit


def test_composed_families_take_linear_time() -> None:
    chance, began, tried = random.Random(5), process_time(), 0
    worst = (0.0, "")
    while process_time() - began < BUDGET_S:
        name = chance.choice(list(SUBJECTS))
        told, family = composed(chance)
        worst = max(worst, (SUBJECTS[name].cost(family(SUBJECTS[name].length)), f"{name}: {told}"))
        assert growth(SUBJECTS[name], family) <= MOST, (name, told)
        tried += 1
    print(f"{tried} families; the worst took {1000 * worst[0]:.0f} ms of CPU, {worst[1]}")
    assert tried > 30
