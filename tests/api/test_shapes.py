"""What is sent becomes a frozen value, or every fault is named; what is answered is described by its own type."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any

import pytest

from pollsite.api.bodies import MAX_DEPTH, depth_of, read_json
from pollsite.api.encoding import encoded
from pollsite.api.errors import Unfit, Unreadable
from pollsite.api.fields import Told
from pollsite.api.fitting import fitted, fitted_query
from pollsite.api.schemas import definitions


class Colour(StrEnum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Leaf:
    """A part."""

    colour: Colour


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A whole."""

    name: Annotated[str, Told("What it is called.", min_length=1, max_length=5, pattern=r"\S")]
    age: Annotated[int | None, Told(least=1, most=9)] = None
    leaves: Annotated[tuple[Leaf, ...], Told(max_length=2, distinct=True)] = ()
    evergreen: bool = False


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ([], {"": "must be an object"}),
        ({}, {"/name": "is missing"}),
        ({"name": 1, "x/y~": 2}, {"/x~1y~0": "is not known here", "/name": "must be a text"}),
        ({"name": ""}, {"/name": "must have 1 characters at least"}),
        ({"name": "sixsix"}, {"/name": "must have 5 characters at most"}),
        ({"name": "  "}, {"/name": r"must match \S"}),
        ({"name": "\ud800"}, {"/name": "holds half of a character (a lone surrogate)"}),
        ({"name": "a", "age": True}, {"/age": "must be a whole number"}),
        ({"name": "a", "age": 1.5}, {"/age": "must be a whole number"}),
        ({"name": "a", "age": 0}, {"/age": "must be 1 at least"}),
        ({"name": "a", "age": 10**30}, {"/age": "must be 9 at most"}),
        ({"name": "a", "evergreen": 1}, {"/evergreen": "must be true or false"}),
        ({"name": "a", "leaves": {}}, {"/leaves": "must be a list"}),
        ({"name": "a", "leaves": [{"colour": "green"}]}, {"/leaves/0/colour": "must be one of red, blue"}),
        ({"name": "a", "leaves": [{"colour": []}]}, {"/leaves/0/colour": "must be one of red, blue"}),
        ({"name": "a", "leaves": [{"colour": "red"}] * 2}, {"/leaves": "says something twice"}),
        ({"name": "a", "leaves": [{"colour": "red"}] * 3}, {"/leaves": "must have 2 entries at most"}),
    ],
)
def test_every_fault_is_named_where_it_is(sent: Any, faults: dict[str, str]) -> None:
    with pytest.raises(Unfit) as refusal:
        fitted(sent, Tree)
    assert {fault.at: fault.detail for fault in refusal.value.faults} == faults


def test_what_fits_is_a_value_with_its_defaults() -> None:
    assert fitted({"name": "oak\0", "age": 3.0}, Tree) == Tree(name="oak", age=3)
    leaf = {"colour": "red"}
    assert fitted({"name": "elm", "age": None, "leaves": [leaf]}, Tree).leaves == (Leaf(Colour.RED),)


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ({"age": ["2"]}, "name"),
        ({"name": ["a"], "age": ["two"]}, "age"),
        ({"name": ["a"], "age": ["99999999999999"]}, "age"),
        ({"name": ["a", "b"]}, "name"),
        ({"name": ["a"], "other": ["b"]}, "other"),
    ],
)
def test_a_query_is_held_to_its_parameters(query: dict[str, list[str]], fault: str) -> None:
    with pytest.raises(Unfit) as refusal:
        fitted_query(query, Tree)
    assert [found.at for found in refusal.value.faults] == [fault]
    assert fitted_query({"name": ["a"], "age": ["2"]}, Tree) == Tree(name="a", age=2)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{'a': 1}",
        b'{"a": NaN}',
        b'{"a": 1, "a": 2}',
        b"\xff",
        b"[" * 60_000,
        b'{"a":' * 9 + b"1" + b"}" * 9,
        b"1" * 5_000,
    ],
)
def test_what_is_no_json_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable, match="could not be read as JSON"):
        read_json(body)


def test_brackets_within_texts_are_no_depth() -> None:
    deepest = b"[" * MAX_DEPTH + b"]" * MAX_DEPTH
    assert read_json(deepest) is not None
    assert depth_of(b'["[[[[[[[[[[", "\\"[[[["]') == 1


def test_a_value_is_told_whole_and_described_by_its_type() -> None:
    assert json.loads(encoded(Tree(name="ölm", leaves=(Leaf(Colour.BLUE),)))) == {
        "name": "ölm",
        "age": None,
        "leaves": [{"colour": "blue"}],
        "evergreen": False,
    }
    schemas = definitions(Tree)
    assert schemas.keys() == {"Leaf", "Tree"}
    assert schemas["Tree"]["required"] == ["name"]
    assert schemas["Tree"]["properties"]["age"] == {"type": ["integer", "null"], "minimum": 1, "maximum": 9}
    assert schemas["Tree"]["properties"]["leaves"]["items"] == {"$ref": "#/components/schemas/Leaf"}
    assert schemas["Leaf"]["properties"]["colour"] == {"type": "string", "enum": ["red", "blue"]}


def test_moments_are_in_utc() -> None:
    @dataclass(frozen=True)
    class Times:
        """Two."""

        at: datetime
        on: date

    told = encoded(Times(datetime(2026, 11, 24, 12, tzinfo=UTC), date(2026, 11, 24)))
    assert told == b'{"at":"2026-11-24T12:00:00Z","on":"2026-11-24"}'
