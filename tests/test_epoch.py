"""Epochs: the same while nobody commits, another as soon as anybody has."""

import os
import subprocess
import sys
import threading
import warnings
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from pollsite.engines import prepare_engine
from pollsite.epoch import Epoch

ADD = text("INSERT INTO notes DEFAULT VALUES")


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """A database with one table."""
    made = create_engine(f"sqlite:///{tmp_path / 'notes.sqlite3'}")
    prepare_engine(made, synchronous="NORMAL")
    with made.begin() as connection:
        connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY)"))
    return made


@pytest.fixture
def epoch(engine: Engine) -> Epoch:
    """Its epochs."""
    return Epoch(engine)


def test_an_epoch_lasts_while_nobody_commits(epoch: Epoch, engine: Engine) -> None:
    first = epoch.number()
    with engine.connect() as connection:
        connection.execute(text("SELECT * FROM notes")).all()
        connection.execute(ADD)
        connection.rollback()
    assert first is not None
    assert {epoch.number() for _ in range(3)} == {first}


def test_every_commit_ends_it(epoch: Epoch, engine: Engine) -> None:
    seen = [epoch.number()]
    for _ in range(3):
        with engine.begin() as connection:
            connection.execute(ADD)
        seen.append(epoch.number())
    assert len(set(seen)) == 4


def test_a_commit_of_another_process_ends_it(epoch: Epoch, engine: Engine) -> None:
    first = epoch.number()
    program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
    subprocess.run([sys.executable, "-c", program, str(engine.url.database), str(ADD)], check=True)
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


def test_a_database_that_cannot_tell_has_none(tmp_path: Path) -> None:
    assert Epoch(create_engine(f"sqlite:///{tmp_path / 'no' / 'folder' / 'x.sqlite3'}")).number() is None
