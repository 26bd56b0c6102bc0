"""Small disks, and disks that cannot be written: real file systems that only the site sees.

A mount in a name space of its own goes with the process it was made for. It needs root, or a system that lets
everybody have name spaces of users; where neither is so, a limit on how far a file may grow stands for the full disk.
"""

import resource
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.faults.standing import Standing
from tests.killing import children

SCRIPT = """
set -e
mount -t tmpfs -o size="$1",mode=755 tmpfs "$3"
cp -a "$2/." "$3/"
shift 3
exec "$@"
"""
READ_ONLY = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro "$1"
shift 1
exec "$@"
"""
FILLER = "filler"
FILL = f"""
cat /dev/zero > "$0/{FILLER}" 2>/dev/null
exec "$@"
"""


@cache
def apart() -> tuple[str, ...]:
    """What gives a program mounts of its own; () where the system lets nobody."""
    for way in (("unshare", "-m"), ("unshare", "-r", "-m")):
        tried = [*way, "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
        if subprocess.run(tried, capture_output=True, check=False).returncode == 0:
            return way
    return ()


def read_only(folder: Path) -> Sequence[str]:
    """What starts a program for which the folder is on a disk that cannot be written."""
    if not apart():
        pytest.skip(
            "needs mounts: run as root, or allow name spaces of users (kernel.unprivileged_userns_clone=1)"
        )
    return (*apart(), "sh", "-c", READ_ONLY, "sh", str(folder))


@dataclass
class SmallDisk:
    """The disk of a site's instance folder, of so many KiB; made before the site starts."""

    original: Path
    folder: Path
    size_kib: int

    @property
    def prefix(self) -> Sequence[str]:
        """What starts the site on it."""
        self.folder.mkdir(exist_ok=True)
        script = ("sh", "-c", SCRIPT, "sh", f"{self.size_kib}k", str(self.original), str(self.folder))
        return (*apart(), *script)

    @property
    def filled(self) -> Sequence[str]:
        """What starts the site, or a command, when the disk is full already."""
        return (*self.prefix, "sh", "-c", FILL, str(self.folder))

    def fill(self, standing: Standing) -> None:
        """Leave not one byte."""
        inside = self._inside(standing)
        with (inside / FILLER).open("wb", buffering=0) as file:
            for size in (65536, 4096, 512, 1):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def make_room(self, standing: Standing) -> None:
        """Take away what fills it."""
        (self._inside(standing) / FILLER).unlink()

    def take_home(self, standing: Standing) -> None:
        """Copy what is on it to where it came from, while nobody writes: it goes with the site."""
        subprocess.run(["cp", "-a", f"{self._inside(standing)}/.", str(self.original)], check=True)

    def _inside(self, standing: Standing) -> Path:
        return Path(f"/proc/{standing.running.pid}/root{self.folder}")


def limit_files(standing: Standing, limit: int) -> None:
    """Let no file of the site grow past `limit` bytes, as far as the kernel is told; -1 for as far as they like."""
    for process in (standing.running.pid, *children(standing.running.pid)):
        _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
        resource.prlimit(process, resource.RLIMIT_FSIZE, (limit if limit >= 0 else hard, hard))
