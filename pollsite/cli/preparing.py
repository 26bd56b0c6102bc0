"""What `serve` does before it serves: folder, database, first article. Runs in a process of its own."""

import os
import sys
import traceback

import click
from flask import Flask

from pollsite import migrating
from pollsite.accounts.queries import has_admin
from pollsite.cli.articles import publish_shipped
from pollsite.cli.errors import ADMINISTERED, NOT_ADMINISTERED, CommandError
from pollsite.config import Settings, SettingsError
from pollsite.db import db
from pollsite.migrations import MigrationError
from pollsite.operations.closing import close_to_others
from pollsite.operations.reaching import refuse_unreached
from pollsite.unwritable import is_full

UNWRITABLE, FULL = "the instance folder cannot be written", "the disk of the instance folder is full"
ON_SQLITE = "readers are served, and whatever is sent is refused"
ON_POSTGRESQL = "letters are lost, and each process counts its own limits"


def prepare(app: Flask, settings: Settings) -> int:
    """Prepare the instance and say in words what could not be done; returns the exit code of the process.

    ADMINISTERED or NOT_ADMINISTERED when all is well: whether somebody administers the site.
    """
    try:
        return ADMINISTERED if prepare_instance(app, settings) else NOT_ADMINISTERED
    except (MigrationError, SettingsError) as problem:
        return _say(CommandError(str(problem)))
    except click.ClickException as problem:
        return _say(problem)
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _say(problem: click.ClickException) -> int:
    problem.show()
    return problem.exit_code


def prepare_instance(app: Flask, settings: Settings) -> bool:
    """Folder, database, first article; returns whether somebody administers the site. Leaves nothing open."""
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    refuse_unreached(settings)
    migrating.upgrade(app)
    close_to_others(settings.instance_path)
    unwritable = not os.access(settings.instance_path, os.W_OK)
    if unwritable or is_full(settings.instance_path):
        what_follows = ON_POSTGRESQL if settings.postgresql else ON_SQLITE
        click.echo(f"pollsite: {UNWRITABLE if unwritable else FULL}: {what_follows}")
    for line in publish_shipped(app):
        click.echo(f"pollsite: {line}")
    with app.app_context():
        administered = has_admin(db.session())
        db.session.remove()
        db.engine.dispose()
    return administered
