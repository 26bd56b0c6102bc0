"""What of the instance folder is nobody else's on the machine: addresses, password hashes, letters, the key that signs."""

from contextlib import suppress
from pathlib import Path

PRIVATE = (
    "secret_key",
    "pollsite.sqlite3",
    "pollsite.sqlite3-wal",
    "pollsite.sqlite3-shm",
    "pollsite.sqlite3.turn",
    "limits.sqlite3",
    "limits.sqlite3-wal",
    "limits.sqlite3-shm",
    "limits.sqlite3.turn",
    "migrate.lock",
    "running",
    "outbox",
)
OTHERS = 0o007
MAY_PASS = 0o001


def open_to_others(folder: Path) -> list[str]:
    """What everybody on the machine may read or change."""
    if not folder.stat().st_mode & MAY_PASS:
        return []
    there = [name for name in PRIVATE if (folder / name).exists()]
    return [name for name in there if (folder / name).stat().st_mode & OTHERS]


def close_to_others(folder: Path) -> None:
    """Take it from them; what is somebody else's stays as it is, and the doctor says so."""
    with suppress(OSError):
        for name in open_to_others(folder):
            path = folder / name
            path.chmod(path.stat().st_mode & ~OTHERS)
