"""The whole site through PgBouncer's transaction mode, which gives each transaction another server's connection."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.bench.commenting import comments_by, make_authors
from tests.bench.crowd import make_voters, open_instance, polls_asked, stored_ballots, votes
from tests.bench.load import apply_load, get
from tests.bench.servers import ARTICLE
from tests.engine import database_of, drop_database
from tests.live.listening import Listener
from tests.patience import eventually
from tests.pgbouncer import PgBouncer
from tests.setup.running import Running, command, serving

pytestmark = pytest.mark.postgresql
LENT = 3
"""Connections of PgBouncer's, for two processes that would have dozens each."""
READERS = 12


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """A folder whose database nobody has touched."""
    folder = tmp_path / "instance"
    yield folder
    drop_database(folder)


@contextmanager
def following(site: Running) -> Iterator[Listener]:
    """A stream of the one article."""
    there = urlsplit(site.address)
    sock = socket.create_connection(("127.0.0.1", there.port or 80), timeout=60)
    sock.sendall(get("/live?articles=1", host=there.netloc))
    stream = Listener(sock)
    yield stream
    stream.close()


def test_migrations_votes_comments_and_streams_work_on_connections_that_change(instance: Path) -> None:
    with (
        PgBouncer(database_of(instance), connections=LENT) as bouncer,
        serving(instance, "--workers", "2", DATABASE_URL=bouncer.url, POLLSITE_FIRST_HELD="0") as site,
        following(site) as stream,
    ):
        there = urlsplit(site.address)
        address, host = ("127.0.0.1", there.port or 80), there.netloc
        app = open_instance(instance, DATABASE_URL=bouncer.url)
        asks, voters = polls_asked(app), make_voters(app, READERS)
        poll = asks[1].poll_id  # whose results everybody may always see
        eventually(lambda: stream.versions(f"poll:{poll}"))
        voted = apply_load(address, votes(voters, asks, host=host, seed=1), seconds=60)
        assert voted.statuses == {303: READERS * len(asks)}
        assert stored_ballots(app) == (READERS * len(asks), True)
        eventually(lambda: stream.versions(f"poll:{poll}")[-1] > READERS)
        written = list(comments_by(app, make_authors(app, READERS), host=host))
        assert apply_load(address, iter(written), seconds=60).statuses == {303: len(written)}
        pages = [get(ARTICLE, host=host, cookie=voter.cookie) for voter in voters]
        assert apply_load(address, iter(pages), seconds=60).statuses == {200: READERS}
        for check in (("tallies", "verify"), ("discussion", "verify"), ("database", "check")):
            ended = command(instance, *check, DATABASE_URL=bouncer.url)
            assert ended.returncode == 0, ended.stdout + ended.stderr
        assert connections_to(instance) <= LENT


def connections_to(instance: Path) -> int:
    """How many PostgreSQL itself has of the instance's database, but for the one that asks."""
    asked = "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database() AND client_port IS NOT NULL"
    with psycopg.connect(database_of(instance)) as connection:
        found = connection.execute(asked).fetchone()
    assert found
    return int(found[0])
