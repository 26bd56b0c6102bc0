"""Percentages that a reader can add up."""

from collections.abc import Sequence

from pollsite.articles.types import Kind


def percentages(counts: Sequence[int], *, voters: int, kind: Kind) -> tuple[int, ...]:
    """Whole percents by position. Single answers add to 100 (largest remainder); multiple ones are
    "% of voters", each rounded half up, and may pass 100 together. An empty poll is all zeros.
    """
    if kind is Kind.MULTIPLE:
        return tuple(percent_of(count, voters) for count in counts)
    return largest_remainder(counts)


def percent_of(count: int, whole: int) -> int:
    """In whole percent, rounded half up; 0 of nothing."""
    return (200 * count + whole) // (2 * whole) if whole else 0


def largest_remainder(counts: Sequence[int], *, whole: int = 100) -> tuple[int, ...]:
    """Share `whole` out in proportion to `counts` (Hamilton's method); ties go to the earlier position."""
    total = sum(counts)
    if total == 0:
        return (0,) * len(counts)
    shares = [whole * count // total for count in counts]
    by_remainder = sorted(range(len(counts)), key=lambda i: (-(whole * counts[i] % total), i))
    for position in by_remainder[: whole - sum(shares)]:
        shares[position] += 1
    return tuple(shares)
