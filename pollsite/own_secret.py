"""The secret that an instance makes for itself where none is given, in a file that is its owner's alone."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

NAME = "secret_key"


def own_secret(folder: Path) -> str:
    """The instance's secret; made whole under another name first, so that two starts agree on one.

    A file that others may read is shut to them; what it says is not measured here. Raises OSError where the folder
    cannot be written.
    """
    path = folder / NAME
    folder.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_secret(path)
    if path.stat().st_mode & 0o077:
        with suppress(OSError):
            path.chmod(0o600)
    return path.read_text(errors="replace").strip()


def _make_secret(path: Path) -> None:
    descriptor, scratch = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    with suppress(FileExistsError):
        os.link(scratch, path)
    Path(scratch).unlink()
