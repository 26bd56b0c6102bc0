"""What a reader's flag weighs: more for who was mostly right so far, less for who mostly was not."""

from collections.abc import Sequence

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


_DECIDED = frozenset({FlagOutcome.UPHELD, FlagOutcome.REJECTED})
