"""Every answer by group: a table for each question whose results the reader may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pollsite.insights.looking import Looking
from pollsite.polls.rounding import percent_of
from pollsite.polls.types import Choice, PollDefinition


@dataclass(frozen=True, slots=True)
class GroupCell:
    """How many of a group chose an answer, and in percent of those of it who answered; None where it is withheld."""

    count: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class MapTable:
    """A question: by answer and group how many chose it, and in the last row how many answered."""

    poll: PollDefinition
    rows: tuple[tuple[Choice, tuple[GroupCell, ...]], ...]
    answered: tuple[int | None, ...]


def tables_of(looking: Looking, body: Mapping[str, Any]) -> tuple[MapTable, ...]:
    """In the publisher's order; () where there are no groups."""
    if not body["groups"]:
        return ()
    seen = {state.definition.wording_id: state.definition for state in looking.seen()}
    return tuple(
        _table(seen[wording_id], counts)
        for wording_id, counts in zip(body["questions"], body["counts"], strict=True)
        if wording_id in seen
    )


def _table(poll: PollDefinition, counts: Mapping[str, Any]) -> MapTable:
    columns = [
        _cells(cells, answered) for cells, answered in zip(counts["cells"], counts["answered"], strict=True)
    ]
    rows = tuple((choice, tuple(column[choice.position] for column in columns)) for choice in poll.choices)
    return MapTable(poll, rows, tuple(counts["answered"]))


def _cells(cells: Sequence[int | None], answered: int | None) -> list[GroupCell]:
    return [GroupCell(count, _percent(count, answered)) for count in cells]


def _percent(count: int | None, answered: int | None) -> int | None:
    if count is None or not answered:
        return None
    return percent_of(count, answered)
