"""What the database promises: one commit or none, writers who wait, readers who do not, times with a zone."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from typing import TypeVar

import psycopg
import pytest
from sqlalchemy import Engine, event, func, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from pollsite.accounts.models import Reader
from pollsite.config import THREADS
from pollsite.db import db, transaction
from pollsite.engines import BEGIN_WRITING, BUSY_TIMEOUT_MS, WRITERS_LOCK
from pollsite.migrating import upgrade
from pollsite.polls.models import Option
from tests.engine import database_of, is_postgresql
from tests.fixtures.site import Site, reader, statements
from tests.patience import eventually
from tests.samples import DURING

SYNCHRONOUS = {"NORMAL": 1, "FULL": 2}
Found = TypeVar("Found")


def engine_of(site: Site) -> Engine:
    """The engine behind the site's sessions."""
    with site.app.app_context():
        return db.engine


def begin_writing(site: Site) -> str:
    """What begins a write transaction of the site's engine."""
    return BEGIN_WRITING[engine_of(site).dialect.name]


def stored_readers(site: Site) -> int:
    """How many readers a session sees now."""
    with site.reading() as session:
        return session.scalar(select(func.count()).select_from(Reader)) or 0


def arrive(name: str, at: datetime = DURING) -> Reader:
    """A new row."""
    return Reader(id=reader(name), created_at=at)


@contextmanager
def ends_of_transactions(site: Site) -> Iterator[Counter[str]]:
    """How often the engine commits and rolls back meanwhile."""
    seen: Counter[str] = Counter()
    with ExitStack() as listening:
        for end in ("commit", "rollback"):

            def count(_connection: object, end: str = end) -> None:
                seen[end] += 1

            event.listen(engine_of(site), end, count)
            listening.callback(event.remove, engine_of(site), end, count)
        yield seen


def test_a_transaction_begins_by_taking_the_write_lock_and_commits_once(site: Site) -> None:
    with statements(site) as sent, ends_of_transactions(site) as ended, site.writing() as session:
        session.add(arrive("ada"))
        session.flush()
        session.add(arrive("bob"))
    assert sent[0] == begin_writing(site)
    assert sum(statement.startswith("BEGIN") for statement in sent) == 1
    assert ended == {"commit": 1}
    assert stored_readers(site) == 2


def test_reading_takes_no_lock_and_commits_nothing(site: Site) -> None:
    with statements(site) as sent, ends_of_transactions(site) as ended:
        stored_readers(site)
    assert sent
    assert begin_writing(site) not in sent
    assert ended["commit"] == 0


@pytest.mark.parametrize("problem", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit])
def test_whatever_is_raised_nothing_is_stored_and_the_lock_is_free(
    site: Site, problem: type[BaseException]
) -> None:
    def fail() -> None:
        with transaction() as session:
            session.add(arrive("ada"))
            session.flush()
            raise problem

    with site.app.app_context():
        with ends_of_transactions(site) as ended, pytest.raises(problem):
            fail()
        assert ended == {"rollback": 1}
        take_the_lock_at_once(site)
    assert stored_readers(site) == 0


def take_the_lock_at_once(site: Site) -> None:
    """Raises OperationalError, of either engine, when somebody has it."""
    if is_postgresql():
        with psycopg.connect(database_of(site.folder)) as other:
            other.execute("SET lock_timeout = 1")
            other.execute(f"SELECT pg_advisory_xact_lock({WRITERS_LOCK})")
        return
    with closing(sqlite3.connect(site.folder / "pollsite.sqlite3", timeout=0)) as other:
        other.execute("BEGIN IMMEDIATE")


def test_a_commit_that_fails_stores_nothing_and_leaves_the_session_usable(site: Site) -> None:
    store(site, "ada")
    with site.app.app_context():
        with pytest.raises(IntegrityError), transaction() as session:
            session.add_all([arrive("bob"), arrive("ada")])
        assert stored_readers(site) == 1
        with transaction() as session:
            session.add(arrive("bob"))
    assert stored_readers(site) == 2


def test_what_was_read_before_is_read_again_inside(site: Site) -> None:
    with site.app.app_context():
        assert db.session().scalars(select(Reader)).all() == []
        in_another_thread(lambda: store(site, "ada"))
        assert db.session().scalars(select(Reader)).all() == []
        with transaction() as session:
            assert [found.id for found in session.scalars(select(Reader))] == [reader("ada")]


def store(site: Site, name: str) -> None:
    """Store a reader in a transaction of its own."""
    with site.writing() as session:
        session.add(arrive(name))


def in_another_thread(act: Callable[[], Found]) -> Found:
    """What comes of it there; raises what it raised."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(act).result()


def test_a_second_writer_waits_for_the_first(site: Site) -> None:
    told: list[str] = []
    asked = threading.Event()

    def second() -> None:
        with site.writing() as session:
            told.append("second is in")
            session.add(arrive("bob"))

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == begin_writing(site) and threading.current_thread() is not threading.main_thread():
            asked.set()

    event.listen(engine_of(site), "before_cursor_execute", note)
    with ThreadPoolExecutor(1) as pool:
        with site.writing() as session:
            session.add(arrive("ada"))
            session.flush()
            waiting = pool.submit(second)
            eventually(asked.is_set)
            with pytest.raises((sqlite3.OperationalError, psycopg.OperationalError), match="lock"):
                take_the_lock_at_once(site)
            told.append("first is out")
        waiting.result()
    event.remove(engine_of(site), "before_cursor_execute", note)
    assert told == ["first is out", "second is in"]
    assert stored_readers(site) == 2


def test_those_who_read_and_then_write_neither_fail_nor_overwrite_each_other(site: Site) -> None:
    writers, turns = 4, 25
    one_option = (Option.wording_id == 1, Option.position == 0)

    def count() -> None:
        for _ in range(turns):
            with site.writing() as session:
                before = session.scalars(select(Option.ballots).where(*one_option)).one()
                session.execute(update(Option).where(*one_option).values(ballots=before + 1))

    with ThreadPoolExecutor(writers) as pool:
        for writer in [pool.submit(count) for _ in range(writers)]:
            writer.result()
    with site.reading() as session:
        assert session.scalars(select(Option.ballots).where(*one_option)).one() == writers * turns


def test_readers_do_not_wait_for_a_writer_and_see_what_was_committed(site: Site) -> None:
    with site.writing() as session:
        session.add(arrive("ada"))
        session.flush()
        assert in_another_thread(lambda: stored_readers(site)) == 0
    assert stored_readers(site) == 1


def test_a_writer_does_not_wait_for_readers_who_keep_their_view(site: Site) -> None:
    with site.reading() as session:
        counting = select(func.count()).select_from(Reader)
        assert session.scalar(counting) == 0
        in_another_thread(lambda: store(site, "ada"))
        assert session.scalar(counting) == 0
        session.rollback()
        assert session.scalar(counting) == 1


@contextmanager
def locked_by_another_process(site: Site) -> Iterator[sqlite3.Connection]:
    """Somebody keeps the write lock; nobody here waits for it."""

    def without_patience(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 0")

    engine_of(site).dispose()
    event.listen(engine_of(site), "connect", without_patience)
    path = site.folder / "pollsite.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other
    event.remove(engine_of(site), "connect", without_patience)


@pytest.mark.sqlite
def test_a_lock_that_never_ends_is_an_error_and_the_session_remains_usable(site: Site) -> None:
    with locked_by_another_process(site) as other, site.app.app_context():
        with pytest.raises(OperationalError, match="locked"), transaction():
            raise AssertionError("nobody may be here")
        other.execute("ROLLBACK")
        with transaction() as session:
            session.add(arrive("ada"))
    assert stored_readers(site) == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("synchronous", SYNCHRONOUS)
def test_every_connection_keeps_the_promises(make_site: Callable[..., Site], synchronous: str) -> None:
    site = make_site(sqlite_synchronous=synchronous)
    upgrade(site.app)
    promised = {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": SYNCHRONOUS[synchronous],
        "busy_timeout": BUSY_TIMEOUT_MS,
    }
    for turn in ("when made", "when taken from the pool again"):
        store(site, turn)
        with ExitStack() as held:
            for _ in range(2 * THREADS):
                connection = held.enter_context(engine_of(site).connect())
                kept = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in promised}
                assert kept == promised
