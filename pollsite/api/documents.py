"""The OpenAPI 3.1 document, made of the operations and of the very dataclasses that they answer with."""

import re
from collections.abc import Iterable
from typing import Any

from pollsite.api.fields import Member, members_of, without_none
from pollsite.api.operations import IDEMPOTENCY_KEY, MAX_IDEMPOTENCY_KEY, PREFIX, REFUSALS, Operation
from pollsite.api.schemas import definitions, type_schema
from pollsite.api.types import Problem
from pollsite.numbers import MAX_NUMBER

JSON = "application/json"
PROBLEM = "application/problem+json"
_ARGUMENT = re.compile(r"<(?:(int):)?([a-z_]+)>")
_DESCRIPTION = (
    "Everything that pages show, by the same rules. What everybody may read needs no token and is the same with one. "
    "A member's own program votes and comments with a token that they make on the page of their account. "
    "Every refusal is a problem (RFC 9457) whose `detail` is a sentence for people."
)


def document(operations: Iterable[Operation], *, site_name: str) -> dict[str, Any]:
    """The whole document, as plain values."""
    known = tuple(operations)
    shapes = {one for operation in known for one in (operation.answers, operation.takes) if one}
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
        "info": {"title": f"{site_name}: JSON API", "version": "1", "description": _DESCRIPTION},
        "servers": [{"url": PREFIX}],
        "paths": _paths(known),
        "components": {
            "schemas": definitions(Problem, *shapes),
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A member's token."}
            },
        },
    }


def path_of(operation: Operation) -> str:
    """Its address in the document: "/polls/{poll_id}"."""
    return _ARGUMENT.sub(lambda found: f"{{{found[2]}}}", operation.rule)


def _paths(operations: Iterable[Operation]) -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(path_of(operation), {})[operation.method.lower()] = _described(operation)
    return paths


def _described(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation),
    }
    if operation.takes:
        content = {JSON: {"schema": _reference(operation.takes)}}
        described["requestBody"] = {"required": True, "content": content}
    if operation.is_for_members:
        described["security"] = [{"token": [operation.scope.value] if operation.scope else []}]
    return described


def _parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    for kind, name in _ARGUMENT.findall(operation.rule):
        number = {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER}
        schema = number if kind == "int" else {"type": "string", "minLength": 1}
        yield {"name": name, "in": "path", "required": True, "schema": schema}
    for member in members_of(operation.asks) if operation.asks else ():
        yield _query_parameter(member)
    if operation.keyed:
        yield {
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "description": "Names what is sent: the same with the same key is stored once.",
            "schema": {"type": "string", "maxLength": MAX_IDEMPOTENCY_KEY, "pattern": "^[!-~]+$"},
        }


def _query_parameter(member: Member) -> dict[str, Any]:
    bare, _ = without_none(member.type)
    return {
        "name": member.name,
        "in": "query",
        "description": member.told.words,
        "schema": type_schema(bare, member.told),
    }


def _responses(operation: Operation) -> dict[str, Any]:
    good = {
        "description": "Done." if operation.writes else "What was asked for.",
        "content": {JSON: {"schema": _reference(operation.answers)}},
    }
    problems = {
        str(status): {
            "description": REFUSALS[status],
            "content": {PROBLEM: {"schema": _reference(Problem)}},
        }
        for status in operation.refusals
    }
    return {str(operation.status): good, **problems}


def _reference(shape: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{shape.__name__}"}
