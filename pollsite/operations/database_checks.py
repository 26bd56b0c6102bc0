"""The doctor on the database: whether it keeps what it accepts, and who looks after the site."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, select

from pollsite.accounts.models import Account
from pollsite.accounts.types import Role
from pollsite.discussion.models import Comment
from pollsite.engines import SQLITE
from pollsite.migrations import newest_revision
from pollsite.moderation.gauging import waiting_by_kind
from pollsite.moderation.queue_words import wait_in_words
from pollsite.operations.checks import Check, advice, fine, problem
from pollsite.operations.health import REVISION

MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
PATIENT_CONNECTIONS = 100
LATE_CASE = timedelta(days=2)
CLOCK_MAY_DIFFER = timedelta(seconds=2)


def check_database(engine: Engine, *, synchronous: str, at: datetime) -> Iterator[Check]:
    """Everything that the database knows; it can be reached, and `at` is now."""
    with engine.connect() as connection:
        schema = _schema(connection)
        yield schema
        yield from _sqlite(synchronous) if engine.dialect.name == SQLITE else _postgresql(connection, at=at)
        if not schema.mend:
            yield from _of_the_site(connection, at=at)


def _schema(connection: Connection) -> Check:
    try:
        found = str(connection.exec_driver_sql(REVISION).scalar() or "")
    except Exception:
        connection.rollback()
        found = ""
    if found == newest_revision():
        return fine("schema", f"The tables are this version's ({found}).")
    told = f"The tables are at {found or 'nothing'}, and this version needs {newest_revision()}."
    mend = "Update pollsite." if found > newest_revision() else "Run `python3 -m pollsite database upgrade`."
    return problem("schema", told, mend)


def _sqlite(synchronous: str) -> Iterator[Check]:
    if synchronous == "FULL":
        yield fine("durability", "SQLite waits for the disk: what was accepted survives a power cut.")
    else:
        yield advice(
            "durability",
            "SQLite does not wait for the disk: a power cut may take the last accepted votes.",
            "Leave out POLLSITE_SQLITE_SYNCHRONOUS, or set it to FULL.",
        )


def _postgresql(connection: Connection, *, at: datetime) -> Iterator[Check]:
    names = (*MUST_BE_ON, "max_connections")
    row = connection.execute(select(*(func.current_setting(name).label(name) for name in names))).one()
    off = [name for name in MUST_BE_ON if getattr(row, name) == "off"]
    if off:
        yield problem(
            "durability",
            f"PostgreSQL's {', '.join(off)} is off: a crash loses what was accepted.",
            f"Set {' and '.join(f'{name} = on' for name in off)} in postgresql.conf.",
        )
    else:
        yield fine("durability", "PostgreSQL waits for the disk: what was accepted survives a crash.")
    if int(row.max_connections) < PATIENT_CONNECTIONS:
        yield advice(
            "connections",
            f"PostgreSQL takes {row.max_connections} connections; a process of ours may want 36.",
            f"Set max_connections = {PATIENT_CONNECTIONS} or more, or put PgBouncer between.",
        )
    yield _clock(connection, at=at)


def _clock(connection: Connection, *, at: datetime) -> Check:
    theirs = connection.scalar(select(func.clock_timestamp()))
    if theirs is not None and abs(theirs - at) > CLOCK_MAY_DIFFER + timedelta(seconds=3):
        return problem(
            "clock",
            "This machine's clock and PostgreSQL's differ by more than seconds.",
            "Run a time service on both.",
        )
    return fine("clock", "This machine's clock and PostgreSQL's agree.")


def _of_the_site(connection: Connection, *, at: datetime) -> Iterator[Check]:
    newest = connection.scalar(select(func.max(Comment.created_at)))
    if newest is not None and newest > at + CLOCK_MAY_DIFFER:
        yield problem(
            "time",
            "A comment was stored in what is now the future.",
            "Set the clock, and run a time service.",
        )
    yield from _people(connection)
    waiting = waiting_by_kind(connection)
    oldest = min((kind.oldest_at for kind in waiting), default=None)
    number = sum(kind.number for kind in waiting)
    if oldest is None:
        yield fine("queue", "No case waits for a moderator.")
    elif at - oldest > LATE_CASE:
        told = f"{number:,} cases wait, the oldest for {wait_in_words(oldest, at=at)}."
        yield problem("queue", told, "Decide about them at /moderation, or make more members moderators.")
    else:
        yield fine("queue", f"{number:,} cases wait, the oldest for {wait_in_words(oldest, at=at)}.")


def _people(connection: Connection) -> Iterator[Check]:
    rows = connection.execute(select(Account.role, func.count()).group_by(Account.role)).all()
    numbers: dict[str, int] = {str(role): number for role, number in rows}
    admins = numbers.get(Role.ADMIN, 0)
    moderating = admins + numbers.get(Role.MODERATOR, 0) + numbers.get(Role.EDITOR, 0)
    if admins:
        yield fine("admin", "Somebody administers the site.")
    else:
        yield problem(
            "admin", "Nobody administers the site.", "Run `python3 -m pollsite accounts promote NAME admin`."
        )
    if moderating >= 2:
        yield fine("moderators", f"{moderating:,} may moderate, so that appeals go to somebody else.")
    else:
        yield advice(
            "moderators",
            "Fewer than two may moderate: appeals wait for somebody else.",
            "Run `python3 -m pollsite accounts promote NAME moderator`.",
        )
