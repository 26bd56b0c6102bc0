"""From what was sent to a frozen dataclass, or every reason why it does not fit."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from pollsite.api.errors import Fault, Unfit
from pollsite.api.fields import Member, Told, entry_of, members_of, told_of, without_none

MAX_FAULTS = 10
_NOTHING = "\0"
_IS = {str: "a text", int: "a whole number", bool: "true or false"}
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})", re.ASCII)
Shape = TypeVar("Shape")


class _Wrong(Exception):
    """What cannot be made a value of."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults


def fitted(sent: Any, shape: type[Shape]) -> Shape:
    """The dataclass that a JSON value says. Raises Unfit with up to MAX_FAULTS faults, each at its JSON pointer."""
    try:
        value: Shape = _object(sent, shape, at="")
    except _Wrong as wrong:
        raise Unfit(wrong.faults[:MAX_FAULTS]) from wrong
    return value


def fitted_query(sent: Mapping[str, list[str]], shape: type[Shape]) -> Shape:
    """The dataclass that a query's parameters say: texts, whole numbers and choices. Raises Unfit."""
    known = {member.name: member for member in members_of(shape)}
    faults = [Fault(name, "is no parameter of this address") for name in sent if name not in known]
    faults += [Fault(name, "was given twice") for name, values in sent.items() if len(values) > 1]
    if faults:
        raise Unfit(tuple(faults[:MAX_FAULTS]))
    read = {name: _from_text(values[0], known[name]) for name, values in sent.items()}
    try:
        value: Shape = _object(read, shape, at="")
    except _Wrong as wrong:
        named = tuple(Fault(fault.at.lstrip("/"), fault.detail) for fault in wrong.faults)
        raise Unfit(named[:MAX_FAULTS]) from wrong
    return value


def _from_text(text: str, member: Member) -> Any:
    """A number where one is meant and is one; else the text, which then does not fit."""
    bare, _ = without_none(member.type)
    return int(text) if bare is int and _NUMBER.fullmatch(text) else text


def _object(sent: Any, shape: type, *, at: str) -> Any:
    if not isinstance(sent, dict):
        raise _Wrong(Fault(at, "must be an object"))
    known = {member.name: member for member in members_of(shape)}
    faults = [Fault(f"{at}/{_escaped(name)}", "is not known here") for name in sent if name not in known]
    values: dict[str, Any] = {}
    for name, member in known.items():
        place = f"{at}/{name}"
        if name not in sent:
            faults += [] if member.optional else [Fault(place, "is missing")]
            continue
        try:
            values[name] = _value(sent[name], member.type, member.told, at=place)
        except _Wrong as wrong:
            faults += wrong.faults
    if faults:
        raise _Wrong(*faults)
    return shape(**values)


def _value(sent: Any, hint: Any, told: Told, *, at: str) -> Any:
    bare, nullable = without_none(hint)
    if sent is None and nullable:
        return None
    entry = entry_of(bare)
    if entry is not None:
        return _list(sent, entry, told, at=at)
    if hasattr(bare, "__dataclass_fields__"):
        return _object(sent, bare, at=at)
    if issubclass(bare, StrEnum):
        return _choice(sent, bare, at=at)
    return _plain(sent, bare, told, at=at)


def _list(sent: Any, entry: Any, told: Told, *, at: str) -> tuple[Any, ...]:
    if not isinstance(sent, list):
        raise _Wrong(Fault(at, "must be a list"))
    _refuse_length(len(sent), told, "entries", at=at)
    bare, said = told_of(entry)
    values = tuple(_value(one, bare, said, at=f"{at}/{place}") for place, one in enumerate(sent))
    if told.distinct and len(set(values)) < len(values):
        raise _Wrong(Fault(at, "says something twice"))
    return values


def _choice(sent: Any, choices: type[StrEnum], *, at: str) -> StrEnum:
    if not isinstance(sent, str) or sent not in list(choices):
        raise _Wrong(Fault(at, f"must be one of {', '.join(choices)}"))
    return choices(sent)


def _plain(sent: Any, bare: type, told: Told, *, at: str) -> Any:
    if bare is int and isinstance(sent, float) and sent.is_integer():
        sent = int(sent)
    if not isinstance(sent, bare) or (isinstance(sent, bool) and bare is not bool):
        raise _Wrong(Fault(at, f"must be {_IS[bare]}"))
    _refuse_amiss(sent, told, at=at)
    return _storable(sent, at=at) if isinstance(sent, str) else sent


def _refuse_amiss(sent: Any, told: Told, *, at: str) -> None:
    if isinstance(sent, str):
        _refuse_length(len(sent), told, "characters", at=at)
        if told.pattern and not re.search(told.pattern, sent):
            raise _Wrong(Fault(at, f"must match {told.pattern}"))
    elif isinstance(sent, int):
        if told.least is not None and sent < told.least:
            raise _Wrong(Fault(at, f"must be {told.least} at least"))
        if told.most is not None and sent > told.most:
            raise _Wrong(Fault(at, f"must be {told.most} at most"))


def _refuse_length(length: int, told: Told, what: str, *, at: str) -> None:
    if told.min_length is not None and length < told.min_length:
        raise _Wrong(Fault(at, f"must have {told.min_length} {what} at least"))
    if told.max_length is not None and length > told.max_length:
        raise _Wrong(Fault(at, f"must have {told.max_length} {what} at most"))


def _storable(text: str, *, at: str) -> str:
    """Without U+0000, as in forms; half a character is none."""
    try:
        text.encode()
    except UnicodeEncodeError as broken:
        raise _Wrong(Fault(at, "holds half of a character (a lone surrogate)")) from broken
    return text.replace(_NOTHING, "")


def _escaped(name: str) -> str:
    """A name inside a JSON pointer (RFC 6901), cut where it is endless."""
    return name[:40].encode("utf-8", "replace").decode().replace("~", "~0").replace("/", "~1")
