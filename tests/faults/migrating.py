"""`python -m tests.faults.migrating EVERY`: an instance is taken back a revision at a time, and its upgrade killed.

Killed before every so-manieth statement, and before the commit; each time everything must be as it was before. Then
it is let through, and the next older revision is tried. Prints what happened as JSON. In a process of its own, with
one thread, for it forks.
"""

import json
import os
import resource
import signal
import sys

from alembic import command
from flask import Flask
from sqlalchemy import event, inspect, text

from pollsite import migrating
from pollsite.app import create_app
from pollsite.config import Settings
from pollsite.db import db
from pollsite.migrations import MigrationError

State = tuple[str | None, dict[str, int]]
"""The revision, and how many rows each table has."""


def main() -> None:
    """Try every revision but the newest, the later first."""
    every = int(sys.argv[1])
    app = create_app(Settings.from_env())
    revisions = _revisions()
    found = {revision: _tried(app, revision, every=every) for revision in reversed(revisions[:-1])}
    sys.stdout.write(json.dumps(found))


def _tried(app: Flask, revision: str, *, every: int) -> dict[str, object]:
    _take_back(app, revision)
    before = _state(app)
    statements, kills, changed = 0, 0, []
    while not _upgraded(app, kill_at=statements):
        kills += 1
        if _state(app) != before:
            changed.append(statements)
        statements += every
    wrong = migrating.problems(app)
    return {
        "rows": sum(before[1].values()),
        "kills": kills,
        "changed": changed,
        "problems": wrong,
        "full": _filled(app, revision),
    }


def _filled(app: Flask, revision: str) -> str:
    """What is said where the disk does not take the upgrade; everything is as it was, and then it goes through."""
    if db_is_elsewhere(app):
        return ""
    _take_back(app, revision)
    before, said = _state(app), ""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        migrating.upgrade(app)
    except MigrationError as refusal:
        said = str(refusal)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    kept = _state(app) == before
    migrating.upgrade(app)
    return said if kept else "the database was changed"


def db_is_elsewhere(app: Flask) -> bool:
    """Whether no disk of ours can keep an upgrade from it."""
    with app.app_context():
        return db.engine.dialect.name != "sqlite"


def _revisions() -> list[str]:
    folder = migrating.MIGRATIONS / "versions"
    return sorted(path.name.partition("_")[0] for path in folder.glob("[0-9]*.py"))


def _take_back(app: Flask, revision: str) -> None:
    with app.app_context():
        with migrating._schema_connection(db.engine) as connection:
            command.downgrade(migrating._config(connection), revision)
        db.engine.dispose()


def _state(app: Flask) -> State:
    with app.app_context():
        with db.engine.connect() as connection:
            names = inspect(connection).get_table_names()
            rows = {
                name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()
                for name in names
            }
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        db.engine.dispose()
    return revision, rows


def _upgraded(app: Flask, *, kill_at: int) -> bool:
    """Whether an upgrade in a process of its own came to its end, which is killed before that statement."""
    child = os.fork()
    if child == 0:
        with app.app_context():
            _die_at(kill_at)
        migrating.upgrade(app)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _die_at(statement: int) -> None:
    left = [statement]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", count)
    event.listen(db.engine, "commit", count)


if __name__ == "__main__":
    main()
