"""A row as a line: the same bytes whatever engine it came from, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pollsite.operations.values import (
    Form,
    Row,
    RowUnfit,
    Summing,
    line_of,
    read_bytes,
    row_of,
    written_bytes,
    written_instant,
)

FORMS = tuple(Form)
WHOLE: Row = [-7, "Žofie\n\u2028𝔛", True, "AAE=", "2026-11-24 12:00:00.000001", "2026-11-24", "0" * 32]
UNFIT = [
    (Form.NUMBER, b'"1"'),
    (Form.NUMBER, b"1.0"),
    (Form.NUMBER, b"true"),
    (Form.NUMBER, b"9223372036854775808"),
    (Form.NUMBER, b"1" * 10_000),
    (Form.NUMBER, b"NaN"),
    (Form.TEXT, b"7"),
    (Form.TEXT, b'["a"]'),
    (Form.TEXT, b'"a\\u0000b"'),
    (Form.TEXT, b'"\\ud800"'),
    (Form.TEXT, b'"\xff"'),
    (Form.TRUTH, b"1"),
    (Form.BYTES, b"1"),
    (Form.INSTANT, b'"2026-11-24T12:00:00.000000"'),
    (Form.INSTANT, b'"2026-13-24 12:00:00.000000"'),
    (Form.INSTANT, b'"2026-11-24 12:00:00.000000+00"'),
    (Form.DAY, b'"2026-02-30"'),
    (Form.DAY, b'"20260224"'),
    (Form.UUID, b'"00000000-0000-0000-0000-000000000000"'),
    (Form.UUID, b'"\xd9\xa1' + b'0" * 30 + b"'),
]


def test_a_row_is_read_as_it_was_written() -> None:
    assert row_of(line_of(WHOLE).encode(), FORMS) == WHOLE
    assert row_of(line_of([None] * len(FORMS)).encode(), FORMS) == [None] * len(FORMS)


def test_a_line_is_one_line() -> None:
    assert line_of(WHOLE).count("\n") == 0


@pytest.mark.parametrize(("form", "value"), UNFIT)
def test_what_does_not_fit_is_refused(form: Form, value: bytes) -> None:
    with pytest.raises(RowUnfit):
        row_of(b"[" + value + b"]\n", [form])


@pytest.mark.parametrize("line", [b"\n", b"{}\n", b"[]\n", b"[1,2]\n", b"[" * 100_000 + b"\n", b"[1]x\n"])
def test_what_is_no_row_is_refused(line: bytes) -> None:
    with pytest.raises(RowUnfit):
        row_of(line, [Form.NUMBER])


@given(st.binary())
def test_bytes_come_back(content: bytes) -> None:
    assert read_bytes(written_bytes(content)) == content


@pytest.mark.parametrize("value", ["A", "A===", "AAE=\n", "á"])
def test_other_bytes_are_refused(value: str) -> None:
    with pytest.raises(RowUnfit):
        read_bytes(value)


@pytest.mark.parametrize(
    "stored", ["2026-11-24 12:00:00", "2026-11-24 12:00:00.000000", "2026-11-24 13:00:00+01:00"]
)
def test_an_instant_is_written_in_one_way(stored: str) -> None:
    assert written_instant(stored) == "2026-11-24 12:00:00.000000"


def test_lines_come_to_the_same_however_they_are_dealt_out() -> None:
    together, apart, written = Summing(), Summing(), Summing()
    together.add(["[1]", "[2]", "[3]"])
    apart.add(["[1]"])
    apart.add([])
    apart.add(["[2]", "[3]"])
    written.add_lines([b"[1]\n", b"[2]\n", b"[3]\n"])
    assert together.sum() == apart.sum() == written.sum()
    assert together.sum().rows == 3
