"""Ballots that are held: not counted until a moderator has looked, with the bursts they came in."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "ballot_bursts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wordings.id"], name=op.f("fk_ballot_bursts_wording_id_wordings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_bursts")),
    )
    op.create_index("ix_ballot_bursts_origin", "ballot_bursts", ["wording_id", "reason", "origin"])
    op.create_index("ix_ballot_bursts_state", "ballot_bursts", ["state", "id"])
    op.create_table(
        "ballot_origins",
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=32), nullable=False),
        sa.Column("browser", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("burst_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_ballot_origins_reader_id_readers")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wordings.id"], name=op.f("fk_ballot_origins_wording_id_wordings")
        ),
        sa.ForeignKeyConstraint(
            ["burst_id"], ["ballot_bursts.id"], name=op.f("fk_ballot_origins_burst_id_ballot_bursts")
        ),
        sa.PrimaryKeyConstraint("reader_id", "wording_id", name=op.f("pk_ballot_origins")),
    )
    op.create_index("ix_ballot_origins_address", "ballot_origins", ["wording_id", "address", "at"])
    op.create_index("ix_ballot_origins_browser", "ballot_origins", ["wording_id", "browser", "at"])
    op.create_table(
        "ballot_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("burst_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["burst_id"], ["ballot_bursts.id"], name=op.f("fk_ballot_decisions_burst_id_ballot_bursts")
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"],
            ["accounts.id"],
            name=op.f("fk_ballot_decisions_moderator_id_accounts"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"],
            ["ballot_decisions.id"],
            name=op.f("fk_ballot_decisions_undoes_id_ballot_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_decisions")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_ballot_decisions_undoes_id")),
    )
    op.create_index("ix_ballot_decisions_burst", "ballot_decisions", ["burst_id", "id"])
    held = sa.CheckConstraint("held >= 0", name=op.f("ck_wordings_held_not_negative"))
    op.add_column("wordings", sa.Column("held", sa.Integer(), held, nullable=False, server_default="0"))
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("burst_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_ballots_burst_id_ballot_bursts"), "ballot_bursts", ["burst_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_ballots_held_with_a_burst"), "held = '' OR burst_id IS NOT NULL"
        )
    op.create_index(
        "ix_ballots_burst",
        "ballots",
        ["burst_id"],
        sqlite_where=sa.text("burst_id IS NOT NULL"),
        postgresql_where=sa.text("burst_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Undo: what was held is counted."""
    for statement in (_COUNT_OPTIONS, _COUNT_WORDINGS):
        op.execute(statement)
    op.drop_index("ix_ballots_burst", table_name="ballots")
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_ballots_held_with_a_burst"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_ballots_burst_id_ballot_bursts"), type_="foreignkey")
        batch_op.drop_column("burst_id")
        batch_op.drop_column("held")
    op.drop_column("wordings", "held")
    for table in ("ballot_decisions", "ballot_origins", "ballot_bursts"):
        op.drop_table(table)


_COUNT_OPTIONS = """
    UPDATE options SET ballots = ballots + (
        SELECT count(*) FROM ballots WHERE ballots.wording_id = options.wording_id
        AND ballots.held != '' AND (ballots.choices >> options.position) & 1 = 1
    )
"""
_COUNT_WORDINGS = "UPDATE wordings SET voters = voters + held, version = version + 1 WHERE held > 0"
