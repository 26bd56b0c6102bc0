"""Where the next page of threads begins: after a value and an id, leaving one thread out that stood above."""

import re
from dataclasses import dataclass

from pollsite.discussion.types import Sort
from pollsite.numbers import MAX_NUMBER

_SHAPE = re.compile(r"([0-9]{1,18})\.([0-9]{1,10})(?:\.([0-9]{1,10}))?", re.ASCII)
_BY_ID = (Sort.NEWEST, Sort.OLDEST)


class UnreadableCursor(ValueError):
    """No page of ours leads to that address."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """After the thread with this id, whose number the threads are sorted by is `value` (0 for sorts by time).

    `fresh` is the thread that was shown near the top out of its turn; 0 for none.
    """

    value: int
    after_id: int
    fresh: int = 0

    def __str__(self) -> str:
        """As it stands in an address: digits and dots only."""
        shown = f"{self.value}.{self.after_id}"
        return f"{shown}.{self.fresh}" if self.fresh else shown


def read_cursor(text: str) -> Cursor | None:
    """The cursor in an address; None for the first page. Raises UnreadableCursor."""
    if not text:
        return None
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise UnreadableCursor(text)
    value, after_id, fresh = (int(part or 0) for part in found.groups())
    if max(after_id, fresh) > MAX_NUMBER:
        raise UnreadableCursor(text)
    return Cursor(value, after_id, fresh)


def cursor_after(sort: Sort, *, value: int, comment_id: int, fresh: int = 0) -> Cursor:
    """The cursor of the page that follows a thread."""
    return Cursor(0 if sort in _BY_ID else value, comment_id, fresh)


_PATH = re.compile(r"(?:[0-9a-f]{8}){1,9}", re.ASCII)


def read_path_cursor(text: str, *, below: str) -> str:
    """The path after which replies go on, "" for the first page. Raises UnreadableCursor unless it is below `below`."""
    if text and (_PATH.fullmatch(text) is None or not text.startswith(below) or text == below):
        raise UnreadableCursor(text)
    return text
