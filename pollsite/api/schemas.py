"""JSON Schema (2020-12) of dataclasses: what is answered and what is taken are described by what does it."""

from datetime import date, datetime
from enum import StrEnum
from inspect import cleandoc
from typing import Any

from pollsite.api.fields import Member, Told, entry_of, members_of, shapes_in, told_of, without_none

Schema = dict[str, Any]
_PLAIN: dict[type, Schema] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}


def definitions(*shapes: type) -> dict[str, Schema]:
    """The schema of each dataclass and of all that it holds, by name."""
    found = {one for shape in shapes for one in shapes_in(shape)}
    return {one.__name__: object_schema(one) for one in sorted(found, key=lambda one: one.__name__)}


def object_schema(shape: type) -> Schema:
    """The dataclass alone; those it holds are referred to."""
    members = members_of(shape)
    return {
        "type": "object",
        "description": cleandoc(shape.__doc__ or ""),
        "properties": {member.name: member_schema(member) for member in members},
        "required": [member.name for member in members if not member.optional],
        "additionalProperties": False,
    }


def member_schema(member: Member) -> Schema:
    """What may stand in a field, and what it means."""
    schema = type_schema(member.type, member.told)
    return {**schema, "description": member.told.words} if member.told.words else schema


def type_schema(hint: Any, told: Told) -> Schema:
    """What a value of the type is, within what is told of it."""
    bare, nullable = without_none(hint)
    schema = _schema_of(bare, told)
    if not nullable:
        return schema
    if "type" in schema and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _schema_of(bare: Any, told: Told) -> Schema:
    entry = entry_of(bare)
    if entry is not None:
        bounds = {
            "minItems": told.min_length,
            "maxItems": told.max_length,
            "uniqueItems": told.distinct or None,
        }
        return {"type": "array", "items": type_schema(*told_of(entry)), **_said(bounds)}
    if hasattr(bare, "__dataclass_fields__"):
        return {"$ref": f"#/components/schemas/{bare.__name__}"}
    if issubclass(bare, StrEnum):
        return {"type": "string", "enum": [one.value for one in bare]}
    return {**_PLAIN[bare], **_bounds(told)}


def _bounds(told: Told) -> Schema:
    return _said(
        {
            "minLength": told.min_length,
            "maxLength": told.max_length,
            "minimum": told.least,
            "maximum": told.most,
            "pattern": told.pattern,
        }
    )


def _said(bounds: dict[str, Any]) -> Schema:
    return {name: value for name, value in bounds.items() if value is not None}
