"""What readers attach to comments, and what they are told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "drafts",
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body_source", sa.Text(), nullable=False),
        sa.Column("polls", sa.String(length=60), nullable=False),
        sa.Column("stance_shown", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_drafts_article_id_articles")),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_drafts_reader_id_readers")),
        sa.PrimaryKeyConstraint("reader_id", "article_id", "parent_id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_written_at"), ["written_at"], unique=False)
    op.create_table(
        "visits",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("seen_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_visits_account_id_accounts")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_visits_article_id_articles")),
        sa.PrimaryKeyConstraint("account_id", "article_id", name=op.f("pk_visits")),
    )
    op.create_table(
        "changed_minds",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_changed_minds_comment_id_comments")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_changed_minds_poll_id_polls")),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_changed_minds_reader_id_readers")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wordings.id"], name=op.f("fk_changed_minds_wording_id_wordings")
        ),
        sa.PrimaryKeyConstraint("poll_id", "reader_id", name=op.f("pk_changed_minds")),
    )
    with op.batch_alter_table("changed_minds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changed_minds_comment_id"), ["comment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_changed_minds_reader_id"), ["reader_id"], unique=False)
    op.create_table(
        "marks",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN (1, -1)", name=op.f("ck_marks_kind_is_known")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_marks_comment_id_comments")),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_marks_reader_id_readers")),
        sa.PrimaryKeyConstraint("comment_id", "reader_id", name=op.f("pk_marks")),
    )
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marks_reader_id"), ["reader_id"], unique=False)
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notices_account_id_accounts")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_notices_comment_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_account", ["account_id", "id"], unique=False)
        batch_op.create_index("ix_notices_comment", ["comment_id"], unique=False)
        batch_op.create_index(
            "ix_notices_unread",
            ["account_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
    op.create_table(
        "stances",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("choices", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_stances_comment_id_comments")),
        sa.ForeignKeyConstraint(["wording_id"], ["wordings.id"], name=op.f("fk_stances_wording_id_wordings")),
        sa.PrimaryKeyConstraint("comment_id", "wording_id", name=op.f("pk_stances")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("stances")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notices_unread",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index("ix_notices_comment")
        batch_op.drop_index("ix_notices_account")
    op.drop_table("notices")
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marks_reader_id"))
    op.drop_table("marks")
    with op.batch_alter_table("changed_minds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changed_minds_reader_id"))
        batch_op.drop_index(batch_op.f("ix_changed_minds_comment_id"))
    op.drop_table("changed_minds")
    op.drop_table("visits")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drafts_written_at"))
    op.drop_table("drafts")
