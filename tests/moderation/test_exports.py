"""Files that people take along: RFC 4180, no formula runs, JSON that reads back, and a statement for each restriction."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.moderation.article17 import COLUMNS, Stated, statement_fields
from pollsite.moderation.exports import FORMULA, Row, csv_pieces, json_pieces
from pollsite.moderation.types import Actor, AppealOutcome, Restriction

AT = datetime(2026, 11, 24, 12, 30, 5, 999, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def made(restriction: Restriction = Restriction.REMOVED, **others: Any) -> Stated:
    """A decision of a moderator by rule 2 on what was reported."""
    known: dict[str, Any] = {
        "number": 7,
        "restriction": restriction,
        "rule": 2,
        "actor": Actor.MODERATOR,
        "at": AT,
        "until": None,
        "status_after": "removed",
        "was_reported": True,
        "was_detected": False,
        "appeal": None,
        "is_undone": False,
    }
    return Stated(**(known | others))


@given(st.lists(st.tuples(texts, texts), min_size=1))
def test_every_text_is_read_back_from_csv(rows: list[tuple[str, str]]) -> None:
    written = "".join(csv_pieces(("a", "b"), [{"a": a, "b": b} for a, b in rows]))
    read = list(csv.reader(StringIO(written, newline="")))
    assert read[0] == ["a", "b"]
    assert [
        tuple(field.removeprefix("'") if is_defused(field) else field for field in row) for row in read[1:]
    ] == rows


def is_defused(field: str) -> bool:
    """Whether an apostrophe of ours stands before it."""
    return field.startswith("'") and field[1:].startswith(FORMULA)


@given(texts)
def test_no_field_begins_as_a_formula(text: str) -> None:
    for row in csv.reader(StringIO("".join(csv_pieces(("a",), [{"a": text}])), newline="")):
        assert not any(field.startswith(FORMULA) for field in row)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1"]
)
def test_a_formula_is_text_behind_an_apostrophe(text: str) -> None:
    read = list(csv.reader(StringIO("".join(csv_pieces(("a",), [{"a": text}])), newline="")))
    assert read[1] == [f"'{text}"]


def test_lines_end_and_fields_are_quoted_as_rfc_4180_says() -> None:
    row: Row = {"a": 'He said "no", twice', "b": -1.5, "c": None, "d": True, "e": AT}
    written = "".join(csv_pieces(tuple(row), [row]))
    assert written == 'a,b,c,d,e\r\n"He said ""no"", twice",-1.5,,yes,2026-11-24T12:30:05+00:00\r\n'


@given(st.lists(st.fixed_dictionaries({"a": texts, "b": st.integers() | st.none() | st.booleans()})))
def test_json_is_read_back(rows: list[Row]) -> None:
    written = "".join(json_pieces(rows, about={"at": AT}, name="rows"))
    assert json.loads(written) == {"at": "2026-11-24T12:30:05+00:00", "rows": rows}


def test_rows_are_written_one_by_one() -> None:
    row: Row = {"a": 1}

    def endless() -> Iterator[Row]:
        while True:
            yield row

    pieces = csv_pieces(("a",), endless())
    assert [next(pieces) for _ in range(3)] == ["a\r\n", "1\r\n", "1\r\n"]


@pytest.mark.parametrize("restriction", Restriction)
def test_a_statement_has_every_field_of_article_17(restriction: Restriction) -> None:
    fields = statement_fields(made(restriction))
    assert tuple(fields) == COLUMNS
    empty = [name for name, value in fields.items() if value in ("", None)]
    assert empty == []
    assert fields["rule"] == "rule 2, personal attack"
    assert fields["facts"] == "personal attack"
    assert "appeal on this site within 14 days" in str(fields["redress"])


def test_a_suspension_says_how_long() -> None:
    fields = statement_fields(made(Restriction.SUSPENDED, until=AT + timedelta(days=3)))
    assert (fields["restriction"], fields["duration"]) == ("author suspended, comment removed", "3 days")


@pytest.mark.parametrize(("rule", "ground"), [(2, "the site's own rules"), (6, "illegal content")])
def test_the_ground_is_the_house_s_rules_or_the_law(rule: int, ground: str) -> None:
    assert statement_fields(made(rule=rule))["ground"] == ground


@pytest.mark.parametrize(
    ("known", "name", "value"),
    [
        ({"was_reported": True}, "source", "notice of a reader"),
        ({"was_reported": False}, "source", "own initiative"),
        ({"was_detected": True}, "automated_detection", True),
        ({"actor": Actor.MODERATOR}, "automated_decision", False),
        ({"actor": Actor.AUTOMATIC}, "automated_decision", True),
        ({"appeal": AppealOutcome.OPEN}, "appeal", "waiting"),
        ({"appeal": AppealOutcome.ACCEPTED}, "appeal", "accepted"),
        ({"is_undone": True}, "taken_back", True),
    ],
)
def test_a_statement_says_how_it_came_about(known: dict[str, Any], name: str, value: object) -> None:
    assert statement_fields(made(**known))[name] == value


def test_a_rule_from_before_the_numbers_has_its_words() -> None:
    assert "before the rules were numbered" in str(statement_fields(made(rule=99))["facts"])
