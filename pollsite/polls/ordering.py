"""The order in which a reader sees the options: shuffled per reader, stable for that reader.

The script (static/js/order.js) computes the same permutation for a reader who has no cookie yet; a test
holds the two equal. The steps are primes, tried until each answer of 2 to MAX_SHUFFLED comes first for an equal
share of the seeds (within 1 %); their products stay exact in the script's numbers, below 2 to the power 53.
"""

from collections.abc import Sequence
from math import factorial

from pollsite.articles.types import Kind
from pollsite.polls.types import Choice, PollDefinition

SEED_STEP = 232_274_897
POLL_STEP = 179_424_673
MAX_SHUFFLED = 12


def in_reader_order(poll: PollDefinition, *, seed: int) -> tuple[Choice, ...]:
    """The poll's choices as this reader sees them; exclusive answers and "Not sure" keep their place at the end.

    Seed 0 is the publisher's order. A scale keeps its order, and so does a list of more than MAX_SHUFFLED.
    """
    free = [choice for choice in poll.choices if not (choice.exclusive or choice.not_sure)]
    fixed = [choice for choice in poll.choices if choice.exclusive or choice.not_sure]
    return (*nth_permutation(free, order_number(poll, seed=seed)), *fixed)


def order_number(poll: PollDefinition, *, seed: int) -> int:
    """Which permutation of the poll's free choices a reader with this seed sees; equal numbers, equal orders."""
    free = sum(not (choice.exclusive or choice.not_sure) for choice in poll.choices)
    if seed == 0 or poll.kind is Kind.SCALE or free > MAX_SHUFFLED:
        return 0
    return (seed * SEED_STEP + poll.id * POLL_STEP) % factorial(free)


def nth_permutation(items: Sequence[Choice], index: int) -> list[Choice]:
    """The permutation number `index` (0 … n! − 1) in the factorial number system; 0 leaves the order."""
    pool = list(items)
    result = []
    for remaining in range(len(pool), 0, -1):
        place, index = divmod(index, factorial(remaining - 1))
        result.append(pool.pop(place))
    return result
