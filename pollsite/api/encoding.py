"""What the API answers, as JSON: every value from a frozen dataclass, always with all of its fields."""

import json
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from pollsite.api.fields import members_of


def encoded(value: Any) -> bytes:
    """A dataclass as UTF-8 JSON."""
    return json.dumps(plain_of(value), ensure_ascii=False, separators=(",", ":")).encode()


def plain_of(value: Any) -> Any:
    """The value in dicts, lists, texts and numbers. Times are RFC 3339 in UTC, with Z."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [plain_of(one) for one in value]
    if is_dataclass(value):
        return {member.name: plain_of(getattr(value, member.name)) for member in members_of(type(value))}
    raise TypeError(f"no JSON for {type(value).__name__}")


def moment(at: datetime) -> str:
    """ "2026-11-24T12:00:00.123456Z"."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
