"""Windows kept in a file: what is said where it cannot be used."""

from pathlib import Path

from structlog.testing import capture_logs

from pollsite.windows import FileWindows


def test_counters_that_cannot_be_used_for_a_while_are_told_of_twice(tmp_path: Path) -> None:
    path = tmp_path / "limits.sqlite3"
    windows = FileWindows(path)
    path.mkdir()
    with capture_logs() as logs:
        for _ in range(3):
            assert windows.acquire_sliding_window_entry("key", 2, 60)
        path.rmdir()
        for _ in range(3):
            windows.acquire_sliding_window_entry("key", 2, 60)
    assert [line["event"] for line in logs] == [
        "rate limits are not counted",
        "rate limits are counted again",
    ]
