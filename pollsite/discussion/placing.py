"""Where a comment stands in its thread. See models.Comment for what a path is."""

from dataclasses import dataclass

from pollsite.discussion.limits import MAX_DEPTH

_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """`depth` counts from 0, a thread's first comment, to MAX_DEPTH."""

    root_id: int
    path: str
    depth: int


def first_place(comment_id: int) -> Place:
    """The place of a thread's first comment."""
    return Place(comment_id, _step(comment_id), 0)


def place_below(parent: Place, comment_id: int) -> Place:
    """The place of an answer to `parent`: below it, or beside it where it is as deep as can be."""
    is_deepest = parent.depth >= MAX_DEPTH
    above = parent.path[:-_DIGITS] if is_deepest else parent.path
    return Place(parent.root_id, above + _step(comment_id), parent.depth + (not is_deepest))


def ancestors(path: str) -> tuple[int, ...]:
    """The comments above the one at `path`, the thread's first one first."""
    return tuple(int(path[place : place + _DIGITS], 16) for place in range(0, len(path) - _DIGITS, _DIGITS))


def own_id(path: str) -> int:
    """The comment at `path`."""
    return int(path[-_DIGITS:], 16)


def path_below(path: str, lower: str) -> tuple[int, ...]:
    """The comments on the way from the one at `path`, which is not among them, to the one at `lower`, which is."""
    if lower == path:
        return ()
    return (*ancestors(lower), own_id(lower))[len(path) // _DIGITS :]


def _step(comment_id: int) -> str:
    return f"{comment_id:0{_DIGITS}x}"
