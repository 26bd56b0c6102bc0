"""What a vote says to PostgreSQL while nobody else can write: each exchange costs everybody the way there and back."""

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from pollsite.accounts.models import Reader
from pollsite.db import committing, db, in_one_exchange
from pollsite.polls.models import Peek
from tests.fixtures.site import Site
from tests.samples import DURING

pytestmark = pytest.mark.postgresql
VOTE = ("begin", "read", "remember the reader", "write", "commit")
WARM = 5
"""Votes after which the connection has prepared all that it says."""


def exchanges(site: Site, tmp_path: Path, act: Callable[[], None]) -> int:
    """How often the act waits for the server, from when it asks for the writers' lock. Uses libpq's trace, where F is what
    we say, and B what is answered.
    """
    file = tmp_path / "trace"
    with site.app.app_context(), db.engine.connect() as connection:
        server = connection.connection.driver_connection.pgconn
    with file.open("w") as written:
        server.trace(written.fileno())
        act()
        server.untrace()
    lines = file.read_text().splitlines()
    begun = next(place for place, line in enumerate(lines) if "pg_advisory_xact_lock" in line)
    return sum(who == "B" for who, _ in groupby(line.split("\t")[1] for line in lines[begun:]))


def test_a_vote_waits_for_the_server_as_often_as_it_must(site: Site, tmp_path: Path) -> None:
    for name in range(WARM):
        site.vote(f"reader {name}", "single", "yes")
    assert exchanges(site, tmp_path, lambda: site.vote("one more", "single", "yes")) == len(VOTE)
    assert site.counts("single")["yes"] == WARM + 1


def fail_a_rule(connection: Connection) -> None:
    """A peek of nobody, at nothing."""
    connection.execute(insert(Peek), {"wording_id": 999, "reader_id": uuid4(), "at": DURING})


def lose_the_server(connection: Connection) -> None:
    """As if it ended."""
    connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))


def arrive_and_fail(known: UUID, fail: Callable[[Connection], None]) -> None:
    """A reader is stored, and in the same exchange something fails."""
    with committing(db.engine) as connection, in_one_exchange(connection):
        connection.execute(insert(Reader), {"id": known, "created_at": DURING})
        fail(connection)


@pytest.mark.parametrize(
    ("fail", "raised"), [(fail_a_rule, IntegrityError), (lose_the_server, OperationalError)]
)
def test_what_fails_in_an_exchange_is_raised_as_what_fails_by_itself(
    site: Site, fail: Callable[[Connection], None], raised: type[DBAPIError]
) -> None:
    known = uuid4()
    with site.app.app_context():
        with pytest.raises(raised):
            arrive_and_fail(known, fail)
        with db.engine.connect() as connection:
            assert connection.scalar(select(Reader.id).where(Reader.id == known)) is None


def test_a_failed_exchange_undoes_no_other_write_of_its_transaction(site: Site) -> None:
    known = uuid4()
    with site.app.app_context():
        with committing(db.engine) as connection:
            connection.execute(insert(Reader), {"id": known, "created_at": DURING})
            with pytest.raises(IntegrityError), connection.begin_nested(), in_one_exchange(connection):
                fail_a_rule(connection)
        with db.engine.connect() as connection:
            assert connection.scalar(select(Reader.id).where(Reader.id == known)) == known
