"""`pollsite retention`: remove now what the site removes once a day by itself."""

import click

from pollsite.app import create_app
from pollsite.cli.errors import CommandError
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db
from pollsite.migrating import upgrade
from pollsite.operations.kept import Kept
from pollsite.operations.remembering import RETENTION, note_done
from pollsite.operations.retention import count, tidy
from pollsite.unwritable import why_no_write
from pollsite.writing import NotWritten


@click.command()
@click.option("--dry-run", is_flag=True, help="Remove nothing: say what would be.")
def retention(dry_run: bool) -> None:
    """Remove what is personal and no longer needed, some at a time, while the site runs.

    Never a post, a vote or a step of the log. `serve` does it once a day by itself.
    """
    settings = Settings.from_env()
    app = create_app(settings)
    upgrade(app)
    outbox, at = settings.instance_path / "outbox", now()
    with app.app_context():
        if dry_run:
            count(db.session(), outbox, at=at, told=_say)
            return
        try:
            tidy(app.extensions["pollsite-writer"], outbox, at=at, told=_say)
            note_done(settings.instance_path, RETENTION, at=at)
            note_done(settings.instance_path, RETENTION, at=now())
        except NotWritten as problem:
            reason = "" if settings.postgresql else why_no_write(settings.database_path)
            told = f"{reason}." if reason else "it is locked or not there. Try again."
            raise CommandError(f"The database takes no write now: {told}") from problem


def _say(kept: Kept, number: int) -> None:
    click.echo(f"{number:>9,}  {kept.what}: {kept.told}")
