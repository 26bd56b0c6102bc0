"""What a field means and what may stand in it: said once beside its type, for the document and for what is sent."""

import types
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from functools import lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Told:
    """The meaning of a field, `words`, and what a value for it keeps to.

    Lengths are of texts in characters and of lists in entries; `least` and `most` bound a number; `pattern` is found
    somewhere in a text (both Python's and ECMA's syntax); `distinct`: no entry of a list stands in it twice.
    """

    words: str = ""
    min_length: int | None = None
    max_length: int | None = None
    least: int | None = None
    most: int | None = None
    pattern: str | None = None
    distinct: bool = False


UNSAID = Told()


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a dataclass: its type without annotations, what is told of it, and whether it may be left out."""

    name: str
    type: Any
    told: Told
    optional: bool


def members_of(shape: type) -> tuple[Member, ...]:
    """The fields of a dataclass in their order."""
    return _members_of(shape)


@lru_cache(maxsize=256)
def _members_of(shape: Any) -> tuple[Member, ...]:
    hints = get_type_hints(shape, include_extras=True)
    return tuple(
        Member(field.name, *told_of(hints[field.name]), optional=_has_default(field))
        for field in fields(shape)
    )


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def told_of(hint: Any) -> tuple[Any, Told]:
    """A type hint as its bare type and what is told of it."""
    if get_origin(hint) is Annotated:
        bare, *said = get_args(hint)
        return bare, next((one for one in said if isinstance(one, Told)), UNSAID)
    return hint, UNSAID


def without_none(hint: Any) -> tuple[Any, bool]:
    """`X | None` as (X, True); any other type as (itself, False)."""
    if get_origin(hint) in (Union, types.UnionType):
        others = [one for one in get_args(hint) if one is not type(None)]
        if len(others) == 1 and len(others) < len(get_args(hint)):
            return others[0], True
    return hint, False


def entry_of(hint: Any) -> Any:
    """The X of `tuple[X, ...]`; None for any other type."""
    arguments = get_args(hint)
    is_list = get_origin(hint) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis
    return arguments[0] if is_list else None


def shapes_in(shape: type) -> Iterator[type]:
    """The dataclass and every other one that its fields hold, each once."""
    seen: dict[type, None] = {}
    waiting = [shape]
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen[one] = None
            waiting.extend(found for member in members_of(one) for found in _shapes_of(member.type))
    yield from seen


def _shapes_of(hint: Any) -> Iterator[type]:
    bare, _ = without_none(told_of(hint)[0])
    entry = entry_of(bare)
    if entry is not None:
        yield from _shapes_of(entry)
    elif hasattr(bare, "__dataclass_fields__"):
        yield bare
