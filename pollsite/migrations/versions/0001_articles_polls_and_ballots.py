"""articles, polls and ballots."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("slug", name=op.f("uq_articles_slug")),
    )
    op.create_table(
        "media",
        sa.Column("digest", sa.String(length=20), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_media")),
    )
    op.create_table(
        "readers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readers")),
    )
    op.create_table(
        "anchors",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("exact", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_anchors_article_id_articles")),
        sa.PrimaryKeyConstraint("article_id", "key", name=op.f("pk_anchors")),
    )
    op.create_table(
        "article_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("segments", sa.Text(), nullable=False),
        sa.Column("headings", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_revisions_article_id_articles")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_revisions")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_revisions_article_id_number")),
    )
    op.create_table(
        "polls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(length=20), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_polls_article_id_articles")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
        sa.UniqueConstraint("article_id", "key", name=op.f("uq_polls_article_id_key")),
    )
    op.create_table(
        "wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("voters >= 0", name=op.f("ck_wordings_voters_not_negative")),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_wordings_poll_id_polls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint("poll_id", "number", name=op.f("uq_wordings_poll_id_number")),
    )
    op.create_table(
        "ballot_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("choices", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["readers.id"], name=op.f("fk_ballot_revisions_reader_id_readers")
        ),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wordings.id"], name=op.f("fk_ballot_revisions_wording_id_wordings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_revisions")),
    )
    with op.batch_alter_table("ballot_revisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ballot_revisions_wording_id_reader_id"), ["wording_id", "reader_id"], unique=False
        )

    op.create_table(
        "ballots",
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("choices", sa.Integer(), nullable=False),
        sa.Column("after_peek", sa.Boolean(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choices > 0", name=op.f("ck_ballots_chooses_something")),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_ballots_reader_id_readers")),
        sa.ForeignKeyConstraint(["wording_id"], ["wordings.id"], name=op.f("fk_ballots_wording_id_wordings")),
        sa.PrimaryKeyConstraint("wording_id", "reader_id", name=op.f("pk_ballots")),
    )
    op.create_table(
        "options",
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("not_sure", sa.Boolean(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.CheckConstraint("ballots >= 0", name=op.f("ck_options_ballots_not_negative")),
        sa.CheckConstraint("position >= 0 AND position < 31", name=op.f("ck_options_position_is_a_bit")),
        sa.ForeignKeyConstraint(["wording_id"], ["wordings.id"], name=op.f("fk_options_wording_id_wordings")),
        sa.PrimaryKeyConstraint("wording_id", "position", name=op.f("pk_options")),
        sa.UniqueConstraint("wording_id", "key", name=op.f("uq_options_wording_id_key")),
    )
    op.create_table(
        "peeks",
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["reader_id"], ["readers.id"], name=op.f("fk_peeks_reader_id_readers")),
        sa.ForeignKeyConstraint(["wording_id"], ["wordings.id"], name=op.f("fk_peeks_wording_id_wordings")),
        sa.PrimaryKeyConstraint("wording_id", "reader_id", name=op.f("pk_peeks")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("peeks")
    op.drop_table("options")
    op.drop_table("ballots")
    with op.batch_alter_table("ballot_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_revisions_wording_id_reader_id"))

    op.drop_table("ballot_revisions")
    op.drop_table("wordings")
    op.drop_table("polls")
    op.drop_table("article_revisions")
    op.drop_table("anchors")
    op.drop_table("readers")
    op.drop_table("media")
    op.drop_table("articles")
