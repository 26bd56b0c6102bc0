"""Connections to the database: how many there may be, what is said where none is free, and what PostgreSQL's keep."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from sqlalchemy import Engine, QueuePool, select, text
from sqlalchemy.exc import PendingRollbackError
from structlog.testing import capture_logs

from pollsite.accounts.models import Reader
from pollsite.config import THREADS
from pollsite.db import db, reading
from pollsite.engines import PREPARE_AFTER, STATEMENT_TIMEOUT_MS, THREADS_BESIDE, WRITING
from pollsite.pulse import CUT_OFF
from tests.engine import database_of
from tests.fixtures.site import Site, statements
from tests.samples import SLUG

WORDS = "What I had to say about all this, in more than forty letters."


@pytest.fixture
def engine(site: Site) -> Engine:
    """The engine behind the site."""
    with site.app.app_context():
        return db.engine


def used(engine: Engine) -> int:
    """How many of the pool's connections somebody has."""
    assert isinstance(engine.pool, QueuePool)
    return engine.pool.checkedout()


@contextmanager
def none_free(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Somebody has every connection that the process may have; nobody waits for them."""
    monkeypatch.setattr(engine.pool, "_timeout", 0.01)
    with ExitStack() as taken:
        for _ in range(2 * THREADS + THREADS_BESIDE):
            taken.enter_context(engine.connect())
        yield


def test_who_finds_no_connection_is_told_in_words_and_what_they_wrote_is_still_there(
    site: Site, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = site.app.test_client()
    token = browser.get("/token").get_json()["token"]
    form = {"intent": "post", "name": "Ada", "body": WORDS, "key": "1", "csrf_token": token}
    vote = {"option": "yes", "wording": "1", "csrf_token": token}
    entering = {"email": "ada@example.org", "password": "not to be shown again", "csrf_token": token}
    with none_free(engine, monkeypatch), capture_logs() as logs:
        read = browser.get(f"/articles/{SLUG}")
        voted = browser.post(f"/polls/{1}/ballot", data=vote)
        written = browser.post("/articles/1/comments", data=form)
        entered = browser.post("/account/sign-in", data=entering)
    for answer in (read, voted, written, entered):
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "The database does not answer just now." in answer.text
    assert WORDS in written.text
    assert "Send it again" in written.text
    assert "not to be shown again" not in entered.text
    assert {entry["event"] for entry in logs} == {
        "the database does not answer",
        "the database did not take a write",
    }
    assert browser.post(f"/polls/{1}/ballot", data=vote).status_code == 303


@pytest.mark.parametrize(("code", "status"), [(CUT_OFF, 503), (None, 500)])
def test_what_is_asked_after_the_connection_was_lost_is_no_mistake_of_ours(
    site: Site, code: str | None, status: int
) -> None:
    def ask_on() -> str:
        raise PendingRollbackError("Can't reconnect until invalid transaction is rolled back.", code=code)

    site.app.view_functions["pages.home"] = ask_on
    assert site.app.test_client().get("/").status_code == status


def test_a_session_that_reads_lends_its_connection_so_that_a_thread_needs_one(
    site: Site, engine: Engine
) -> None:
    with site.reading() as session, engine.connect() as other:
        session.scalars(select(Reader)).all()
        before = used(engine)
        with reading() as connection:
            same = connection is session.connection()
            assert used(engine) - before == (0 if same else 1)
        assert same == (engine.dialect.name == "postgresql")
        assert other.execute(text("SELECT 1")).scalar() == 1


def test_before_a_write_the_session_lets_go_of_what_it_has_read(site: Site) -> None:
    writer = site.app.extensions["pollsite-writer"]
    with site.reading() as session:
        session.scalars(select(Reader)).all()
        assert session.in_transaction()
        assert writer.write(lambda _: session.in_transaction()) is False


@pytest.mark.postgresql
def test_a_connection_that_was_hung_up_on_is_noticed_before_it_is_used(site: Site, engine: Engine) -> None:
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            connection.execute(text("SELECT 1"))
    with psycopg.connect(database_of(site.folder), autocommit=True) as killer:
        killer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pollsite'"
        )
    for path in ("/", f"/articles/{SLUG}", "/"):
        assert site.app.test_client().get(path).status_code == 200
    site.vote("ada", "single", "yes")


@pytest.mark.postgresql
def test_statements_are_prepared_and_outlast_a_rollback(site: Site, engine: Engine) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM readers%'")
    for _ in range(PREPARE_AFTER + 2):
        with engine.connect() as connection:
            connection.execute(select(Reader)).all()
    with engine.connect() as connection:
        assert connection.scalar(prepared) == 1
        assert connection.scalar(text("SHOW statement_timeout")) == f"{STATEMENT_TIMEOUT_MS // 1000}s"


@pytest.mark.postgresql
def test_a_write_begins_in_one_exchange_and_is_undone_when_its_connection_closes(
    site: Site, engine: Engine
) -> None:
    with statements(site) as sent, engine.connect() as connection:
        writing = connection.execution_options(**WRITING["postgresql"])
        writing.begin()
        writing.execute(text("DELETE FROM ballot_revisions"))
        writing.execute(text("INSERT INTO readers VALUES (gen_random_uuid(), now())"))
    assert len(sent) == 3
    with site.reading() as session:
        assert session.scalars(select(Reader)).all() == []
