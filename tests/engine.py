"""On which engine the tests run, and which database belongs to an instance folder.

On SQLite it is the file in the folder. On PostgreSQL it is a database named after the folder, in a server that the
first test to need one starts, and that ends with the process that started it. The environment carries both to the
processes that tests start.
"""

import atexit
import os
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from threading import Lock

import psycopg
from sqlalchemy import Engine, create_engine

from pollsite.engines import engine_options, postgresql_url, prepare_engine
from tests.postgresql import Cluster

ENGINES = ("sqlite", "postgresql")
_ENGINE = "TESTED_ENGINE"
SERVER = "TESTED_SERVER"
_one_at_a_time = Lock()


def test_on(engine: str) -> None:
    """Run all that follows on this engine."""
    os.environ[_ENGINE] = engine


def is_postgresql() -> bool:
    """Whether the tests run on PostgreSQL."""
    return os.environ.get(_ENGINE) == "postgresql"


def examples(number: int) -> int:
    """How many histories a plain model is tried on: a fifth where each begins with a database that a server has to copy."""
    return number // 5 if is_postgresql() else number


def database_of(folder: Path) -> str:
    """The address of the instance's PostgreSQL database, made empty if there is none; "" on SQLite."""
    if not is_postgresql():
        return ""
    name = _name(folder)
    with _one_at_a_time:
        _make_once(name)
    return _address(name)


def engine_for(folder: Path) -> Engine:
    """An engine with a database that is the folder's, told what each engine is told."""
    url = database_of(folder)
    address = postgresql_url(url) if url else f"sqlite:///{folder / 'own.sqlite3'}"
    engine = create_engine(address, **engine_options(address, threads=20))
    prepare_engine(engine, synchronous="NORMAL")
    return engine


def copy_database(template: Path, folder: Path) -> None:
    """Give the instance in `folder` what the one in `template` has, to which nobody is connected."""
    if is_postgresql():
        _run(f"CREATE DATABASE {_name(folder)} TEMPLATE {_name(template)} STRATEGY FILE_COPY")


def drop_database(folder: Path) -> None:
    """Delete the instance's database, whoever is connected to it."""
    if is_postgresql():
        _run(f"DROP DATABASE IF EXISTS {_name(folder)} WITH (FORCE)")


def _name(folder: Path) -> str:
    return f"site_{blake2b(str(folder.resolve()).encode(), digest_size=8).hexdigest()}"


def _address(name: str) -> str:
    server = _server()
    return f"{server.rpartition('/')[0]}/{name}"


@cache
def _make_once(name: str) -> None:
    with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        _run(f"CREATE DATABASE {name}")


def _run(statement: str) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement.encode())


def _server() -> str:
    """The address of the server's own database, started now if nobody has."""
    if SERVER not in os.environ:
        cluster = Cluster().make().start()
        os.environ[SERVER] = cluster.url()
        owner = os.getpid()
        atexit.register(lambda: cluster.remove() if os.getpid() == owner else None)
    return os.environ[SERVER]
