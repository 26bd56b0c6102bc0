"""Group commit: what waits together is stored together, and nobody's failure is anybody else's."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

import pollsite.writing
from pollsite.accounts.models import Reader
from pollsite.accounts.services import remember_reader
from pollsite.config import THREADS
from pollsite.db import db
from pollsite.engines import BEGIN_WRITING, BUSY_TIMEOUT_MS, POSTGRESQL, SQLITE, WRITING
from pollsite.turns import among_processes
from pollsite.writing import KEPT_FOR_READERS, MAX_CARRIED, MAX_WAITING, NotWritten, Writer
from tests.fixtures.site import Site
from tests.patience import PATIENCE_S, eventually

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def engine(empty_site: Site) -> Engine:
    """An empty site's database."""
    with empty_site.app.app_context():
        return db.engine


@pytest.fixture
def writer(engine: Engine) -> Writer:
    """A writer to it, in a process of very many threads."""
    return Writer(engine, threads=1000)


def arrive(session: Session) -> str:
    """Store a new reader."""
    remember_reader(session, reader_id=uuid4(), at=NOON)
    return "stored"


def stumble(session: Session) -> str:
    """Store a new reader, then fail."""
    arrive(session)
    raise KeyError("stumbled")


def readers(engine: Engine) -> int:
    """How many readers another connection sees."""
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Reader)) or 0


@contextmanager
def commits_of(engine: Engine) -> Iterator[list[object]]:
    """One entry for every commit."""
    seen: list[object] = []

    def note(connection: object) -> None:
        seen.append(connection)

    event.listen(engine, "commit", note)
    yield seen
    event.remove(engine, "commit", note)


@contextmanager
def somebody_writing(engine: Engine) -> Iterator[None]:
    """Somebody else has the turn."""
    with engine.connect() as connection:
        connection.execution_options(**WRITING[engine.dialect.name]).begin()
        yield


def write_at_once(writer: Writer, engine: Engine, acts: list[Callable[[Session], str]]) -> list[str]:
    """Let all of these wait behind somebody else's turn, then go; what came of each."""
    outcomes = [""] * len(acts)

    def write(place: int) -> None:
        try:
            outcomes[place] = writer.write(acts[place])
        except KeyError as problem:
            outcomes[place] = str(problem)

    threads = [threading.Thread(target=write, args=(place,)) for place in range(len(acts))]
    with somebody_writing(engine):
        for thread in threads:
            thread.start()
        eventually(lambda: writer.waiting == len(acts))
    for thread in threads:
        thread.join()
    return outcomes


def test_a_write_is_answered_once_it_is_committed(writer: Writer, engine: Engine) -> None:
    assert writer.write(arrive) == "stored"
    assert readers(engine) == 1


def test_a_write_that_fails_leaves_nothing_and_says_why(writer: Writer, engine: Engine) -> None:
    with pytest.raises(KeyError, match="stumbled"):
        writer.write(stumble)
    assert readers(engine) == 0
    writer.write(arrive)
    assert readers(engine) == 1


def test_writes_that_wait_together_share_one_commit(writer: Writer, engine: Engine) -> None:
    with commits_of(engine) as commits:
        assert write_at_once(writer, engine, [arrive] * 6) == ["stored"] * 6
    assert len(commits) == 1
    assert readers(engine) == 6


def test_one_failure_among_them_undoes_only_itself(writer: Writer, engine: Engine) -> None:
    outcomes = write_at_once(writer, engine, [arrive, stumble, arrive, stumble, arrive])
    assert outcomes == ["stored", "'stumbled'", "stored", "'stumbled'", "stored"]
    assert readers(engine) == 3


def test_more_than_one_commit_may_carry_are_carried_by_several(writer: Writer, engine: Engine) -> None:
    number = MAX_CARRIED + 3
    with commits_of(engine) as commits:
        assert write_at_once(writer, engine, [arrive] * number) == ["stored"] * number
    assert len(commits) == 2
    assert readers(engine) == number


def test_a_commit_that_fails_is_told_to_everybody_it_carried(writer: Writer, engine: Engine) -> None:
    def fail(_connection: object) -> None:
        raise KeyError("the disk is full")

    event.listen(engine, "commit", fail)
    assert write_at_once(writer, engine, [arrive] * 3) == ["'the disk is full'"] * 3
    event.remove(engine, "commit", fail)
    assert readers(engine) == 0
    assert writer.write(arrive) == "stored"


def test_two_writers_to_one_file_take_turns(writer: Writer, engine: Engine) -> None:
    other = Writer(engine)
    threads = [
        threading.Thread(target=lambda each=each: [each.write(arrive) for _ in range(25)])
        for each in (writer, other, writer, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert readers(engine) == 100


@pytest.mark.sqlite
def test_who_keeps_the_turn_for_good_keeps_nobody_from_writing(
    writer: Writer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pollsite.writing, "TURN_PATIENCE_S", 0.05)
    with among_processes(writer.turn_file, patience_s=0):
        assert writer.write(arrive) == "stored"
    assert readers(engine) == 1
    assert writer.turn_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.sqlite
def test_who_waits_for_the_turn_is_stuck_too(
    writer: Writer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pollsite.writing, "STUCK_AFTER_S", 0.0)
    monkeypatch.setattr(pollsite.writing, "TURN_PATIENCE_S", PATIENCE_S)
    thread = threading.Thread(target=lambda: writer.write(arrive))
    with among_processes(writer.turn_file, patience_s=0):
        thread.start()
        eventually(lambda: writer.is_stuck)
    thread.join()
    assert readers(engine) == 1


def test_some_threads_are_kept_for_readers(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    writer, outcomes = Writer(engine), list[str]()
    monkeypatch.setattr(pollsite.writing, "MAX_WAITING", THREADS)
    threads = [
        threading.Thread(target=lambda: outcomes.append(writer.write(arrive)))
        for _ in range(THREADS - KEPT_FOR_READERS)
    ]
    with somebody_writing(engine):
        for thread in threads:
            thread.start()
        eventually(lambda: writer.waiting == len(threads))
        monkeypatch.setattr(pollsite.writing, "STUCK_AFTER_S", 0.01)
        with pytest.raises(NotWritten):
            writer.write(arrive)
    for thread in threads:
        thread.join()
    assert outcomes == ["stored"] * len(threads)
    assert writer.write(arrive) == "stored"


def test_a_lock_that_outlasts_the_patience_is_not_waited_for_again(
    writer: Writer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_patience(connection: Any, _record: object) -> None:
        if engine.dialect.name == SQLITE:
            connection.execute("PRAGMA busy_timeout = 0")

    hasty = BEGIN_WRITING[POSTGRESQL].replace(f"lock_timeout = {BUSY_TIMEOUT_MS}", "lock_timeout = 50")
    monkeypatch.setitem(BEGIN_WRITING, POSTGRESQL, hasty)
    engine.dispose()
    event.listen(engine, "connect", without_patience)
    asked: list[object] = []
    with somebody_writing(engine):
        event.listen(engine, "handle_error", asked.append)
        with pytest.raises(NotWritten):
            writer.write(arrive)
    assert len(asked) == 1


def test_after_a_write_that_was_not_taken_it_is_stuck_until_one_is(writer: Writer, engine: Engine) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    event.listen(engine, "commit", refuse)
    with pytest.raises(NotWritten):
        writer.write(arrive)
    event.remove(engine, "commit", refuse)
    assert writer.is_stuck
    writer.write(arrive)
    assert not writer.is_stuck


@pytest.mark.sqlite
def test_where_the_turn_file_cannot_be_made_writes_go_on(writer: Writer, engine: Engine) -> None:
    writer.turn_file = writer.turn_file / "not" / "there"
    assert writer.write(arrive) == "stored"
    assert readers(engine) == 1


def test_a_database_that_takes_no_write_says_so_and_the_next_write_goes_on(
    writer: Writer, engine: Engine
) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    event.listen(engine, "commit", refuse)
    with pytest.raises(NotWritten), capture_logs() as logs:
        writer.write(arrive)
    event.remove(engine, "commit", refuse)
    assert [entry["reason"] for entry in logs] == ["disk is full"]
    assert writer.write(arrive) == "stored"


def test_what_somebody_else_tells_of_has_no_line_here(writer: Writer, engine: Engine) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("COMMIT", {}, Exception("the server is going"))

    writer.is_told_of = lambda _problem: True
    event.listen(engine, "commit", refuse)
    with capture_logs() as logs:
        with pytest.raises(NotWritten):
            writer.write(arrive)
        event.remove(engine, "commit", refuse)
        assert writer.write(arrive) == "stored"
    assert logs == []


def test_while_the_database_is_stuck_all_but_the_first_few_are_refused_at_once(
    writer: Writer, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pollsite.writing, "STUCK_AFTER_S", 0.0)
    outcomes: list[str] = []
    with somebody_writing(engine):
        threads = [
            threading.Thread(target=lambda: outcomes.append(writer.write(arrive))) for _ in range(MAX_WAITING)
        ]
        threads[0].start()
        eventually(lambda: writer.is_stuck)
        for thread in threads[1:]:
            thread.start()
        eventually(lambda: writer.waiting == MAX_WAITING)
        with pytest.raises(NotWritten):
            writer.write(arrive)
    for thread in threads:
        thread.join()
    assert outcomes == ["stored"] * MAX_WAITING
