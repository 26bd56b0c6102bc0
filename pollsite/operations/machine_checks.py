"""The doctor on the machine: folder, disk, limits, and what should have been done lately."""

import resource
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from pollsite.config import Settings
from pollsite.operations.checks import Check, advice, fine, problem
from pollsite.operations.closing import open_to_others
from pollsite.operations.remembering import BACKUP, RETENTION, RUN, last_done

STREAMS = 10_000
"""What a process should hold; a stream is one open file."""
FILES_BESIDE = 500
SCARCE_BYTES, FEW_BYTES = 200_000_000, 2_000_000_000
BACKUP_AFTER = timedelta(days=1, hours=6)
RETENTION_AFTER = timedelta(days=2)
FIRST_RETENTION_AFTER = timedelta(days=1)
"""The site does it a minute after its start; one that has run for so long without is wanting."""


def check_machine(settings: Settings, *, at: datetime) -> Iterator[Check]:
    """What needs no database."""
    yield _permissions(settings.instance_path)
    yield _disk(settings.instance_path)
    yield _backup(settings.instance_path, is_shared=bool(settings.postgresql), at=at)
    yield _retention(settings.instance_path, at=at)
    yield _files()
    yield _parser()


def _permissions(folder: Path) -> Check:
    if names := open_to_others(folder):
        return problem(
            "permissions",
            f"Everybody on this machine may read {', '.join(names)}.",
            f"chmod o-rwx {' '.join(str(folder / name) for name in names)}",
        )
    return fine("permissions", "What is private in the instance folder is closed to others.")


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:,.1f} GB are free where the instance folder is."
    mend = "Make room: a full disk takes no vote and no comment."
    if free < SCARCE_BYTES:
        return problem("disk", told, mend)
    return advice("disk", told, mend) if free < FEW_BYTES else fine("disk", told)


def _backup(folder: Path, *, is_shared: bool, at: datetime) -> Check:
    """`is_shared`: whether other hosts have the same database, one of which may make the backups of all."""
    mend = (
        "Run `python3 -m pollsite backup FOLDER` every day, to another machine (deploy/systemd has a timer)."
    )
    done = last_done(folder, BACKUP)
    if is_shared and done is None:
        told = "No backup was made on this host, and what other hosts do is not known here."
        return advice("backup", told, f"On one host of the site, and no other: {mend}")
    if is_shared:
        mend += f" If another host makes them now, delete {folder / BACKUP}."
    if done is None:
        return problem("backup", "No backup was made here yet.", mend)
    told = f"The newest backup was made {done:%Y-%m-%d %H:%M} UTC."
    return problem("backup", told, mend) if at - done > BACKUP_AFTER else fine("backup", told)


def _retention(folder: Path, *, at: datetime) -> Check:
    done = last_done(folder, RETENTION)
    mend = "A running site does it once a day; or run `python3 -m pollsite retention`, and look at the log."
    started = last_done(folder, RUN)
    if done is None and (started is None or at - started < FIRST_RETENTION_AFTER):
        return fine("retention", "What is past its time is removed from a minute after the start on, daily.")
    if done is None:
        return advice("retention", "What is past its time was not removed yet.", mend)
    told = f"What was past its time was removed {done:%Y-%m-%d %H:%M} UTC."
    return problem("retention", told, mend) if at - done > RETENTION_AFTER else fine("retention", told)


def _files() -> Check:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < STREAMS + FILES_BESIDE:
        return advice(
            "open files",
            f"A process may open {most:,}, too few for {STREAMS:,} live streams.",
            "Raise the limit: LimitNOFILE=65536 in systemd, ulimit -n elsewhere.",
        )
    return fine("open files", f"A process may hold {STREAMS:,} live streams.")


def _parser() -> Check:
    if find_spec("gunicorn_h1c"):
        return fine("parser", "Requests are read by the fast parser.")
    return advice(
        "parser",
        "Requests are read by gunicorn's slow parser: half as many a second.",
        "Install a C compiler, remove .venv and start again.",
    )
