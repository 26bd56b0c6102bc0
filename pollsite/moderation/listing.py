"""Which part of the queue somebody works through: a filter, words to look for, and a place in its order."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from pollsite.moderation.types import CaseKind
from pollsite.numbers import MAX_NUMBER

QUEUE_ADDRESS = "/moderation"
MAX_SEARCH = 80
"""Characters of what is looked for."""


class Filter(StrEnum):
    """What of the queue is listed; MINE lists decisions, and nothing that waits."""

    ALL = "all"
    FLAGGED = "flagged"
    HELD = "held"
    APPEALS = "appeals"
    NAMES = "names"
    MINE = "mine"


KINDS = {
    Filter.ALL: (),
    Filter.FLAGGED: (CaseKind.FLAGGED, CaseKind.SECOND_LOOK),
    Filter.HELD: (CaseKind.HELD,),
    Filter.APPEALS: (CaseKind.APPEAL,),
    Filter.NAMES: (CaseKind.NAME,),
}
"""The kinds of case a filter lists, () for every one. A second look is listed as what it was, for it is a quiet one."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHAPE = re.compile(r"([1-9])\.([0-9]{1,17})\.([0-9]{1,10})", re.ASCII)
_MAX_MICROSECONDS = 32_503_680_000_000_000  # the year 3000


@dataclass(frozen=True, slots=True, order=False)
class Place:
    """Where a case stands in the order of the queue: priority first, the greater before the smaller, then age."""

    priority: int
    opened_at: datetime
    case_id: int

    def __str__(self) -> str:
        """As it stands in an address: digits and dots only."""
        return f"{self.priority}.{(self.opened_at - _EPOCH) // timedelta(microseconds=1)}.{self.case_id}"


@dataclass(frozen=True, slots=True)
class Listing:
    """A filter, and words that an author's name or a comment holds, "" for all."""

    filter: Filter = Filter.ALL
    search: str = ""

    @property
    def of_cases(self) -> "Listing":
        """Where the work on cases goes on from here: in the whole queue, where decisions and no cases are listed."""
        return Listing() if self.filter is Filter.MINE else self

    @property
    def query(self) -> str:
        """Behind an address, so that the work goes on in the same listing: "" or "?in=held&q=words"."""
        asked = {"in": self.filter.value if self.filter is not Filter.ALL else "", "q": self.search}
        given = {name: value for name, value in asked.items() if value}
        return f"?{urlencode(given)}" if given else ""

    @property
    def address(self) -> str:
        """The queue's page of it."""
        return QUEUE_ADDRESS + self.query

    def case_address(self, case_id: int) -> str:
        """The page of one case in it."""
        return f"{QUEUE_ADDRESS}/cases/{case_id}{self.query}"


def read_listing(asked_filter: str, asked_search: str) -> Listing:
    """The listing that an address or a form names; what nobody can mean is taken for the whole queue."""
    known = asked_filter if asked_filter in tuple(Filter) else Filter.ALL
    words = " ".join(asked_search.replace("\0", " ").split())[:MAX_SEARCH]
    return Listing(Filter(known), words)


def read_place(text: str) -> Place | None:
    """The place in an address; None for the beginning, and for what no page of ours leads to."""
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    priority, microseconds, case_id = (int(part) for part in found.groups())
    if microseconds > _MAX_MICROSECONDS or case_id > MAX_NUMBER:
        return None
    return Place(priority, _EPOCH + timedelta(microseconds=microseconds), case_id)
