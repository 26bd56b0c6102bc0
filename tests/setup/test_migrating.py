"""Making and changing the database: the tables of this version, once, all or nothing."""

import threading
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from pollsite import migrating
from pollsite.app import create_app
from pollsite.db import db, transaction
from pollsite.migrating import problems, revise, upgrade
from pollsite.migrations import MigrationError
from tests.fixtures.site import settings_for


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    """A site whose database has not been made."""
    return create_app(settings_for(tmp_path))


def test_migrations_make_exactly_the_tables_of_this_version(fresh: Flask) -> None:
    assert upgrade(fresh)
    assert problems(fresh) == ()
    assert revise(fresh, "nothing changed") is None


def test_second_upgrade_finds_nothing_to_do(fresh: Flask) -> None:
    upgrade(fresh)
    assert upgrade(fresh) == ()


def test_missing_migrations_are_named(fresh: Flask) -> None:
    with pytest.raises(MigrationError, match="up to date first"):
        revise(fresh, "too early")
    assert "0001" in problems(fresh)[0]


def test_of_many_upgrades_at_once_one_makes_the_tables(tmp_path: Path) -> None:
    applied: list[tuple[str, ...]] = []
    apps = [create_app(settings_for(tmp_path)) for _ in range(4)]
    upgrades = [threading.Thread(target=lambda app=app: applied.append(upgrade(app))) for app in apps]
    for thread in upgrades:
        thread.start()
    for thread in upgrades:
        thread.join()
    assert sorted(map(bool, applied)) == [False, False, False, True]


def test_database_of_a_newer_version_is_refused(fresh: Flask) -> None:
    upgrade(fresh)
    with fresh.app_context(), transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(MigrationError, match="newer pollsite"):
        upgrade(fresh)


def test_upgrade_that_breaks_references_changes_nothing(
    fresh: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrating, "_broken", lambda _connection: [("ballots", "polls")])
    with pytest.raises(MigrationError, match="nothing was changed"):
        upgrade(fresh)
    monkeypatch.undo()
    assert "0001" in problems(fresh)[0]


@pytest.mark.sqlite
def test_foreign_keys_are_enforced_again_after_an_upgrade(fresh: Flask) -> None:
    upgrade(fresh)
    with fresh.app_context():
        assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        db.session.remove()
        db.engine.dispose()
