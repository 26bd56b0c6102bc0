"""`pollsite doctor`: names what a production instance lacks, and has nothing to say of one that lacks nothing."""

import json
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from pollsite.cli.main import pollsite
from pollsite.db import db
from pollsite.operations.checks import Check, Verdict, has_problem, lines
from pollsite.operations.closing import close_to_others, open_to_others
from pollsite.operations.doctor import examine
from pollsite.operations.remembering import BACKUP, RETENTION, RUN, last_done, note_done
from pollsite.operations.runs import Run
from pollsite.operations.settings_checks import shortcomings
from tests.discussion.scene import Scene
from tests.fixtures.site import Site, settings_for
from tests.setup.running import environment_of

NOW = datetime.now(UTC)
WELL: dict[str, Any] = {
    "secret_key": "7f3kd9wq0zLm2RbX8vNc5tYh1sPg6uJe",
    "production": True,
    "trusted_hosts": ("polls.example.org",),
    "address": "https://polls.example.org",
    "https": True,
    "trusted_proxies": 1,
    "smtp_url": "smtps://polls:secret@mail.example.org",
    "mail_from": "polls@example.org",
    "sqlite_synchronous": "FULL",
}


@pytest.fixture
def well(site: Site) -> Site:
    """A site that lacks nothing but what a machine may."""
    scene = Scene(site)
    for name in ("Ada", "Ben"):
        scene.member(name)
    with site.writing() as session:
        session.execute(update(Account).values(role=Role.ADMIN))
    note_done(site.folder, BACKUP, at=NOW)
    note_done(site.folder, RETENTION, at=NOW)
    close_to_others(site.folder)
    return site


def examined(site: Site, *, at: datetime | None = None, **others: Any) -> dict[str, Check]:
    """The checks by name, with WELL settings but for these."""
    own = settings_for(site.folder)
    with site.app.app_context():
        found = list(examine(replace(own, **{**WELL, **others}), db.engine, at=at or datetime.now(UTC)))
    return {check.name: check for check in found}


def problems(checks: dict[str, Check]) -> set[str]:
    """The names of what must be mended."""
    return {name for name, check in checks.items() if check.verdict is Verdict.PROBLEM}


def test_a_site_that_lacks_nothing_has_no_problem(well: Site) -> None:
    assert problems(examined(well)) <= {
        "durability",
        "disk",
    }  # the tests' PostgreSQL does not wait for the disk


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("environment", {"production": False}),
        ("secret", {"secret_key": "changeme" * 5}),
        ("address", {"address": ""}),
        ("address", {"address": "https://elsewhere.example"}),
        ("https", {"https": False, "address": "http://polls.example.org"}),
        ("mail", {"smtp_url": "", "mail_from": ""}),
        ("proxy", {"trusted_proxies": 0}),
        ("redis", {"redis_url": "redis://127.0.0.1:9/0"}),
    ],
)
def test_each_setting_that_is_wanting_is_a_problem(well: Site, name: str, setting: dict[str, Any]) -> None:
    found = examined(well, **setting)
    assert name in problems(found)
    assert found[name].sentence.endswith(".")
    assert found[name].mend


def test_production_without_a_mail_server_starts_and_says_so(well: Site) -> None:
    own = replace(settings_for(well.folder), **WELL)
    assert list(shortcomings(own)) == []
    (sentence,) = shortcomings(replace(own, smtp_url=""))
    assert "Set POLLSITE_SMTP_URL" in sentence


def test_what_was_not_done_lately_is_a_problem(well: Site) -> None:
    late = examined(well, at=NOW + timedelta(days=3))
    assert {"backup", "retention"} <= problems(late)
    (well.folder / BACKUP).unlink()
    assert "backup" in problems(examined(well, postgresql=""))


def test_hosts_that_share_a_database_need_not_each_make_backups(well: Site) -> None:
    shared = {"postgresql": "postgresql+psycopg://polls@127.0.0.1:9/polls"}
    assert "delete" in examined(well, at=NOW + timedelta(days=3), **shared)["backup"].mend
    (well.folder / BACKUP).unlink()
    found = examined(well, **shared)["backup"]
    assert found.verdict is Verdict.ADVICE
    assert "what other hosts do is not known here" in found.sentence


def test_nothing_is_overdue_on_the_day_of_a_start(well: Site) -> None:
    (well.folder / RETENTION).unlink()
    assert examined(well)["retention"].verdict is Verdict.OK
    note_done(well.folder, RUN, at=NOW)
    assert examined(well)["retention"].verdict is Verdict.OK
    assert examined(well, at=NOW + timedelta(days=1, hours=1))["retention"].verdict is Verdict.ADVICE


def test_a_start_is_remembered(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.begin()
    assert last_done(tmp_path, RUN)
    run.end()
    assert last_done(tmp_path, RUN) is None


def test_files_that_others_may_read_are_a_problem_until_they_are_closed(well: Site) -> None:
    (well.folder / "outbox").mkdir(exist_ok=True)
    (well.folder / "outbox").chmod(0o755)
    well.folder.chmod(0o755)
    assert "permissions" in problems(examined(well))
    assert "outbox" in open_to_others(well.folder)
    close_to_others(well.folder)
    assert open_to_others(well.folder) == []


def test_nobody_who_administers_is_a_problem_and_one_moderator_is_few(well: Site) -> None:
    with well.writing() as session:
        session.execute(update(Account).values(role=Role.MEMBER))
    found = examined(well)
    assert "admin" in problems(found)
    assert found["moderators"].verdict is Verdict.ADVICE


@pytest.mark.sqlite
def test_an_old_schema_is_a_problem_and_ends_the_look_at_the_database(well: Site) -> None:
    with well.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    found = examined(well)
    assert "schema" in problems(found)
    assert "admin" not in found


def test_a_database_that_is_not_there_is_a_problem_without_its_password(well: Site) -> None:
    url = "postgresql+psycopg://polls:hidden@127.0.0.1:9/polls"
    found = examined(well, postgresql=url)
    assert "database" in problems(found)
    assert "127.0.0.1, port 9, polls" in found["database"].sentence
    assert "hidden" not in str(found)


def test_a_redis_that_hangs_keeps_nobody_waiting(well: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = examined(well, redis_url=f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
    assert "redis" in problems(found)


def test_the_table_has_a_line_a_check_with_how_to_mend_it_below() -> None:
    checks = [
        Check("one", Verdict.OK, "It is well."),
        Check("another", Verdict.PROBLEM, "It is not.", "Mend it."),
    ]
    assert lines(checks) == [
        "ok       one      It is well.",
        "problem  another  It is not.",
        "                  → Mend it.",
        "1 ok, 0 to consider, 1 to mend.",
    ]
    assert has_problem(checks)
    assert not has_problem(checks[:1])


def test_when_something_was_done_is_remembered(tmp_path: Path) -> None:
    assert last_done(tmp_path, BACKUP) is None
    note_done(tmp_path, BACKUP, at=NOW)
    done = last_done(tmp_path, BACKUP)
    assert done is not None
    assert abs(done - NOW) < timedelta(milliseconds=1)
    note_done(tmp_path / "not there", BACKUP, at=NOW)


def command(folder: Path, *arguments: str, **settings: str) -> Result:
    """The command line's answer."""
    return CliRunner().invoke(pollsite, arguments, env=environment_of(folder, settings))


def test_the_command_ends_with_1_where_something_must_be_mended(tmp_path: Path) -> None:
    told = command(tmp_path, "doctor", "--json")
    assert told.exit_code == 1
    checks = {check["name"]: check for check in json.loads(told.stdout)}
    assert checks["environment"]["verdict"] == "problem"
    refused = command(tmp_path, "doctor", POLLSITE_TRUSTED_PROXIES="many")
    assert refused.exit_code == 1
    assert "problem  settings  POLLSITE_TRUSTED_PROXIES must be a whole number" in refused.stdout
