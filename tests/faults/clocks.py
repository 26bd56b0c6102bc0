"""`python -m tests.faults.clocks FILE serve …`: pollsite with a clock that is wrong by as many seconds as FILE says."""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pollsite.clock

_true_time = time.time


def _wrong_by(file: Path) -> float:
    return float(file.read_text() or 0)


def main() -> None:
    """Only then is the rest loaded: what has the clock by name has the wrong one."""
    file = Path(sys.argv[1])
    time.time = lambda: _true_time() + _wrong_by(file)
    pollsite.clock.now = lambda: datetime.now(UTC) + timedelta(seconds=_wrong_by(file))
    from pollsite.cli.main import pollsite as commands

    commands(args=sys.argv[2:], prog_name="pollsite")


if __name__ == "__main__":
    main()
