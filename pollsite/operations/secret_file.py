"""The secret that an instance made for itself lies beside its database, and goes home with it and comes back."""

import os
import tempfile
from enum import Enum
from pathlib import Path

from pollsite.operations.errors import OperationRefused


class Kept(Enum):
    """What became of a backup's secret."""

    NONE = "the backup has none"
    SAME = "the instance has it already"
    TAKEN = "it is the instance's now"
    ANOTHER = "a setting says another"


def keep_secret(folder: Path, secret: str | None, *, present: str) -> Kept:
    """Let the instance in `folder`, whose secret is `present`, have the secret of a backup.

    Where a setting gave it the present one, that stays. Raises OperationRefused where the folder cannot be written.
    """
    if secret is None:
        return Kept.NONE
    if secret == present:
        return Kept.SAME
    own = folder / "secret_key"
    if not own.exists() or own.read_text(errors="replace").strip() != present:
        return Kept.ANOTHER
    try:
        _replace(own, secret)
    except OSError as problem:
        raise OperationRefused(f"{own} cannot be written: {problem.strerror}.") from problem
    return Kept.TAKEN


def _replace(path: Path, secret: str) -> None:
    descriptor, scratch = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    Path(scratch).replace(path)
