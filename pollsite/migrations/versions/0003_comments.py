"""Discussions, their comments, and what these are about."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "discussions",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("openness", sa.String(length=20), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("comments >= 0", name=op.f("ck_discussions_comments_not_negative")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_discussions_article_id_articles")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_discussions")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column(
            "path",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("guest_name", sa.String(length=60), nullable=True),
        sa.Column("submission_key", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("body_source", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stance_shown", sa.Boolean(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("weak", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("minds", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status != 'visible' OR published_at IS NOT NULL", name=op.f("ck_comments_visible_is_published")
        ),
        sa.CheckConstraint("good >= 0 AND weak >= 0", name=op.f("ck_comments_marks_not_negative")),
        sa.CheckConstraint("minds >= 0", name=op.f("ck_comments_minds_not_negative")),
        sa.CheckConstraint("replies >= 0", name=op.f("ck_comments_replies_not_negative")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_comments_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_comments_article_id_articles")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id_comments")),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_comments_reader_id_readers")),
        sa.ForeignKeyConstraint(["root_id"], ["comments.id"], name=op.f("fk_comments_root_id_comments")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("reader_id", "submission_key", name=op.f("uq_comments_reader_id_submission_key")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index("ix_comments_account", ["account_id", "published_at"], unique=False)
        batch_op.create_index(
            "ix_comments_best",
            ["article_id", sa.text("best DESC"), "id"],
            unique=False,
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
        batch_op.create_index(
            "ix_comments_discussed",
            ["article_id", sa.text("replies DESC"), "id"],
            unique=False,
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
        batch_op.create_index(
            "ix_comments_held",
            ["article_id", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'held'"),
            postgresql_where=sa.text("status = 'held'"),
        )
        batch_op.create_index(
            "ix_comments_minds",
            ["article_id", sa.text("minds DESC"), "id"],
            unique=False,
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
        batch_op.create_index(
            "ix_comments_own_held",
            ["reader_id", "article_id", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'held'"),
            postgresql_where=sa.text("status = 'held'"),
        )
        batch_op.create_index("ix_comments_parent", ["parent_id"], unique=False)
        batch_op.create_index(
            "ix_comments_published",
            ["article_id", "published_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'visible'"),
            postgresql_where=sa.text("status = 'visible'"),
        )
        batch_op.create_index("ix_comments_reader", ["reader_id", "id"], unique=False)
        batch_op.create_index(
            "ix_comments_thread",
            ["root_id", "path"],
            unique=False,
            sqlite_where=sa.text("listed"),
            postgresql_where=sa.text("listed"),
        )
        batch_op.create_index(
            "ix_comments_thread_published",
            ["root_id", "published_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'visible'"),
            postgresql_where=sa.text("status = 'visible'"),
        )
        batch_op.create_index(
            "ix_comments_time",
            ["article_id", "id"],
            unique=False,
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
    op.create_table(
        "slices",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.CheckConstraint("comments >= 0", name=op.f("ck_slices_comments_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_slices_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_slices")),
    )
    op.create_table(
        "comment_revisions",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body_source", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_revisions_comment_id_comments")
        ),
        sa.PrimaryKeyConstraint("comment_id", "number", name=op.f("pk_comment_revisions")),
    )
    op.create_table(
        "tags",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("minds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_tags_comment_id_comments")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_tags_poll_id_polls")),
        sa.PrimaryKeyConstraint("poll_id", "comment_id", name=op.f("pk_tags")),
    )
    with op.batch_alter_table("tags", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tags_best",
            ["poll_id", sa.text("best DESC"), "comment_id"],
            unique=False,
            sqlite_where=sa.text("listed"),
            postgresql_where=sa.text("listed"),
        )
        batch_op.create_index("ix_tags_comment", ["comment_id"], unique=False)
        batch_op.create_index(
            "ix_tags_discussed",
            ["poll_id", sa.text("replies DESC"), "comment_id"],
            unique=False,
            sqlite_where=sa.text("listed"),
            postgresql_where=sa.text("listed"),
        )
        batch_op.create_index(
            "ix_tags_minds",
            ["poll_id", sa.text("minds DESC"), "comment_id"],
            unique=False,
            sqlite_where=sa.text("listed"),
            postgresql_where=sa.text("listed"),
        )
        batch_op.create_index(
            "ix_tags_time",
            ["poll_id", "comment_id"],
            unique=False,
            sqlite_where=sa.text("listed"),
            postgresql_where=sa.text("listed"),
        )


def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table("tags", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_tags_time", sqlite_where=sa.text("listed"), postgresql_where=sa.text("listed")
        )
        batch_op.drop_index(
            "ix_tags_minds", sqlite_where=sa.text("listed"), postgresql_where=sa.text("listed")
        )
        batch_op.drop_index(
            "ix_tags_discussed", sqlite_where=sa.text("listed"), postgresql_where=sa.text("listed")
        )
        batch_op.drop_index("ix_tags_comment")
        batch_op.drop_index(
            "ix_tags_best", sqlite_where=sa.text("listed"), postgresql_where=sa.text("listed")
        )
    op.drop_table("tags")
    op.drop_table("comment_revisions")
    op.drop_table("slices")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_comments_time",
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
        batch_op.drop_index(
            "ix_comments_thread", sqlite_where=sa.text("listed"), postgresql_where=sa.text("listed")
        )
        batch_op.drop_index("ix_comments_reader")
        batch_op.drop_index(
            "ix_comments_published",
            sqlite_where=sa.text("status = 'visible'"),
            postgresql_where=sa.text("status = 'visible'"),
        )
        batch_op.drop_index("ix_comments_parent")
        batch_op.drop_index(
            "ix_comments_minds",
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
        batch_op.drop_index(
            "ix_comments_held",
            sqlite_where=sa.text("status = 'held'"),
            postgresql_where=sa.text("status = 'held'"),
        )
        batch_op.drop_index(
            "ix_comments_discussed",
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
        batch_op.drop_index(
            "ix_comments_best",
            sqlite_where=sa.text("depth = 0 AND listed"),
            postgresql_where=sa.text("depth = 0 AND listed"),
        )
        batch_op.drop_index("ix_comments_account")
    op.drop_table("comments")
    op.drop_table("discussions")
