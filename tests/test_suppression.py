"""The one suppression helper: whatever is published, nobody works out a small number, by whatever arithmetic."""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pollsite.suppression import Published, suppress

Cells = tuple[tuple[int, ...], ...]


def numbers(table: Published) -> list[int | None]:
    """Everything that may be published: cells row by row, then rows' sums, columns' sums, and the sum of all."""
    return [*(cell for row in table.cells for cell in row), *table.rows, *table.columns, table.total]


def everything(cells: Sequence[Sequence[int]]) -> list[int]:
    """The same, as it is."""
    flat = [count for row in cells for count in row]
    rows = [sum(row) for row in cells]
    columns = [sum(column) for column in zip(*cells, strict=True)]
    return [*flat, *rows, *columns, sum(flat)]


def shaped(flat: Sequence[int], *, width: int) -> Cells:
    """Rows of that width."""
    return tuple(tuple(flat[start : start + width]) for start in range(0, len(flat), width))


def tables(*, height: int, width: int, most: int) -> Iterator[Cells]:
    """Every table with cells up to `most`."""
    for flat in product(range(most + 1), repeat=height * width):
        yield shaped(flat, width=width)


@cache
def moves(height: int, width: int, withheld: frozenset[int]) -> list[list[int]]:
    """By brute force: every way to change cells by at most one that changes no published number."""
    found = []
    for flat in product((-1, 0, 1), repeat=height * width):
        change = everything(shaped(flat, width=width))
        if any(change) and all(by == 0 for place, by in enumerate(change) if place not in withheld):
            found.append(change)
    return found


@pytest.mark.parametrize(
    ("height", "width", "k"),
    [(2, 3, 3), (1, 4, 1), (1, 4, 2), (1, 4, 3), (1, 4, 5), (2, 2, 1), (2, 2, 2), (2, 2, 5)],
)
def test_no_small_number_can_be_worked_out(height: int, width: int, k: int) -> None:
    for cells in tables(height=height, width=width, most=4):
        told, known = numbers(suppress(cells, k=k)), everything(cells)
        withheld = frozenset(place for place, number in enumerate(told) if number is None)
        assert [number for number in told if number is not None and number < k] == [], cells
        assert all(number in (None, true) for number, true in zip(told, known, strict=True)), cells
        others = [
            move
            for move in moves(height, width, withheld)
            if all(true + by >= 0 for true, by in zip(known, move, strict=True))
        ]
        determined = [
            place for place in withheld if known[place] < k and not any(move[place] for move in others)
        ]
        assert determined == [], (cells, told)


@pytest.mark.parametrize(("height", "width", "k"), [(2, 2, 2), (3, 2, 2), (2, 3, 2)])
def test_what_everybody_knows_hides_nothing(height: int, width: int, k: int) -> None:
    known = {(height, column) for column in range(width + 1)}
    for cells in tables(height=height, width=width, most=3):
        sums = [sum(column) for column in zip(*cells, strict=True)]
        if min(sums) < k:
            continue
        published = suppress(cells, k=k, known=known)
        assert (*published.columns, published.total) == (*sums, sum(sums))
        told, true = numbers(published), everything(cells)
        withheld = frozenset(place for place, number in enumerate(told) if number is None)
        others = [
            move
            for move in moves(height, width, withheld)
            if all(number + by >= 0 for number, by in zip(true, move, strict=True))
        ]
        determined = [
            place for place in withheld if true[place] < k and not any(move[place] for move in others)
        ]
        assert determined == [], (cells, told)


@st.composite
def counted(draw: st.DrawFn) -> Cells:
    """A table of up to five by five."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    count = st.integers(0, 12) | st.integers(0, 400)
    return shaped(draw(st.lists(count, min_size=height * width, max_size=height * width)), width=width)


@given(counted(), st.integers(1, 10))
@settings(max_examples=300)
def test_a_line_with_its_sum_hides_a_small_number_among_k_more(cells: Cells, k: int) -> None:
    told = suppress(cells, k=k)
    columns = list(zip(*told.cells, strict=True)), list(zip(*cells, strict=True)), told.columns
    for lines, true, sums in (
        (told.cells, cells, told.rows),
        columns,
        ((told.rows,), (everything_in_rows(cells),), (told.total,)),
    ):
        for line, counts, total in zip(lines, true, sums, strict=True):
            hidden = [count for number, count in zip(line, counts, strict=True) if number is None]
            if total is not None and hidden:
                assert len(hidden) > 1
                assert min(hidden) >= k or sum(hidden) >= min(hidden) + k


def everything_in_rows(cells: Cells) -> tuple[int, ...]:
    """The rows' sums."""
    return tuple(sum(row) for row in cells)


@given(counted(), st.integers(1, 10))
@settings(max_examples=300)
def test_what_has_no_small_number_is_published_whole(cells: Cells, k: int) -> None:
    large = tuple(tuple(count + k for count in row) for row in cells)
    assert None not in numbers(suppress(large, k=k))


def test_one_small_cell_takes_the_smallest_other_with_it() -> None:
    told = suppress([[3, 40, 12, 80]], k=5)
    assert told.cells == ((None, 40, None, 80),)
    assert told.rows == (135,)


def test_a_small_sum_is_withheld_as_well() -> None:
    assert numbers(suppress([[1, 2]], k=5)) == [None] * 6


def test_a_number_may_be_withheld_for_a_reason_of_its_own() -> None:
    told = suppress([[30, 40], [50, 60]], k=5, also=[(0, 0)])
    assert told.cells == ((None, None), (None, None))
    assert (told.rows, told.columns, told.total) == ((70, 110), (80, 100), 180)


def test_sums_that_are_published_nowhere_spare_other_cells() -> None:
    cells = [[0, 0], [30, 40], [50, 60]]
    sums = [(3, 0), (3, 1), (3, 2)]
    assert suppress(cells, k=5, unsaid=sums).cells == ((None, None), (30, 40), (50, 60))
    assert None in suppress(cells, k=5).cells[1]


def test_nothing_at_all_publishes_nothing() -> None:
    assert suppress([], k=5) == Published((), (), (), None)


@pytest.mark.parametrize(("cells", "k"), [([[-1]], 5), ([[1]], 0)])
def test_nonsense_is_refused(cells: list[list[int]], k: int) -> None:
    with pytest.raises(ValueError, match="not negative"):
        suppress(cells, k=k)
