"""What a value of an archive must be like: checked when one is read, and written down as JSON Schema from the same words."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from pollsite.numbers import MAX_NUMBER
from pollsite.operations.values import is_text

_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


class Unfit(ValueError):
    """A value is not what its shape says; str() is where and why, as in `about[0] is no number`."""


class Shape(Protocol):
    """What a value must be like."""

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema (draft 2020-12)."""


@dataclass(frozen=True, slots=True)
class Text:
    """At most `most` characters that both engines can store; the whole of it `like` a pattern, if one is given."""

    most: int
    like: str = ""

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if not is_text(value):
            raise Unfit(f"{where} is no text")
        if len(value) > self.most:
            raise Unfit(f"{where} has more than {self.most:,} characters")
        if self.like and not re.fullmatch(self.like, value):
            raise Unfit(f"{where} is not written as it must be")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        pattern = {"pattern": f"^(?:{self.like})$"} if self.like else {}
        return {"type": "string", "maxLength": self.most, **pattern}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    least: int = 0
    most: int = MAX_NUMBER

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if type(value) is not int or not self.least <= value <= self.most:
            raise Unfit(f"{where} is no number from {self.least} to {self.most}")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false."""

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if not isinstance(value, bool):
            raise Unfit(f"{where} is neither true nor false")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC as written_instant() writes it, or a day as `2026-11-24`."""

    is_day: bool = False

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        read: Callable[[str], object] = date.fromisoformat if self.is_day else datetime.fromisoformat
        if isinstance(value, str) and re.fullmatch(self._pattern, value, re.ASCII):
            with suppress(ValueError):
                read(value)
                return
        raise Unfit(f"{where} is no {'day' if self.is_day else 'instant'}")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "string", "pattern": f"^{self._pattern}$"}

    @property
    def _pattern(self) -> str:
        return _DAY if self.is_day else _INSTANT


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these texts."""

    texts: tuple[str, ...]

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if value not in self.texts:
            raise Unfit(f"{where} is none of what it may be")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"enum": list(self.texts)}


@dataclass(frozen=True, slots=True)
class Maybe:
    """The value, or null where there is none."""

    shape: Shape

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if value is not None:
            self.shape.check(value, where)

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"anyOf": [{"type": "null"}, self.shape.schema()]}


@dataclass(frozen=True, slots=True)
class Several:
    """At most `most` such values, in an order that means something."""

    shape: Shape
    most: int

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if not isinstance(value, list) or len(value) > self.most:
            raise Unfit(f"{where} is no list of at most {self.most}")
        for place, one in enumerate(value):
            self.shape.check(one, f"{where}[{place}]")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "array", "maxItems": self.most, "items": self.shape.schema()}


@dataclass(frozen=True, slots=True)
class Named:
    """Values by names `like` a pattern, at most `most` of them."""

    like: str
    shape: Shape
    most: int

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if not isinstance(value, dict) or len(value) > self.most:
            raise Unfit(f"{where} is no object of at most {self.most} names")
        for name, one in value.items():
            if not re.fullmatch(self.like, name):
                raise Unfit(f"{where} has a name that it must not have")
            self.shape.check(one, f"{where}.{name}")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {
            "type": "object",
            "maxProperties": self.most,
            "patternProperties": {f"^(?:{self.like})$": self.shape.schema()},
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class Record:
    """Exactly these fields, each with its shape."""

    fields: Mapping[str, Shape]

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if not isinstance(value, dict) or value.keys() != self.fields.keys():
            raise Unfit(f"{where} has not its {len(self.fields)} fields")
        for name, shape in self.fields.items():
            shape.check(value[name], f"{where}.{name}")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {
            "type": "object",
            "required": sorted(self.fields),
            "properties": {name: shape.schema() for name, shape in self.fields.items()},
            "additionalProperties": False,
        }


@dataclass(frozen=True, slots=True)
class AnyObject:
    """An object about which nothing else is said here."""

    def check(self, value: object, where: str) -> None:
        """Raises Unfit."""
        if not isinstance(value, dict):
            raise Unfit(f"{where} is no object")

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "object"}


def written_instant(instant: datetime | None) -> str | None:
    """`2026-11-24T12:00:00.000000Z`; None for none."""
    plain = instant.astimezone(UTC).replace(tzinfo=None) if instant else None
    return f"{plain.isoformat(timespec='microseconds')}Z" if plain else None


def instant_of(written: str) -> datetime:
    """What written_instant() wrote of an instant."""
    return datetime.fromisoformat(written)


def read_instant(written: str | None) -> datetime | None:
    """What written_instant() wrote."""
    return instant_of(written) if written else None
