"""The drawing of a reader: theirs alone, never blank, always the same."""

import re
from uuid import UUID, uuid5

import pytest

from pollsite.accounts.identicons import Identicon, identicon_path

MANY = [uuid5(UUID(int=1), str(number)) for number in range(3000)]


def cells(drawing: Identicon) -> set[tuple[int, int]]:
    """The filled cells as (column, row)."""
    runs = re.findall(r"M(\d) (\d)h(\d)v1h-(\d)z", drawing.path)
    assert "".join(f"M{x} {y}h{width}v1h-{back}z" for x, y, width, back in runs) == drawing.path
    assert all(width == back for _, _, width, back in runs)
    return {(int(x) + step, int(y)) for x, y, width, _ in runs for step in range(int(width))}


def test_a_reader_always_has_the_same() -> None:
    known = UUID("6f5f4a1e-5d0c-4a55-9d60-0a7be5a3a001")
    assert identicon_path(known) == identicon_path(UUID(known.hex))


def test_it_is_mirrored_and_neither_blank_nor_full() -> None:
    for reader_id in MANY:
        drawn = cells(identicon_path(reader_id))
        assert drawn == {(4 - column, row) for column, row in drawn}
        assert 5 <= len(drawn) <= 22
        assert all(0 <= column < 5 and 0 <= row < 5 for column, row in drawn)


def test_readers_are_told_apart() -> None:
    drawings = [identicon_path(reader_id) for reader_id in MANY]
    assert {drawing.tone for drawing in drawings} == set(range(8))
    assert len(set(drawings)) > 0.97 * len(drawings)


@pytest.mark.parametrize("number", [0, 1, 2**127 - 1, 2**128 - 1])
def test_every_id_has_one(number: int) -> None:
    assert cells(identicon_path(UUID(int=number)))
