"""`pollsite archive …`: everything that everybody may see, in one file, and back."""

from pathlib import Path

import click

from pollsite.app import create_app
from pollsite.archive.exporting import export_archive
from pollsite.archive.importing import import_archive
from pollsite.cli.comments import import_comments
from pollsite.cli.operating import owners_alone, refusals_told, say
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db

FILE = click.Path(path_type=Path)


@click.group()
def archive() -> None:
    """Take the site home as everybody may see it, and bring it back."""


archive.add_command(import_comments)


@archive.command(name="export")
@click.argument("file", type=FILE)
def export(file: Path) -> None:
    """Write what everybody may see to a new FILE (or a new file in the folder FILE), while the site runs.

    Articles with all their texts, polls with tallies and ledgers, comments, what was decided. No mail address, no
    cookie, nobody's vote, no removed words, no results that are hidden: it may be published. A backup holds the rest.
    """
    settings = Settings.from_env()
    app = create_app(settings)
    at = now()
    path = file / f"archive-{at:%Y%m%dT%H%M%SZ}.zip" if file.is_dir() else file
    with app.app_context(), refusals_told():
        export_archive(db.engine, path, at=at, told=_say_records)
    say(f"Wrote {path}: {path.stat().st_size:,} bytes, everything public at {at:%Y-%m-%d %H:%M:%S} UTC.")


@archive.command(name="import")
@click.argument("file", type=FILE)
def bring(file: Path) -> None:
    """Bring an archive into an instance that is empty, on either engine; all of it, or nothing.

    The instance is the one that the settings name. Members come as names that nobody can sign in to, and ballots as
    their ledgers tell them, without anybody's name.
    """
    settings = Settings.from_env()
    with owners_alone():
        app = create_app(settings)
        with app.app_context(), refusals_told():
            exported_at = import_archive(db.engine, file, at=now(), told=_say_records)
    say(f"Brought in what was public at {exported_at}.")


def _say_records(name: str, number: int) -> None:
    say(f"{name:<18} {number:>11,}")
