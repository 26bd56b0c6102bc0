"""From what a form sent to a mask of choices, or a refusal in words."""

from collections.abc import Iterable

from pollsite.polls.errors import ExclusiveCombined, NoOptionChosen, TooManyOptions, UnknownOption
from pollsite.polls.types import PollDefinition


def mask_of(poll: PollDefinition, keys: Iterable[str]) -> int:
    """The bit mask of the options named by `keys`; naming one twice is naming it once.

    Raises NoOptionChosen, UnknownOption, ExclusiveCombined or TooManyOptions, looked for in that order.
    """
    wanted = dict.fromkeys(keys)
    if not wanted:
        raise NoOptionChosen
    by_key = {choice.key: choice for choice in poll.choices}
    if any(key not in by_key for key in wanted):
        raise UnknownOption
    chosen = [by_key[key] for key in wanted]
    alone = next((choice for choice in chosen if choice.exclusive or choice.not_sure), None)
    if alone is not None and len(chosen) > 1 and poll.max_choices > 1:
        raise ExclusiveCombined(alone.label)
    if len(chosen) > poll.max_choices:
        raise TooManyOptions(chosen=len(chosen), limit=poll.max_choices)
    return sum(1 << choice.position for choice in chosen)


def positions_in(mask: int) -> tuple[int, ...]:
    """The option positions of a mask, ascending."""
    return tuple(position for position in range(mask.bit_length()) if mask >> position & 1)
