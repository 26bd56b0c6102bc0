"""The flow table: exact where it is published, and never more than may be known beside the public tally."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pollsite.insights.shift_table import FlowTable, flow_table

K = 2
Table = NDArray[np.int64]
"""Some tables of two options: rows for both answers before, and for none; by table, row and column."""


def test_a_large_table_is_published_whole() -> None:
    twice = [[120, 14, 9], [22, 80, 6], [17, 11, 31]]
    assert flow_table(twice, only_after=[40, 50, 60], only_before=12) == FlowTable(
        starts=(0, 1, 2),
        ends=(0, 1, 2),
        cells=((120, 14, 9), (22, 80, 6), (17, 11, 31)),
        before=(143, 108, 59),
        after=(159, 105, 46),
        both=310,
        only_after=150,
        only_before=12,
    )


def test_seeded_tables_reproduce_exactly() -> None:
    chance = np.random.default_rng(6)
    for _ in range(50):
        twice, apart = chance.integers(5, 400, (5, 5)), chance.integers(5, 400, 5)
        table = flow_table(twice.tolist(), only_after=apart.tolist(), only_before=5)
        assert table is not None
        assert (np.array(table.cells) == twice).all()
        assert table.before == tuple(twice.sum(axis=1))
        assert table.after == tuple(twice.sum(axis=0))
        assert (table.both, table.only_after) == (twice.sum(), apart.sum())


def test_an_answer_that_few_voted_for_is_left_out_with_its_readers() -> None:
    table = flow_table([[30, 2, 9], [9, 1, 30], [8, 0, 40]], only_after=[20, 1, 20], only_before=4)
    assert table is not None
    assert (table.starts, table.ends) == ((0, 1, 2), (0, 2))
    assert (table.both, table.only_before) == (126, None)


def test_fewer_than_five_who_answered_twice_are_no_table() -> None:
    assert flow_table([[2, 1], [1, 0]], only_after=[40, 40], only_before=9) is None


def test_what_the_tally_would_give_away_is_withheld() -> None:
    """Two who voted without having answered before: their number is the tally less those who answered twice."""
    table = flow_table([[40, 10], [10, 30]], only_after=[2, 0], only_before=0)
    assert table is not None
    assert table.only_after is None
    assert table.both is None


def test_an_answer_few_gave_before_hides_no_step_of_the_others() -> None:
    table = flow_table([[40, 10, 6], [10, 30, 7], [0, 1, 0]], only_after=[20, 20, 20], only_before=0)
    assert table is not None
    assert (table.starts, table.cells) == ((0, 1), ((40, 10, 6), (10, 30, 7)))
    assert (table.both, table.only_after) == (103, 61)


def test_steps_are_shown_before_sums() -> None:
    table = flow_table([[89, 9, 2], [2, 135, 9], [6, 1, 44]], only_after=[55, 71, 23], only_before=0)
    assert table is not None
    assert table.cells == ((89, 9, None), (None, 135, 9), (None, None, 44))
    assert table.both == 297


@cache
def possible(tally: tuple[int, ...]) -> Table:
    """Every table with that tally."""
    columns = [
        [(one, other, votes - one - other) for one in range(votes + 1) for other in range(votes + 1 - one)]
        for votes in tally
    ]
    return np.array(list(product(*columns))).transpose(0, 2, 1)


def said(tables: Table) -> dict[str, Table]:
    """By name, every number about a group of readers, for each table."""
    numbers = {f"cell {i} {j}": tables[:, i, j] for i in range(3) for j in range(2)}
    numbers |= {f"row {i}": tables[:, i].sum(axis=1) for i in range(3)}
    numbers |= {f"column {j}": tables[:, :2, j].sum(axis=1) for j in range(2)}
    stayed = tables[:, 0, 0] + tables[:, 1, 1]
    both = tables[:, :2].sum(axis=(1, 2))
    return numbers | {"both": both, "stayed": stayed, "changed": both - stayed}


def told(table: FlowTable) -> dict[str, Any]:
    """By the same names, what is published of a table with both options in its rows and columns."""
    found: dict[str, Any] = {f"row {i}": count for i, count in enumerate((*table.before, table.only_after))}
    found |= {f"column {j}": count for j, count in enumerate(table.after)}
    found |= {f"cell {i} {j}": count for i, row in enumerate(table.cells) for j, count in enumerate(row)}
    return {name: count for name, count in (*found.items(), ("both", table.both)) if count is not None}


def small_tables() -> Iterator[tuple[Table, FlowTable]]:
    """Every table with cells up to three, and some with larger ones, with what is published of it."""
    chance = np.random.default_rng(6)
    every = np.array(list(product(range(3), repeat=6)))
    for flat in np.concatenate([every, chance.integers(0, 6, (400, 6))]):
        cells = flat.reshape(3, 2)
        table = flow_table(cells[:2].tolist(), only_after=cells[2].tolist(), only_before=0, fewest=K)
        if table is not None and len(table.starts) == len(table.ends) == 2:
            yield cells, table


def test_no_small_group_can_be_worked_out_from_any_small_table() -> None:
    """Whoever knows the tally and all that is published still takes a small group for one of K or more."""
    worked_out = []
    for cells, table in small_tables():
        others = said(possible(tuple(cells.sum(axis=0).tolist())))
        fits = np.ones(len(others["both"]), dtype=bool)
        published = told(table)
        true = said(cells[None])
        for name, count in published.items():
            assert count == true[name][0] >= K, (cells, name)
            fits &= others[name] == count
        worked_out += [
            (cells, name, published)
            for name, number in true.items()
            if number[0] < K and others[name][fits].max() < min(K, others[name].max())
        ]
    assert worked_out == []
