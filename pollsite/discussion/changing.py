"""Whether a reader's mind has changed, as the history of their ballots tells it."""

from collections.abc import Sequence


def earlier_choices(history: Sequence[int]) -> int | None:
    """What was chosen before the standing choice, from masks in the order in which they were cast, 0 for withdrawn.

    None where nothing else was ever chosen, or nothing is now: then no mind has changed.
    """
    if not history or not history[-1]:
        return None
    others = (choices for choices in reversed(history) if choices not in (0, history[-1]))
    return next(others, None)
