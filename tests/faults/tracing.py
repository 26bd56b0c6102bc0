"""What a running site writes to its database, and when the disk is told to keep it: recorded by strace."""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

CALLS = "pwrite64,write,ftruncate,fsync,fdatasync,unlink"
LONGEST = 70_000
"""Bytes of a single write that are recorded: more than a page of SQLite's largest size."""
LINE = re.compile(r"^(?P<pid>\d+) +(?P<at>[\d.]+) (?P<rest>.*)$")
CALL = re.compile(
    r'^(?P<name>\w+)\((?P<fd>\d+)<(?P<path>[^>]*)>(?:, "(?P<bytes>[^"]*)"(?P<cut>\.\.\.)?, \d+)?(?:, (?P<number>\d+))?'
)
REMOVAL = re.compile(r'^unlink\("(?P<path>[^"]*)"\) += 0')
RESUMED = re.compile(r"^<\.\.\. (?P<name>\w+) resumed>")


@dataclass(frozen=True)
class Written:
    """Bytes went to `path` at `offset`; `length` where it was cut to that length instead."""

    at: float
    path: Path
    offset: int = 0
    written: bytes = b""
    length: int | None = None


@dataclass(frozen=True)
class Synced:
    """All that was written to `path`, or in the folder, before `since` (an index of events) is on the disk now."""

    at: float
    path: Path
    since: int


@dataclass(frozen=True)
class Removed:
    """The file is gone; one of that name that is written later is another."""

    at: float
    path: Path


Event = Written | Synced | Removed


def strace(record: Path, folder: Path) -> Sequence[str]:
    """What starts a site whose writes to its database are recorded; skips the test where there is no strace."""
    if not shutil.which("strace"):
        pytest.skip("needs strace: apt-get install strace")
    database = folder / "pollsite.sqlite3"
    paths = [part for path in (database, f"{database}-wal", folder) for part in ("-P", str(path))]
    how = [
        "-D",
        "-f",
        "--seccomp-bpf",
        "-ttt",
        "-y",
        "-xx",
        "-s",
        str(LONGEST),
        "-e",
        f"trace={CALLS}",
        "-e",
        "signal=none",
    ]
    return ("strace", *how, *paths, "-o", str(record))


def events(record: Path) -> list[Event]:
    """What was written and synced, in its order."""
    found: list[Event] = []
    syncing: dict[str, tuple[Path, int]] = {}
    for pid, at, rest in _lines(record):
        if resumed := RESUMED.match(rest):
            if resumed["name"].endswith("sync") and pid in syncing:
                path, since = syncing.pop(pid)
                found.append(Synced(at, path, since))
        elif removal := REMOVAL.match(rest):
            found.append(Removed(at, Path(_plain(removal["path"]).decode())))
        elif call := CALL.match(rest):
            path = Path(_plain(call["path"]).decode())
            if not call["name"].endswith("sync"):
                found.append(_written(call, at, path))
            elif rest.endswith("<unfinished ...>"):
                syncing[pid] = (path, len(found))
            else:
                found.append(Synced(at, path, len(found)))
    return found


def _lines(record: Path) -> Iterator[tuple[str, float, str]]:
    with record.open() as lines:
        for line in lines:
            if line.endswith("\n") and (found := LINE.match(line.rstrip())):
                yield found["pid"], float(found["at"]), found["rest"]


def _written(call: re.Match[str], at: float, path: Path) -> Written:
    if call["name"] == "ftruncate":
        return Written(at, path, length=int(call["number"]))
    assert call["name"] == "pwrite64", call[0][:200]
    assert not call["cut"]
    return Written(at, path, int(call["number"]), _plain(call["bytes"]))


def _plain(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", "")) if text.startswith("\\x") else text.encode()
