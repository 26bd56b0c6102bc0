"""What readers report, what waits for a moderator, and what was decided."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "watched_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["accounts.id"], name=op.f("fk_watched_words_added_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_words")),
        sa.UniqueConstraint("folded", name=op.f("uq_watched_words_folded")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("flags", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("barred_id", sa.Integer(), nullable=True),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("flags >= 0 AND weight >= 0", name=op.f("ck_cases_flags_not_negative")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cases_account_id_accounts")),
        sa.ForeignKeyConstraint(["barred_id"], ["accounts.id"], name=op.f("fk_cases_barred_id_accounts")),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"], ["accounts.id"], name=op.f("fk_cases_claimed_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_cases_comment_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_account", ["account_id"], unique=False)
        batch_op.create_index("ix_cases_comment", ["comment_id"], unique=False)
        batch_op.create_index(
            "ix_cases_kind",
            ["kind", sa.literal_column("priority DESC"), "opened_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_cases_opened",
            ["opened_at"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_cases_queue",
            [sa.literal_column("priority DESC"), "opened_at", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "uq_cases_names_open",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL AND kind = 'name'"),
            postgresql_where=sa.text("closed_at IS NULL AND kind = 'name'"),
        )
        batch_op.create_index(
            "uq_cases_under_review",
            ["comment_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL AND kind IN ('flagged', 'held')"),
            postgresql_where=sa.text("closed_at IS NULL AND kind IN ('flagged', 'held')"),
        )

    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=20), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status_before", sa.String(length=20), nullable=False),
        sa.Column("status_after", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("bulk_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_decisions_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["bulk_id"], ["decisions.id"], name=op.f("fk_decisions_bulk_id_decisions")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_decisions_comment_id_comments")
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["accounts.id"], name=op.f("fk_decisions_moderator_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["decisions.id"], name=op.f("fk_decisions_undoes_id_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_decisions_undoes_id")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index("ix_decisions_account", ["account_id", "id"], unique=False)
        batch_op.create_index("ix_decisions_at", ["at"], unique=False)
        batch_op.create_index("ix_decisions_bulk", ["bulk_id"], unique=False)
        batch_op.create_index("ix_decisions_case", ["case_id"], unique=False)
        batch_op.create_index("ix_decisions_comment", ["comment_id", "id"], unique=False)
        batch_op.create_index("ix_decisions_moderator", ["moderator_id", "id"], unique=False)

    op.create_table(
        "flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("flagged_name", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("good_faith", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_flags_account_id_accounts")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_flags_case_id_cases")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_flags_comment_id_comments")),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_flags_reader_id_readers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint(
            "reader_id", "account_id", "flagged_name", name=op.f("uq_flags_reader_id_account_id_flagged_name")
        ),
        sa.UniqueConstraint(
            "reader_id", "comment_id", "revision", name=op.f("uq_flags_reader_id_comment_id_revision")
        ),
    )
    with op.batch_alter_table("flags", schema=None) as batch_op:
        batch_op.create_index("ix_flags_account", ["account_id"], unique=False)
        batch_op.create_index("ix_flags_case", ["case_id"], unique=False)
        batch_op.create_index("ix_flags_comment", ["comment_id"], unique=False)
        batch_op.create_index("ix_flags_reader", ["reader_id", "id"], unique=False)

    op.create_table(
        "sanctions",
        sa.Column("account_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspension_id", sa.Integer(), nullable=True),
        sa.Column("holding_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sanctions_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["holding_id"], ["decisions.id"], name=op.f("fk_sanctions_holding_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["suspension_id"], ["decisions.id"], name=op.f("fk_sanctions_suspension_id_decisions")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_sanctions")),
    )
    op.create_table(
        "second_looks",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status_after", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=True),
        sa.Column("moderator_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_second_looks_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_second_looks_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"], ["accounts.id"], name=op.f("fk_second_looks_moderator_id_accounts")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_second_looks")),
        sa.UniqueConstraint("case_id", name=op.f("uq_second_looks_case_id")),
    )
    op.create_table(
        "statements",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("restriction", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("appeal_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("rule > 0", name=op.f("ck_statements_names_a_rule")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_statements_decision_id_decisions")
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_statements_reader_id_readers")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_statements")),
    )
    with op.batch_alter_table("statements", schema=None) as batch_op:
        batch_op.create_index("ix_statements_reader", ["reader_id", "decision_id"], unique=False)

    op.create_table(
        "appeals",
        sa.Column("decision_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["decisions.id"], name=op.f("fk_appeals_answer_id_decisions")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_appeals_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["statements.decision_id"], name=op.f("fk_appeals_decision_id_statements")
        ),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("case_id", name=op.f("uq_appeals_case_id")),
    )


def downgrade() -> None:
    """Undo."""
    for table in _TABLES:
        op.drop_table(table)


_TABLES = (
    "appeals",
    "statements",
    "second_looks",
    "sanctions",
    "flags",
    "decisions",
    "cases",
    "watched_words",
)
