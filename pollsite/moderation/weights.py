"""What a reader's flag weighs: more for who was mostly right so far, less for who mostly was not."""

from collections.abc import Iterable, Sequence
from typing import Any

from pollsite.moderation.limits import (
    DECIDED_UNTIL_WEIGHED,
    DEFAULT_WEIGHT,
    GREATEST_WEIGHT,
    LEAST_WEIGHT,
    WEIGHED_FLAGS,
)
from pollsite.moderation.types import FlagOutcome


def weight_of(outcomes: Sequence[FlagOutcome]) -> int:
    """Thousandths, LEAST_WEIGHT to GREATEST_WEIGHT in proportion to the share that was upheld.

    `outcomes` of the reader's flags, the latest first: those upheld or rejected count, the latest WEIGHED_FLAGS of
    them. DEFAULT_WEIGHT until DECIDED_UNTIL_WEIGHED were.
    """
    decided = [outcome for outcome in outcomes if outcome in _DECIDED][:WEIGHED_FLAGS]
    if len(decided) < DECIDED_UNTIL_WEIGHED:
        return DEFAULT_WEIGHT
    upheld = decided.count(FlagOutcome.UPHELD)
    return LEAST_WEIGHT + (GREATEST_WEIGHT - LEAST_WEIGHT) * upheld // len(decided)


def weights_by_origin(flags: Iterable[Any]) -> dict[str, int]:
    """What flags weigh: those from one address, and those of one reader, together no more than the heaviest of them,
    for they may be one person's. `flags` have `reader_id`, `origin` and `weight`, the oldest first.
    """
    weights: dict[str, int] = {}
    origins: dict[Any, str] = {}
    for flag in flags:
        origin = origins.setdefault(flag.reader_id, flag.origin or f"reader {flag.reader_id}")
        weights[origin] = max(weights.get(origin, 0), flag.weight)
    return weights


_DECIDED = frozenset({FlagOutcome.UPHELD, FlagOutcome.REJECTED})
