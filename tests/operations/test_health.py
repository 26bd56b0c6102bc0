"""`/healthz` and `/readyz`: answered whatever happens, quickly, and saying no more than a word."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from pollsite.app import create_app
from pollsite.db import db
from pollsite.migrating import MIGRATIONS
from pollsite.migrations import newest_revision
from pollsite.operations.health import Readiness, Standing
from tests.fixtures.site import Site, settings_for

UNREACHABLE = "postgresql+psycopg://somebody:secret@127.0.0.1:9/nothing"


@contextmanager
def hanging_database() -> Iterator[str]:
    """The address of a PostgreSQL that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"postgresql+psycopg://somebody@127.0.0.1:{listener.getsockname()[1]}/site?sslmode=disable"


def revision(site: Site, value: str) -> None:
    """Pretend that the database is at another revision."""
    with site.writing() as session:
        session.connection().exec_driver_sql(f"UPDATE alembic_version SET version_num = '{value}'")


def readiness_of(site: Site) -> Readiness:
    """A new process's."""
    with site.app.app_context():
        return Readiness(db.engine, site.folder)


def test_a_site_is_alive_and_ready(site: Site) -> None:
    for address, words in (("/healthz", "alive\n"), ("/readyz", "ready\n")):
        answer = site.app.test_client().get(address)
        assert (answer.status_code, answer.text) == (200, words)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        head = site.app.test_client().head(address)
        assert (head.status_code, head.text) == (200, "")


def test_whoever_asks_by_address_is_answered_and_nothing_of_the_name_comes_back(site: Site) -> None:
    for address in ("/healthz", "/readyz"):
        answer = site.app.test_client().get(address, headers={"Host": "10.1.2.3:8000", "Cookie": "a=b"})
        assert answer.status_code == 200
        assert "10.1.2.3" not in answer.text + str(answer.headers)


def test_they_take_no_other_request(site: Site) -> None:
    for method in ("POST", "DELETE"):
        answer = site.app.test_client().open("/healthz", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_health_needs_no_database(tmp_path: Path) -> None:
    client = create_app(settings_for(tmp_path)).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "schema-old\n")


def test_the_newest_revision_is_alembic_s_head() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == newest_revision()


def test_an_older_schema_is_not_ready(site: Site) -> None:
    revision(site, "0001")
    assert readiness_of(site).now() is Standing.OLD_SCHEMA


def test_a_newer_schema_stops_who_begins_and_not_who_serves(site: Site) -> None:
    serving = readiness_of(site)
    assert serving.now() is Standing.READY
    revision(site, "9999")
    assert readiness_of(site).now() is Standing.NEW_SCHEMA
    serving.forget()
    assert serving.now() is Standing.READY


def test_a_process_that_is_to_end_is_not_ready(site: Site) -> None:
    site.app.extensions["pollsite-readiness"].worker_started(is_stopping=lambda: True)
    answer = site.app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "stopping\n")
    assert site.app.test_client().get("/healthz").status_code == 200


def test_a_folder_in_which_nothing_can_be_written_is_not_ready(site: Site) -> None:
    with site.app.app_context():
        readiness = Readiness(db.engine, site.folder / "not there")
    assert readiness.now() is Standing.FOLDER


def test_a_database_that_is_not_there_is_told_in_a_word(tmp_path: Path) -> None:
    assert Readiness(create_engine(UNREACHABLE), tmp_path).now() is Standing.NO_DATABASE


def test_a_database_that_hangs_keeps_nobody_waiting(tmp_path: Path) -> None:
    with hanging_database() as url:
        readiness = Readiness(create_engine(url), tmp_path)
        assert readiness.now() is Standing.SLOW_DATABASE
        readiness.forget()
        assert readiness.now() is Standing.SLOW_DATABASE


@pytest.mark.parametrize("word", Standing)
def test_a_word_names_nothing_of_the_inside(word: Standing) -> None:
    assert word.value.replace("-", "").isalpha()
