"""When something was last done here: the time of a small file in the instance folder, which says so in words."""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

BACKUP, RETENTION = "last_backup", "retention"
RUN = "running"
"""Written by `runs.Run` when a server starts, and emptied when it is stopped."""
WORDS = "When this was last done: see this file's time.\n"


def note_done(folder: Path, what: str, *, at: datetime) -> None:
    """Remember it; where the folder cannot be written, nobody is the wiser."""
    with suppress(OSError):
        (folder / what).write_text(WORDS)
        os.utime(folder / what, (at.timestamp(),) * 2)


def last_done(folder: Path, what: str) -> datetime | None:
    """When; None if never, as far as this folder knows."""
    with suppress(OSError):
        done = (folder / what).stat()
        return datetime.fromtimestamp(done.st_mtime, UTC) if done.st_size else None
    return None
