"""Two questions set against each other, as the page prints them: a sentence, a table, a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from pollsite.articles.types import Kind
from pollsite.insights.crossing_pairs import Pair, Row, pairs_of
from pollsite.insights.crossing_words import (
    TWICE,
    UNKNOWN,
    few_in_words,
    hidden_in_words,
    none_in_words,
    pair_in_words,
)
from pollsite.insights.looking import Looking
from pollsite.polls.types import Choice, PollDefinition

CROSSING = "crossing"
"""The kind of the figure that is kept."""
FEWEST_BOTH = 20
"""So many must have answered both questions before anything is said of the two."""
MOST_OTHERS = 4
"""So many other pairs are named below the table."""
WORTH_NAMING_POINTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a row's bar, in percent of its whole length; `choice` is None for what is withheld."""

    choice: Choice | None
    start: int
    percent: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table and its picture: one bar in parts or, where several answers may be given, a bar for each."""

    row: Row
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another pair that is worth a look: its address, and what is to be seen there."""

    address: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossingView:
    """What the section prints. `questions` can be chosen; `rows_key` and `columns_key` are chosen, "" for none. `pair`
    is None where nothing can be shown, and `note` says why. With `can_choose` some choice shows something.
    """

    questions: tuple[PollDefinition, ...]
    rows_key: str
    columns_key: str
    note: str
    pair: Pair | None
    sentence: str
    lines: tuple[Line, ...]
    can_choose: bool
    others: tuple[Other, ...]

    @property
    def is_stacked(self) -> bool:
        """Whether the parts of a row make up a whole."""
        return self.pair is not None and self.pair.by.kind is not Kind.MULTIPLE

    @property
    def shows_withheld(self) -> bool:
        """Whether a number of the table is withheld."""
        rows = self.pair.rows if self.pair else ()
        return any(row.total is None or any(cell.count is None for cell in row.cells) for row in rows)


def crossing_view(looking: Looking) -> CrossingView | None:
    """The section for this reader: the two questions they ask for, else those that tell most. None while no figure is
    kept.
    """
    kept = looking.kept.get(CROSSING)
    if kept is None:
        return None
    questions = tuple(state.definition for state in looking.seen())
    pairs = pairs_of(kept.body, questions)
    wanted = (looking.asked.get("rows", ""), looking.asked.get("columns", ""))
    note = _note(looking, questions) if any(wanted) else ""
    telling = _telling(pairs)
    if not any(wanted) or note:
        first = next(iter(telling or pairs), None)
        wanted = (first.of.key, first.by.key) if first else ("", "")
    few_or_none = few_in_words if pairs else none_in_words
    pair = next((pair for pair in pairs if (pair.of.key, pair.by.key) == wanted), None)
    return CrossingView(
        questions=questions,
        rows_key=wanted[0],
        columns_key=wanted[1],
        note=note or ("" if pair or len(questions) < 2 else few_or_none(FEWEST_BOTH)),
        pair=pair,
        sentence=pair_in_words(pair) if pair else "",
        lines=tuple(Line(row, _parts(row, pair.by)) for row in pair.rows) if pair else (),
        can_choose=bool(pairs),
        others=_others(looking, telling, besides=pair),
    )


def _note(looking: Looking, seen: Sequence[PollDefinition]) -> str:
    """What is wrong with the questions asked for, "" if nothing is."""
    asked = [looking.asked.get(name, "") for name in ("rows", "columns")]
    every = {state.definition.key: state.definition for state in looking.polls}
    open_keys = {poll.key for poll in seen}
    for key in asked:
        if key not in every:
            return UNKNOWN
        if key not in open_keys:
            return hidden_in_words(every[key])
    return TWICE if asked[0] == asked[1] else ""


def _telling(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs that can be compared, the greatest contrast first; of the two ways round, the one that tells more."""
    compared = [pair for pair in pairs if pair.contrast]
    compared.sort(key=lambda pair: -pair.contrast.points if pair.contrast else 0)
    found: dict[frozenset[int], Pair] = {}
    for pair in compared:
        found.setdefault(frozenset({pair.of.id, pair.by.id}), pair)
    return list(found.values())


def _others(looking: Looking, telling: Sequence[Pair], *, besides: Pair | None) -> tuple[Other, ...]:
    shown = {besides.of.id, besides.by.id} if besides else set()
    worth = [
        pair
        for pair in telling
        if {pair.of.id, pair.by.id} != shown and pair.contrast and pair.contrast.points >= WORTH_NAMING_POINTS
    ]
    return tuple(Other(_address(looking.slug, pair), pair_in_words(pair)) for pair in worth[:MOST_OTHERS])


def _address(slug: str, pair: Pair) -> str:
    return f"/articles/{slug}/insights?rows={pair.of.key}&columns={pair.by.key}#crossing"


def _parts(row: Row, by: PollDefinition) -> tuple[Part, ...]:
    """Where a row's total is withheld there is nothing to draw."""
    if row.total is None:
        return ()
    parts, start = [], 0
    for cell in row.cells:
        if cell.percent:
            parts.append(Part(cell.choice, start, cell.percent))
            start += cell.percent if by.kind is not Kind.MULTIPLE else 0
    if by.kind is not Kind.MULTIPLE and start < 100 and row.total:
        parts.append(Part(None, start, 100 - start))
    return tuple(parts)
