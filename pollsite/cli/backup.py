"""`pollsite backup` and `pollsite restore`: the whole site in one file, and back."""

from pathlib import Path

import click

from pollsite.app import create_app
from pollsite.cli.operating import owners_alone, refusals_told, say, say_table
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db
from pollsite.operations.backing_up import back_up, check
from pollsite.operations.backing_up import restore as restore_backup
from pollsite.operations.remembering import BACKUP, note_done
from pollsite.operations.secret_file import Kept, keep_secret

FILE = click.Path(path_type=Path)
SECRET_SAID = {
    Kept.NONE: "The backup holds no secret: unless this instance has the same as the one it came from, everybody signs "
    "in anew, and second factors and links in letters no longer fit.",
    Kept.SAME: "The secret is the same: sessions, second factors and links in letters go on.",
    Kept.TAKEN: "The backup's secret is this instance's now: sessions, second factors and links in letters go on.",
    Kept.ANOTHER: "POLLSITE_SECRET_KEY is another than the backup's: set it to what `unzip -p FILE secret_key` says, or "
    "everybody signs in anew, and second factors and links in letters no longer fit.",
}


@click.command()
@click.argument("file", type=FILE)
@click.option("--verify", is_flag=True, help="Write nothing: say whether the backup FILE is whole.")
@click.option("--without-secret", is_flag=True, help="Leave out the secret, which is kept somewhere else.")
def backup(file: Path, verify: bool, without_secret: bool) -> None:
    """Write the whole site to a new FILE (or a new file in the folder FILE), while it runs.

    FILE is as secret as the site: it holds addresses, votes and the key that signs. Only its owner may read it.
    """
    if verify:
        _verify(file)
        return
    settings = Settings.from_env()
    app = create_app(settings)
    at = now()
    path = file / f"pollsite-{at:%Y%m%dT%H%M%SZ}.zip" if file.is_dir() else file
    secret = None if without_secret else settings.secret_key
    with app.app_context(), refusals_told():
        back_up(db.engine, path, secret=secret, at=at, told=say_table)
    note_done(settings.instance_path, BACKUP, at=at)
    say(
        f"Wrote {path}: {path.stat().st_size:,} bytes, everything accepted before {at:%Y-%m-%d %H:%M:%S} UTC."
    )


def _verify(file: Path) -> None:
    with refusals_told():
        about = check(file, told=say_table)
    secret = "with" if about.secret else "without"
    say(
        f"{file} is whole: taken at {about.taken_at}, tables of {about.revision}, {secret} the site's secret."
    )


@click.command()
@click.argument("file", type=FILE)
def restore(file: Path) -> None:
    """Bring a backup into an instance that is empty, on either engine; all of it, or nothing.

    The instance is the one that the settings name. FILE is read to its end before anything is made there; each table is
    read again and compared with the backup.
    """
    with refusals_told():
        check(file, told=lambda _name, _sum: None)
    with owners_alone():
        _restore(file)


def _restore(file: Path) -> None:
    settings = Settings.from_env()
    app = create_app(settings)
    kept = [Kept.NONE]

    def keep(secret: str | None) -> None:
        kept[0] = keep_secret(settings.instance_path, secret, present=settings.secret_key)

    with app.app_context(), refusals_told():
        about, applied = restore_backup(db.engine, file, told=say_table, keep_secret=keep)
    say(f"Restored what was stored at {about.taken_at}; every table equals the backup.")
    if applied:
        say(f"Then applied {', '.join(applied)}.")
    say(SECRET_SAID[kept[0]])
