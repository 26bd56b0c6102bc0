"""What makes a comment good: the lower end of what its marks let one believe."""

from math import sqrt

Z = 1.281551565545
"""Of the normal distribution, for 80 % confidence."""
BILLION = 1_000_000_000


def wilson_bound(good: int, weak: int) -> float:
    """Lower bound of Wilson's interval for the share of good points, 0 to 1; 0 without marks.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    """
    n = good + weak
    if not good:
        return 0.0
    share = good / n
    middle = share + Z * Z / (2 * n)
    margin = Z * sqrt((share * (1 - share) + Z * Z / (4 * n)) / n)
    return (middle - margin) / (1 + Z * Z / n)


def best(good: int, weak: int) -> int:
    """The bound in billionths, as it is stored and sorted by."""
    return round(wilson_bound(good, weak) * BILLION)
