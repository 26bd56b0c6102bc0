"""Share pictures as files: each painted once, by a child process, and found again by its version.

Whoever asks for a picture waits for it; nobody who reads an article does. One is painted at a time in a process, and of
one shape (the same questions, shown to the same people) one in REST_S: meanwhile the one before stands in for it.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pollsite.config import PACKAGE_ROOT
from pollsite.pages.share_picture import SharePicture

REST = timedelta(seconds=30)
"""While votes come in every second a picture that is half a minute old is good enough, and the machine stays free."""
PATIENCE_S = 10.0
MOST_FILES = 400
"""Some 20 kB each: at most 8 MB on the disk."""
PAINTER = "pollsite.pages.share_painting"
_FOR_CHILDREN = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONHOME", "LANG")

Paint = Callable[[SharePicture], bytes]


class NotPainted(Exception):
    """There is no picture just now; another try may find one."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A PNG; `exact`: it is the picture asked for, not one that stands in for it."""

    png: bytes
    exact: bool


def paint_apart(picture: SharePicture) -> bytes:
    """The PNG, painted by a child process. Raises NotPainted."""
    environment = {name: os.environ[name] for name in _FOR_CHILDREN if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-m", PAINTER],
            input=picture.to_json().encode(),
            capture_output=True,
            cwd=PACKAGE_ROOT.parent,
            env=environment,
            timeout=PATIENCE_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as failure:
        raise NotPainted(getattr(failure, "stderr", None) or str(failure)) from failure
    return done.stdout


class Gallery:
    """The pictures in a folder. Safe to share between threads and between processes."""

    def __init__(self, folder: Path, *, paint: Paint = paint_apart) -> None:
        self._folder = folder
        self._paint = paint
        self._painting = threading.Lock()

    def show(self, picture: SharePicture, *, at: datetime) -> Shown:
        """The picture, or one of the same shape that is younger than REST. Raises NotPainted."""
        kept = self._kept(picture)
        if kept is not None:
            return Shown(kept, exact=True)
        with self._turn():
            kept = self._kept(picture)
            if kept is not None:
                return Shown(kept, exact=True)
            stand_in = self._young(picture, at=at)
            if stand_in is not None:
                return Shown(stand_in, exact=False)
            png = self._paint(picture)
            with suppress(OSError):  # a full or read-only disk: it is painted again next time
                self._keep(picture, png, at=at)
            return Shown(png, exact=True)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._painting.acquire(timeout=PATIENCE_S):
            raise NotPainted("other pictures are being painted")
        try:
            yield
        finally:
            self._painting.release()

    def _kept(self, picture: SharePicture) -> bytes | None:
        with suppress(OSError):
            return self._file(picture).read_bytes()
        return None

    def _young(self, picture: SharePicture, *, at: datetime) -> bytes | None:
        """The latest of its shape, if it is young enough."""
        with suppress(OSError):
            latest = max(self._of_shape(picture), key=_painted_at, default=None)
            if latest and _painted_at(latest) > (at - REST).timestamp():
                return latest.read_bytes()
        return None

    def _keep(self, picture: SharePicture, png: bytes, *, at: datetime) -> None:
        """Store it whole or not at all, in the place of those it follows."""
        self._folder.mkdir(parents=True, exist_ok=True)
        followed = self._of_shape(picture)
        number, scratch = tempfile.mkstemp(dir=self._folder, prefix=".")
        with os.fdopen(number, "wb") as stream:
            stream.write(png)
        os.utime(scratch, (at.timestamp(), at.timestamp()))
        Path(scratch).replace(self._file(picture))
        others = sorted(self._folder.glob("[!.]*.png"), key=_painted_at)
        for file in (*followed, *others[:-MOST_FILES]):
            file.unlink(missing_ok=True)

    def _of_shape(self, picture: SharePicture) -> list[Path]:
        return list(self._folder.glob(f"{picture.shape}*.png"))

    def _file(self, picture: SharePicture) -> Path:
        return self._folder / f"{picture.version}.png"


def _painted_at(file: Path) -> float:
    """In seconds since the epoch; 0 for one that another process has just removed."""
    try:
        return file.stat().st_mtime
    except OSError:
        return 0.0
