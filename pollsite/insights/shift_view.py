"""How readers changed their mind, as the page prints it: a sentence, a table, a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pollsite.insights.looking import Kept, Looking
from pollsite.insights.shift_bound import fewest_changed
from pollsite.insights.shift_picture import FlowPicture, draw_flows
from pollsite.polls.rounding import percent_of
from pollsite.polls.types import Choice, PollDefinition
from pollsite.polls.words import counted

Numbers = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class FlowRow:
    """From one answer before reading to each after; None is withheld. `total` is how many gave it."""

    choice: Choice
    counts: Numbers
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flows:
    """The table with the words around it. `sentences` come first; `apart` says who is in no row; `after` are the columns'
    sums, and `both` is the sum of all.
    """

    sentences: tuple[str, ...]
    columns: tuple[Choice, ...]
    rows: tuple[FlowRow, ...]
    after: Numbers
    both: int | None
    apart: str
    withheld: bool
    picture: FlowPicture
    computed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftView:
    """The section about `poll`. `flows` is None where the reader may not see the results (`hidden`), or too few
    answered twice (see shift_table).
    """

    poll: PollDefinition
    hidden: bool
    flows: Flows | None


def shift_view(looking: Looking, *, leading: str) -> ShiftView | None:
    """The section for this reader; None where the article's `leading` question is "", or no longer asked."""
    poll = next((state.definition for state in looking.polls if state.definition.key == leading), None)
    if poll is None:
        return None
    hidden = all(state.definition.id != poll.id for state in looking.seen())
    kept = looking.kept.get("shift")
    is_of_now = kept is not None and kept.body.get("wording") == poll.wording_id
    flows = _flows(poll, kept) if kept is not None and is_of_now and not hidden else None
    return ShiftView(poll=poll, hidden=hidden, flows=flows)


def _flows(poll: PollDefinition, kept: Kept) -> Flows:
    body: Any = kept.body
    columns = tuple(poll.choices[position] for position in body["ends"])
    rows = tuple(
        FlowRow(poll.choices[position], tuple(counts), total)
        for position, counts, total in zip(body["starts"], body["cells"], body["before"], strict=True)
    )
    numbers = [
        *(count for row in rows for count in row.counts),
        *body["before"],
        *body["after"],
        body["both"],
    ]
    return Flows(
        sentences=tuple(_sentences(rows, columns, after=body["after"], both=body["both"])),
        columns=columns,
        rows=rows,
        after=tuple(body["after"]),
        both=body["both"],
        apart=_apart(poll, body),
        withheld=None in numbers,
        picture=draw_flows(
            rows=[(row.choice, row.counts) for row in rows],
            columns=columns,
            before=body["before"],
            after=body["after"],
            both=body["both"],
        ),
        computed_at=kept.computed_at,
    )


def _sentences(
    rows: Sequence[FlowRow], columns: Sequence[Choice], *, after: Numbers, both: int | None
) -> list[str]:
    """Who changed their mind, and the largest step from one answer to another that is shown."""
    stayed = [
        count
        for row in rows
        for count, column in zip(row.counts, columns, strict=True)
        if column.position == row.choice.position
    ]
    moved = [
        (count, row.choice, column)
        for row in rows
        for count, column in zip(row.counts, columns, strict=True)
        if count is not None and column.position != row.choice.position
    ]
    known = [count for count in stayed if count is not None]
    sum_stayed = sum(known) if len(known) == len(stayed) else None
    told = [_who_changed(both, stayed=sum_stayed, least=_least(rows, columns, after=after, both=both))]
    if moved:
        count, start, end = max(moved, key=lambda step: step[0])
        all_are_shown = len(moved) + len(stayed) == sum(len(row.counts) for row in rows)
        several = "The largest step" if all_are_shown else "The largest step that can be shown"
        largest = several if len(moved) > 1 else "The one step that can be shown"
        told.append(f"{largest} is from “{start.label}” to “{end.label}”: {count:,}.")
    return told


def _least(rows: Sequence[FlowRow], columns: Sequence[Choice], *, after: Numbers, both: int | None) -> int:
    places = {choice.position: place for place, choice in enumerate(columns)}
    return fewest_changed(
        cells=[row.counts for row in rows],
        stays=[places.get(row.choice.position) for row in rows],
        before=[row.total for row in rows],
        after=after,
        both=both,
    )


def _who_changed(both: int | None, *, stayed: int | None, least: int) -> str:
    """How many changed: exactly, or at `least` so many, or that it cannot be shown."""
    answered = (
        f"Of {counted(both, 'reader', 'readers')} who answered twice"
        if both
        else "Of those who answered twice"
    )
    if both is None or stayed is None:
        return (
            f"{answered}, at least {least:,} changed their mind."
            if least
            else f"{answered}, {_NOTHING_TO_SHOW}"
        )
    changed = both - stayed
    return f"{answered}, {changed:,} changed their mind ({percent_of(changed, both)}\u202f%)."


_NOTHING_TO_SHOW = "no change can be told without telling what a few of them did."


def _apart(poll: PollDefinition, body: Any) -> str:
    """Who is in no row of the table."""
    few = "fewer than five"
    before, after = (
        f"{count:,} {what}" if count is not None else f"how many {what} is withheld"
        for count, what in (
            (body["only_before"], "answered only before reading"),
            (body["only_after"], "voted without one of these answers before"),
        )
    )
    told = f"Counted apart: {before}, and {after}."
    for when, shown in (("before", body["starts"]), ("after", body["ends"])):
        left_out = [f"“{choice.label}”" for choice in poll.choices if choice.position not in shown]
        told += f" Left out, {few} each, is who said {' or '.join(left_out)} {when}." if left_out else ""
    return told
