"""What readers thought before they read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("articles", sa.Column("shift", sa.String(length=40), nullable=False, server_default=""))
    op.create_table(
        "before_answers",
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("choices", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choices > 0", name=op.f("ck_before_answers_chooses_something")),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_before_answers_reader_id_readers")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wordings.id"], name=op.f("fk_before_answers_wording_id_wordings")
        ),
        sa.PrimaryKeyConstraint("wording_id", "reader_id", name=op.f("pk_before_answers")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("before_answers")
    op.drop_column("articles", "shift")
