"""Which numbers of a flow table may be published: from each answer before reading to each answer after it.

Everybody knows the poll's own tally, so whoever learns how many of those who voted “no” had answered before also learns
how many had not. Those who voted without an answer before are therefore a row of the table that is protected, and the
tally's counts are its columns' sums, known whatever is published. What was answered before and never after is published
nowhere by answer, only how many readers that were.

Steps from one answer to another come first: a sum of a row or a column is published only where no step has to be
withheld for it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pollsite.suppression import Place, Published, suppress

FEWEST = 5
Counts = Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTable:
    """What may be said of a shift; None is withheld.

    `cells[i][j]` readers answered `starts[i]` before and `ends[j]` after: positions of options. Answers that few gave are
    in neither, nor are their readers in the table. `before` are the rows' sums, `after` the columns', `both` is how many
    answered twice; `only_after` voted without an answer of the rows before, `only_before` have no counted vote.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    cells: tuple[tuple[int | None, ...], ...]
    before: tuple[int | None, ...]
    after: tuple[int | None, ...]
    both: int | None
    only_after: int | None
    only_before: int | None


def flow_table(
    twice: Sequence[Counts], *, only_after: Counts, only_before: int, fewest: int = FEWEST
) -> FlowTable | None:
    """The table as it may be published; None where fewer than `fewest` answered twice.

    `twice[i][j]` readers answered `i` before reading and `j` after, `only_after[j]` voted `j` without having answered
    before: together they are the tally, option by option.
    """
    tally = [sum(column) for column in zip(*twice, only_after, strict=True)]
    ends = tuple(position for position, votes in enumerate(tally) if votes >= fewest)
    flows = [[row[end] for end in ends] for row in twice]
    starts = tuple(position for position, row in enumerate(flows) if sum(row) >= fewest)
    if not starts:
        return None
    few = [row for position, row in enumerate(flows) if position not in starts]
    apart = [sum(votes) for votes in zip([only_after[end] for end in ends], *few, strict=True)]
    told = _told([*(flows[start] for start in starts), apart], fewest=fewest)
    *before, without = told.rows
    return FlowTable(
        starts=starts,
        ends=ends,
        cells=told.cells[:-1],
        before=tuple(before),
        after=tuple(_rest(votes, part) for votes, part in zip(told.columns, told.cells[-1], strict=True)),
        both=_rest(told.total, without),
        only_after=without,
        only_before=only_before if only_before >= fewest else None,
    )


def _told(cells: Sequence[Counts], *, fewest: int) -> Published:
    """The table with as many steps as can be, then as many sums; those who voted without an answer are its last row."""
    last, width = len(cells) - 1, len(cells[0])
    tally = {(len(cells), column) for column in range(width + 1)}

    def published(unsaid: Collection[Place]) -> Published:
        return suppress(cells, k=fewest, unsaid=unsaid, known=tally)

    sums: list[Place] = [(row, width) for row in range(last)] + [(last, column) for column in range(width)]
    unsaid = set(sums)
    best = published(unsaid)
    for place in sums:
        tried = published(unsaid - {place})
        if _worth(tried) > _worth(best) and _steps(tried) >= _steps(best):
            best = tried
            unsaid.discard(place)
    return best


def _steps(told: Published) -> int:
    """How many numbers of those who answered twice are shown: of each step, and of all."""
    cells = sum(count is not None for row in told.cells[:-1] for count in row)
    return cells + (told.rows[-1] is not None)


def _worth(told: Published) -> int:
    """How many numbers are shown."""
    return sum(count is not None for counts in (*told.cells, told.rows) for count in counts)


def _rest(whole: int | None, part: int | None) -> int | None:
    return None if whole is None or part is None else whole - part
