"""Readers who answer before reading and vote afterwards, many at once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from pollsite.db import db
from pollsite.insights.over_time import OVER_TIME, over_time_figure
from pollsite.insights.refreshing import Figure, Outcome, refresh
from pollsite.insights.shift import SHIFT, shift_figure
from pollsite.polls.before import answer_before
from pollsite.polls.services import cast_ballot
from tests.fixtures.site import Site, reader
from tests.samples import AFTER_VOTE, DURING, SINGLE, Asked, article_text

EARLIER = timedelta(hours=3)
"""So long before DURING everybody answers who does so before reading."""
OPTIONS = ("yes", "no", "rarely")
FIGURES = (Figure(SHIFT, shift_figure), Figure(OVER_TIME, over_time_figure))


def leading(*questions: Asked, key: str = "single") -> str:
    """An article that asks its question `key` before reading too."""
    text = article_text(*(questions or (SINGLE, AFTER_VOTE)))
    return text.replace("language: en\n", f"language: en\nshift: {key}\n")


def change_minds(
    site: Site,
    twice: Sequence[Sequence[int]],
    *,
    only_after: Sequence[int] = (),
    only_before: Sequence[int] = (),
    key: str = "single",
) -> list[UUID]:
    """`twice[i][j]` readers answer OPTIONS[i] before and OPTIONS[j] after; the others answer once. All readers, in order."""
    pairs = [(before, after) for before, row in zip(OPTIONS, twice, strict=False) for after in expanded(row)]
    pairs += [("", after) for after in expanded(only_after)]
    pairs += [(before, "") for before in expanded(only_before)]
    poll_id, readers = site.poll_id(key), [reader(f"changing {place}") for place in range(len(pairs))]
    with site.writing() as session:
        for reader_id, (before, after) in zip(readers, pairs, strict=True):
            at = DURING - EARLIER if before else DURING
            about: dict[str, Any] = {"poll_id": poll_id, "reader_id": reader_id, "wording": 1, "at": at}
            if before:
                answer_before(session, keys=[before], **about)
            if after:
                cast_ballot(session, keys=[after], **about)
    return readers


def expanded(numbers: Sequence[int]) -> list[str]:
    """Each option as often as its number says."""
    return [option for option, number in zip(OPTIONS, numbers, strict=False) for _ in range(number)]


def refreshed(site: Site) -> None:
    """Work both figures out."""
    with site.app.app_context():
        assert Outcome.FAILED not in {done.outcome for done in refresh(db.engine, at=DURING, figures=FIGURES)}
