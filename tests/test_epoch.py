"""Epochs: the same while nobody commits, another as soon as anybody has."""

import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from pollsite.epoch import Epoch
from tests.engine import drop_database, engine_for

ADD = text("INSERT INTO notes VALUES (1)")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with one table."""
    made = engine_for(tmp_path)
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER)"))
    yield made
    made.dispose()
    drop_database(tmp_path)


@pytest.fixture
def epoch(engine: Engine) -> Epoch:
    """Its epochs."""
    return Epoch(engine)


def test_an_epoch_lasts_while_nobody_commits(epoch: Epoch, engine: Engine) -> None:
    first = epoch.number()
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM notes")).all()
    assert first is not None
    assert {epoch.number() for _ in range(3)} == {first}


@pytest.mark.sqlite
def test_what_is_undone_does_not_end_it(epoch: Epoch, engine: Engine) -> None:
    first = epoch.number()
    with engine.connect() as connection:
        connection.execute(ADD)
        connection.rollback()
    assert epoch.number() == first


def test_every_commit_ends_it(epoch: Epoch, engine: Engine) -> None:
    seen = [epoch.number()]
    for _ in range(3):
        with engine.begin() as connection:
            connection.execute(ADD)
        seen.append(epoch.number())
    assert len(set(seen)) == 4


def test_a_commit_of_another_process_ends_it(epoch: Epoch, engine: Engine) -> None:
    first = epoch.number()
    program = (
        "import sys; from sqlalchemy import create_engine, text\n"
        "with create_engine(sys.argv[1]).begin() as connection: connection.execute(text(sys.argv[2]))"
    )
    address = engine.url.render_as_string(hide_password=False)
    subprocess.run([sys.executable, "-c", program, address, str(ADD)], check=True)
    assert epoch.number() != first


def test_it_may_be_asked_from_many_threads_at_once(epoch: Epoch) -> None:
    heard: list[int | None] = []
    threads = [
        threading.Thread(target=lambda: heard.extend(epoch.number() for _ in range(50))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 400
    assert set(heard) == {epoch.number()}


@pytest.mark.sqlite
def test_after_a_fork_it_looks_with_its_own_eyes(epoch: Epoch) -> None:
    first = epoch.number()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of forking beside threads, which do nothing here
        child = os.fork()
    if not child:
        os._exit(0 if epoch.number() not in (None, first) else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize(
    "address", ["sqlite:////no/folder/x.sqlite3", "postgresql+psycopg://127.0.0.1:1/none"]
)
def test_a_database_that_cannot_tell_has_none(address: str) -> None:
    assert Epoch(create_engine(address)).number() is None
