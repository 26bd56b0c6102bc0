"""Opening a database by its address, for what is about two of them at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from pollsite.engines import SQLITE, engine_options, postgresql_url, prepare_engine
from pollsite.operations.errors import OperationRefused


def database_url(given: str) -> str:
    """What SQLAlchemy connects to: `given` is the path of a SQLite file, `sqlite:///path`, or `postgresql://…`.

    Raises OperationRefused for anything else, without saying what may be a password.
    """
    if "://" not in given:
        return f"{SQLITE}:///{Path(given).absolute()}"
    try:
        url = make_url(given)
        return given if url.get_backend_name() == SQLITE and url.database else postgresql_url(given)
    except (ArgumentError, ValueError) as problem:
        raise OperationRefused(
            f"The address {given.partition(':')[0]}://… is no database: give a SQLite file, or postgresql://user:password@host/name."
        ) from problem


def file_of(url: str) -> Path | None:
    """The SQLite file of an address; None for PostgreSQL."""
    parts = make_url(url)
    return Path(parts.database or "") if parts.get_backend_name() == SQLITE else None


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine for an address of database_url(), told the rules of pollsite.engines; nothing stays open."""
    engine = create_engine(url, **engine_options(url, threads=1))
    prepare_engine(engine, synchronous="FULL")
    try:
        yield engine
    finally:
        engine.dispose()
