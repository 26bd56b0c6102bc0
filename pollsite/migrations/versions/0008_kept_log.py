"""The log of moderation is only added to: the database refuses to change or delete a step.

But for one thing: an account that goes is taken out of the steps that name it. Who makes the table `decisions` anew (as
Alembic's batches do on SQLite) loses these triggers with it, and makes them again with KEPT.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_STANDS = (
    "id, case_id, comment_id, kind, actor, rule, quote, note, reason, revision, status_before, status_after, "
    "until, undoes_id, bulk_id, at"
)
_FORGETS = "account_id, moderator_id"
_SOMEBODY_ELSE = " OR ".join(
    f"(NEW.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in _FORGETS.split(", ")
)
_EVENTS = (
    ("decisions_are_kept", "DELETE", ""),
    ("decisions_stand", f"UPDATE OF {_STANDS}", ""),
    ("decisions_forget", f"UPDATE OF {_FORGETS}", f"WHEN ({_SOMEBODY_ELSE})"),
)
_SENTENCE = "the log of moderation is only added to"
KEPT = {
    "sqlite": tuple(
        f"CREATE TRIGGER {name} BEFORE {event} ON decisions {when.replace('IS DISTINCT FROM', 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        for name, event, when in _EVENTS
    ),
    "postgresql": (
        "CREATE FUNCTION keep_decisions() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SENTENCE}'; END $$",
        *(
            f"CREATE TRIGGER {name} BEFORE {event} ON decisions FOR EACH ROW {when} "
            "EXECUTE FUNCTION keep_decisions()"
            for name, event, when in _EVENTS
        ),
    ),
}
_NOT_KEPT = {
    "sqlite": tuple(f"DROP TRIGGER {name}" for name, _, _ in _EVENTS),
    "postgresql": (
        *(f"DROP TRIGGER {name} ON decisions" for name, _, _ in _EVENTS),
        "DROP FUNCTION keep_decisions()",
    ),
}


def upgrade() -> None:
    """Apply."""
    for statement in KEPT[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    for statement in _NOT_KEPT[op.get_bind().dialect.name]:
        op.execute(statement)
