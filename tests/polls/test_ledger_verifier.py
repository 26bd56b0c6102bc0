"""The verifier of some thirty lines: whatever was changed, taken out or moved, it names the row; and it counts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fixtures.site import Site
from tests.polls.bursts import flood
from tests.polls.ledgers import VERIFIER, lines, verify

Spoil = Callable[[list[str]], list[str]]


@pytest.fixture
def whole(site: Site) -> list[str]:
    """Nine rows: the question, five voters for yes and two for no, and one of these who takes it back."""
    site.crowd("single", yes=5, no=2)
    site.withdraw("no 0 of the crowd", "single")
    return lines(site)


def test_it_is_short_enough_to_read_first() -> None:
    assert len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 45


def test_it_counts_what_stands_and_prints_the_head(site: Site, whole: list[str], tmp_path: Path) -> None:
    flood(site)
    code, words = verify(tmp_path, "\n".join(lines(site)))
    assert code == 0, words
    assert "        5  'Yes indeed'" in words
    assert "        6  readers counted" in words
    head = lines(site)[-1].rpartition('"hash":"')[2].removesuffix('"}')
    assert f"Head: {head}." in words
    assert verify(tmp_path, "\n".join(whole), "Receipt: row 2 · hash", head)[1].endswith(
        f"Not in it: {head}\n"
    )
    code, words = verify(tmp_path, "\n".join(lines(site)), f"head {head}")
    assert (code, "In it: row" in words) == (0, True)


@pytest.mark.parametrize(
    ("spoil", "row"),
    [
        (lambda rows: rows[1:], 1),
        (lambda rows: [*rows[:3], *rows[4:]], 4),
        (lambda rows: [*rows[:2], rows[3], rows[2], *rows[4:]], 3),
        (lambda rows: [*rows[:3], *rows[2:]], 4),
        (lambda rows: [*rows[:4], rows[4].replace('"yes"', '"no"'), *rows[5:]], 5),
        (lambda rows: [*rows[:4], rows[4].replace('"counted"', '"held"'), *rows[5:]], 5),
        (lambda rows: [*rows[:4], rows[4].replace("{", '{"options":["no"],', 1), *rows[5:]], 5),
        (lambda rows: [*rows[:4], rows[4].replace(":", ": ", 1), *rows[5:]], 5),
        (lambda rows: [rows[0].replace("Yes indeed", "Yes"), *rows[1:]], 1),
        (lambda rows: [*rows[:5], rows[5][:-9]], 6),
        (lambda rows: [*rows[:2], "", *rows[2:]], 3),
        (lambda rows: [*rows[:2], "[]", *rows[2:]], 3),
        (lambda rows: [*rows[:2], "null"], 3),
        (lambda rows: [*rows[:2], "{}"], 3),
        (lambda rows: [*rows[:2], "[" * 100_000], 3),
        (lambda rows: ["\ufeff" + rows[0], *rows[1:]], 1),
    ],
)
def test_the_first_row_that_is_not_as_it_was_is_named(
    whole: list[str], tmp_path: Path, spoil: Spoil, row: int
) -> None:
    code, words = verify(tmp_path, "\n".join(spoil(whole)))
    assert (code, words.count("\n")) == (1, 1), words
    assert words.startswith(f"Row {row} ")
