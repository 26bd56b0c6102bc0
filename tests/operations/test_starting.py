"""A production start with a missing or weak setting ends in one sentence, by `serve` and under gunicorn alone."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from pollsite.app import create_app
from pollsite.cli.main import pollsite
from pollsite.cli.preparing import prepare, prepare_instance
from pollsite.config import CLONE_ROOT, Settings, SettingsError
from pollsite.engines import postgresql_url
from pollsite.operations.closing import open_to_others
from pollsite.operations.reaching import refuse_unreached, why_unreached
from tests.engine import database_of
from tests.fixtures.site import settings_for
from tests.killing import children
from tests.patience import eventually
from tests.setup.running import PATIENCE_S, command, environment_of

PRODUCTION = {
    "POLLSITE_ENVIRONMENT": "production",
    "POLLSITE_SECRET_KEY": "7f3kd9wq0zLm2RbX8vNc5tYh1sPg6uJe",
    "POLLSITE_TRUSTED_HOSTS": "polls.example.org",
    "POLLSITE_ADDRESS": "https://polls.example.org",
    "POLLSITE_HTTPS": "1",
}
WEAK = {"POLLSITE_SECRET_KEY": "changeme" * 5}
NOWHERE = "postgresql://polls:hidden@127.0.0.1:9/polls"
GUNICORN = (sys.executable, "-m", "gunicorn", "-c", "python:pollsite.gunicorn_conf", "pollsite.wsgi")


def under_gunicorn(instance: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """gunicorn alone, with one worker, until it gives up."""
    return subprocess.run(
        [*GUNICORN, "--workers", "1", "--bind", "127.0.0.1:0"],
        cwd=CLONE_ROOT,
        env=environment_of(instance, settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def settings_with(folder: Path, url: str) -> Settings:
    """Settings of an instance on PostgreSQL."""
    return Settings(instance_path=folder, secret_key="", postgresql=postgresql_url(url))


def test_serve_refuses_a_weak_secret_in_one_sentence(tmp_path: Path) -> None:
    told = CliRunner().invoke(pollsite, ["serve"], env=environment_of(tmp_path, PRODUCTION | WEAK))
    assert told.exit_code == 2
    assert told.stderr.count("\n") == 1
    assert told.stderr.startswith("Error: POLLSITE_SECRET_KEY looks like an example")


def test_gunicorn_gives_up_with_the_same_sentence_and_no_traceback(tmp_path: Path) -> None:
    told = under_gunicorn(tmp_path, **PRODUCTION | WEAK)
    assert told.returncode == 4, "which systemd does not start again"
    assert told.stderr.startswith("pollsite: POLLSITE_SECRET_KEY looks like an example")
    assert told.stderr.count("\n") == 1
    assert "changeme" not in told.stderr


def test_where_the_log_is_json_so_is_the_sentence(tmp_path: Path) -> None:
    told = under_gunicorn(tmp_path, **PRODUCTION | WEAK, POLLSITE_LOG_FORMAT="json")
    assert told.returncode == 4
    line = json.loads(told.stderr)
    assert line["level"] == "critical"
    assert line["event"].startswith("POLLSITE_SECRET_KEY looks like an example")


def run_to_its_end(instance: Path, log: Path, end: signal.Signals) -> str:
    """gunicorn alone, ended by this signal once it serves; what it said meanwhile."""
    with log.open("w") as output:
        process = subprocess.Popen(
            [*GUNICORN, "--workers", "1", "--bind", "127.0.0.1:0"],
            cwd=CLONE_ROOT,
            env=environment_of(instance, PRODUCTION),
            stdout=output,
            stderr=output,
        )
    with process:
        try:
            eventually(lambda: "serving" in log.read_text())
            workers = children(process.pid)
        finally:
            process.send_signal(end)
    eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    return log.read_text()


def test_gunicorn_alone_tells_of_its_start_its_stop_and_how_the_last_run_ended(tmp_path: Path) -> None:
    instance, log = tmp_path / "instance", tmp_path / "log"
    assert command(instance, "database", "upgrade").returncode == 0
    killed = run_to_its_end(instance, log, signal.SIGKILL)
    assert "stopp" not in killed
    after_it = run_to_its_end(instance, log, signal.SIGTERM)
    assert "the last run was not stopped" in after_it
    assert (after_it.count("stopping"), after_it.count("stopped")) == (1, 2)
    assert "the last run" not in run_to_its_end(instance, log, signal.SIGTERM)


def test_serve_tells_of_a_database_that_is_not_there_in_one_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    settings = replace(settings_for(tmp_path), postgresql=postgresql_url(NOWHERE))
    assert prepare(create_app(settings), settings) == 2
    told = capfd.readouterr()
    assert told.err.startswith("Error: DATABASE_URL leads to no usable database (127.0.0.1, port 9, polls): ")
    assert told.err.count("\n") == 1
    assert "hidden" not in told.out + told.err


@pytest.mark.parametrize(
    "words",
    [
        ("database", "check"),
        ("database", "upgrade"),
        ("tallies", "verify"),
        ("accounts", "list"),
        ("retention",),
        ("discussion", "held"),
    ],
)
def test_commands_tell_of_a_database_that_is_not_there_as_serve_does(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    told = CliRunner().invoke(pollsite, words, env=environment_of(tmp_path, {"DATABASE_URL": NOWHERE}))
    assert told.exit_code == 2, told.output
    assert told.stderr.startswith(
        "Error: DATABASE_URL leads to no usable database (127.0.0.1, port 9, polls)"
    )
    assert told.stderr.count("\n") == 1
    assert "hidden" not in told.output


@pytest.mark.parametrize(
    "url", [NOWHERE, "postgresql://polls:hidden@nowhere.invalid/polls", "postgresql:///polls?host=/nowhere"]
)
def test_a_server_that_cannot_be_reached_may_come_back(tmp_path: Path, url: str) -> None:
    found = why_unreached(settings_with(tmp_path, url))
    assert found is not None
    assert not found.is_wrong
    assert found.sentence.endswith(".")
    assert "\n" not in found.sentence
    assert "hidden" not in found.sentence


@pytest.mark.sqlite
def test_sqlite_is_always_there(tmp_path: Path) -> None:
    refuse_unreached(Settings(instance_path=tmp_path, secret_key=""))


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("change", "says"),
    [({"database": "not_there"}, "does not exist"), ({"username": "nobody-we-know"}, "does not exist")],
)
def test_what_the_server_refuses_is_a_wrong_setting(
    tmp_path: Path, change: dict[str, str], says: str
) -> None:
    url = make_url(database_of(tmp_path)).set(**change).render_as_string(hide_password=False)
    found = why_unreached(settings_with(tmp_path, url))
    assert found is not None
    assert found.is_wrong
    assert says in found.sentence


@pytest.mark.postgresql
def test_a_server_that_is_too_old_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_with(tmp_path, database_of(tmp_path))
    assert why_unreached(settings) is None
    monkeypatch.setattr("pollsite.operations.reaching.OLDEST_SERVER", 99)
    with pytest.raises(SettingsError, match="is too old: pollsite needs 99 or newer"):
        refuse_unreached(settings)


def test_private_files_are_closed_at_start(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox").chmod(0o755)
    settings = settings_for(tmp_path)
    prepare_instance(create_app(settings), settings)
    assert open_to_others(tmp_path) == []
    assert (tmp_path / "outbox").stat().st_mode & 0o777 == 0o750
