"""Which questions figures are made from: none whose results nobody may see yet."""

from datetime import datetime

from pollsite.articles.types import Visibility


def takes_part(visibility: Visibility, closes_at: datetime | None, *, at: datetime) -> bool:
    """Whether ballots on such a poll may be in a figure at all: not while its results wait for it to close."""
    return visibility is not Visibility.AFTER_CLOSE or (closes_at is not None and at >= closes_at)
