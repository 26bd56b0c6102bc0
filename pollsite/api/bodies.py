"""A request's body as JSON: small, shallow, and read in one way only, or refused in words."""

import json
import re
from typing import Any

from pollsite.api.errors import Unreadable

MAX_DEPTH = 8
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_OPENS, _CLOSES = frozenset(b"[{"), frozenset(b"]}")


def read_json(body: bytes) -> Any:
    """The value. Raises Unreadable: for what is no JSON (RFC 8259), is nested deeper than MAX_DEPTH, or names something
    twice in one object, which programs read in different ways.
    """
    if depth_of(body) > MAX_DEPTH:
        raise Unreadable(f"it is nested deeper than {MAX_DEPTH} levels")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as broken:
        raise Unreadable("it is not UTF-8") from broken
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except ValueError as broken:
        place = (
            f" at line {broken.lineno}, column {broken.colno}"
            if isinstance(broken, json.JSONDecodeError)
            else ""
        )
        raise Unreadable(f"there is something that is no JSON{place}") from broken


def depth_of(body: bytes) -> int:
    """How deep its brackets are nested, whatever else is wrong with it; those within texts do not count."""
    depth = deepest = 0
    for sign in _TEXT.sub(b"", body):
        if sign in _OPENS:
            depth += 1
            deepest = max(deepest, depth)
        elif sign in _CLOSES:
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("an object names something twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise Unreadable(f"{name} is no number in JSON")
