"""Cursors: digits and dots, read back as they were written; nothing else is read."""

import pytest

from pollsite.discussion.cursors import Cursor, UnreadableCursor, cursor_after, read_cursor, read_path_cursor
from pollsite.discussion.types import Sort


@pytest.mark.parametrize("cursor", [Cursor(0, 1), Cursor(752_700_000, 2**31 - 1), Cursor(3, 4, 5)])
def test_a_cursor_is_read_as_it_was_written(cursor: Cursor) -> None:
    assert read_cursor(str(cursor)) == cursor


def test_without_one_it_is_the_first_page() -> None:
    assert read_cursor("") is None
    assert read_path_cursor("", below="00000001") == ""


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "a.b",
        "1.2.3.4",
        "-1.2",
        "1.-2",
        " 1.2",
        "1.2\n",
        "١.٢",
        "1.9999999999",
        "1.2.9999999999",
        "9" * 19 + ".1",
    ],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(UnreadableCursor):
        read_cursor(text)


@pytest.mark.parametrize(
    ("sort", "value"),
    [(Sort.BEST, 7), (Sort.DISCUSSED, 7), (Sort.MINDS, 7), (Sort.NEWEST, 0), (Sort.OLDEST, 0)],
)
def test_sorts_by_time_need_no_value(sort: Sort, value: int) -> None:
    assert cursor_after(sort, value=7, comment_id=3) == Cursor(value, 3)


def test_replies_go_on_below_their_comment_only() -> None:
    assert read_path_cursor("0000000100000002", below="00000001") == "0000000100000002"
    for text in ("00000001", "0000000200000003", "000000010000000g", "0000000100", "0000000100000002 "):
        with pytest.raises(UnreadableCursor):
            read_path_cursor(text, below="00000001")
