"""The ledger: every ballot, without its voter, in a chain that the database only adds to.

Ballots that stand already are entered day by day, those of one day in random order: when within the day somebody
voted, the ledger does not tell. The lines are as pollsite.polls.ledger_lines wrote them when this was written.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_AT_ONCE = 5_000
_SENTENCE = "the ledger is only added to"
_EVENTS = (("ledger_is_kept", "DELETE"), ("ledger_stands", "UPDATE"))
KEPT = {
    "sqlite": tuple(
        f"CREATE TRIGGER {name} BEFORE {event} ON ledger BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        for name, event in _EVENTS
    ),
    "postgresql": (
        "CREATE FUNCTION keep_ledger() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$",
        *(
            f"CREATE TRIGGER {name} BEFORE {event} ON ledger FOR EACH ROW EXECUTE FUNCTION keep_ledger()"
            for name, event in _EVENTS
        ),
    ),
}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ledger",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_ledger_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_ledger")),
        sqlite_with_rowid=False,
    )
    for table in ("ballots", "ballot_revisions"):
        op.add_column(table, sa.Column("ledger_id", sa.String(length=32), nullable=False, server_default=""))
    op.add_column("ballots", sa.Column("ledger_row", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for poll in connection.execute(_POLLS).all():
        _enter_poll(connection, poll)
    op.execute(_NAME_REVISIONS)
    for statement in KEPT[connection.dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    op.drop_table("ledger")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION keep_ledger()")
    op.drop_column("ballots", "ledger_row")
    for table in ("ballots", "ballot_revisions"):
        op.drop_column(table, "ledger_id")


def _enter_poll(connection: sa.Connection, poll: Any) -> None:
    """One poll's ledger, and on its ballots where they stand there."""
    names: dict[Any, str] = {}
    previous = "0" * 64
    waiting: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for number, (entry, ballot) in enumerate(_entries(connection, poll, names), 1):
        chained = {**entry, "row": number, "previous": previous}
        line = json.dumps(chained, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(line.encode()).hexdigest()
        named = {**ballot, "i": entry["ballot"], "n": number} if ballot else None
        waiting.append(({"poll_id": poll.id, "number": number, "line": line}, named))
        if len(waiting) == _AT_ONCE:
            _store(connection, waiting)
            waiting.clear()
    _store(connection, waiting)


def _entries(
    connection: sa.Connection, poll: Any, names: dict[Any, str]
) -> Iterator[tuple[dict[str, Any], dict[str, Any] | None]]:
    """In the order of days, which never go back: a ballot is as old as its wording at most."""
    found: list[tuple[str, int, str, dict[str, Any], dict[str, Any] | None]] = []
    begins = ""
    for wording in connection.execute(_WORDINGS, {"p": poll.id}).all():
        options = connection.execute(_OPTIONS, {"w": wording.id}).all()
        begins = max(begins, _day(wording.created_at))
        found.append((begins, wording.number, "", _asked(poll, wording, options), None))
        for row in _ballots(connection, wording.id):
            day, order = max(begins, _day(row.changed_at)), secrets.token_hex(16)
            entry = {
                "act": "cast",
                "ballot": names.setdefault(row.reader_id, order),
                "options": [option.key for option in options if row.choices >> option.position & 1],
                "state": "held" if row.held else "counted",
                "wording": wording.number,
            }
            found.append((day, wording.number, order, entry, {"w": wording.id, "r": row.reader_id}))
    for day, _, _, entry, ballot in sorted(found, key=lambda one: one[:3]):
        yield {**entry, "day": day}, ballot


def _asked(poll: Any, wording: Any, options: Any) -> dict[str, Any]:
    return {
        "act": "wording",
        "answers": [[option.key, option.label] for option in options],
        "article": poll.slug,
        "kind": wording.kind,
        "maximum": wording.max_choices,
        "poll": poll.key,
        "question": wording.question,
        "wording": wording.number,
    }


def _ballots(connection: sa.Connection, wording_id: int) -> list[Any]:
    return list(connection.execute(_BALLOTS, {"w": wording_id}).all())


def _day(moment: datetime) -> str:
    """The day in UTC; SQLite hands out what is UTC already."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date().isoformat()


def _store(connection: sa.Connection, waiting: list[tuple[dict[str, Any], dict[str, Any] | None]]) -> None:
    if waiting:
        connection.execute(sa.insert(_LEDGER), [line for line, _ in waiting])
    named = [ballot for _, ballot in waiting if ballot]
    if named:
        connection.execute(_NAME_BALLOT, named)


_POLLS = sa.text(
    "SELECT polls.id, polls.key, articles.slug FROM polls JOIN articles ON articles.id = polls.article_id"
)
_LEDGER = sa.table("ledger", sa.column("poll_id"), sa.column("number"), sa.column("line"))
_WORDING = sa.table(
    "wordings",
    *(sa.column(name) for name in ("id", "poll_id", "number", "kind", "question", "max_choices")),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
_OPTION = sa.table("options", *(sa.column(name) for name in ("wording_id", "position", "key", "label")))
_BALLOT = sa.table(
    "ballots",
    *(sa.column(name) for name in ("wording_id", "choices", "held", "ledger_id", "ledger_row")),
    sa.column("reader_id", sa.Uuid()),
    sa.column("changed_at", sa.DateTime(timezone=True)),
)
_WORDINGS = sa.select(_WORDING).where(_WORDING.c.poll_id == sa.bindparam("p")).order_by(_WORDING.c.number)
_OPTIONS = sa.select(_OPTION).where(_OPTION.c.wording_id == sa.bindparam("w")).order_by(_OPTION.c.position)
_BALLOTS = sa.select(_BALLOT).where(_BALLOT.c.wording_id == sa.bindparam("w"))
_NAME_BALLOT = (
    sa.update(_BALLOT)
    .where(_BALLOT.c.wording_id == sa.bindparam("w"), _BALLOT.c.reader_id == sa.bindparam("r"))
    .values(ledger_id=sa.bindparam("i"), ledger_row=sa.bindparam("n"))
)
_NAME_REVISIONS = """
    UPDATE ballot_revisions SET ledger_id = (
        SELECT ledger_id FROM ballots
        WHERE ballots.wording_id = ballot_revisions.wording_id AND ballots.reader_id = ballot_revisions.reader_id
    )
    WHERE EXISTS (
        SELECT 1 FROM ballots
        WHERE ballots.wording_id = ballot_revisions.wording_id AND ballots.reader_id = ballot_revisions.reader_id
    )
"""
