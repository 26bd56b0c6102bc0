"""What a value of an archive must be like: a table of what fits and what does not."""

from datetime import UTC, datetime

import pytest

from pollsite.archive.shapes import (
    Maybe,
    Moment,
    Named,
    OneOf,
    Record,
    Several,
    Shape,
    Text,
    Truth,
    Unfit,
    Whole,
    instant_of,
    written_instant,
)

AN_INSTANT = "2026-11-24T12:00:00.000000Z"
CASES: list[tuple[Shape, list[object], list[object]]] = [
    (Text(3), ["", "abc", "äöü"], ["abcd", 1, None, "a\0", "\ud800"]),
    (Text(9, "[a-z]+"), ["abc"], ["", "Abc", "abc\n"]),
    (Whole(1, 3), [1, 3], [0, 4, True, 1.0, "1", None]),
    (Truth(), [True, False], [0, 1, "true", None]),
    (
        Moment(),
        [AN_INSTANT],
        ["2026-11-24", AN_INSTANT[:-1], AN_INSTANT + "\n", "2026-13-24T12:00:00.000000Z", 0],
    ),
    (Moment(is_day=True), ["2026-11-24"], ["2026-11-31", "20261124", "٢٠٢٦-11-24", AN_INSTANT]),
    (OneOf(("a", "b")), ["a"], ["c", ["a"], None]),
    (Maybe(Whole()), [None, 0], ["", -1]),
    (Several(Whole(), 2), [[], [1, 2]], [[1, 2, 3], ["1"], {}, None]),
    (Named("[a-z]", Whole(), 1), [{}, {"a": 1}], [{"aa": 1}, {"a": 1, "b": 2}, {"a": "1"}, []]),
    (Record({"a": Whole()}), [{"a": 1}], [{}, {"a": 1, "b": 1}, {"a": None}, [1]]),
]


@pytest.mark.parametrize(("shape", "fitting", "unfit"), CASES, ids=lambda value: type(value).__name__)
def test_what_fits_is_taken_and_nothing_else(
    shape: Shape, fitting: list[object], unfit: list[object]
) -> None:
    for value in fitting:
        shape.check(value, "it")
    for value in unfit:
        with pytest.raises(Unfit, match=r"^it"):
            shape.check(value, "it")


def test_an_instant_is_read_as_it_was_written() -> None:
    instant = datetime(2026, 11, 24, 12, 0, 0, 1, tzinfo=UTC)
    assert written_instant(instant) == "2026-11-24T12:00:00.000001Z"
    assert instant_of("2026-11-24T12:00:00.000001Z") == instant
    assert written_instant(None) is None


@pytest.mark.parametrize("year", [1, 999, 9999])
def test_an_instant_of_any_year_is_written_as_it_is_read(year: int) -> None:
    at = datetime(year, 2, 3, 4, 5, 6, tzinfo=UTC)
    Moment().check(written_instant(at), "it")
    assert instant_of(written_instant(at) or "") == at
