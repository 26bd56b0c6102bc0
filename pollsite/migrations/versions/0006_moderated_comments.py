"""What moderation adds to comments, discussions, accounts and notices; and a log of what had been decided before."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NO = sa.false()
_LOGGED = """
    INSERT INTO decisions (comment_id, account_id, kind, actor, rule, quote, note, reason, revision,
                           status_before, status_after, at)
    SELECT id, account_id,
           CASE status WHEN 'held' THEN 'hold' WHEN 'removed' THEN 'remove' ELSE 'delete' END,
           CASE status WHEN 'held' THEN 'automatic' WHEN 'removed' THEN 'operator' ELSE 'author' END,
           CASE status WHEN 'removed' THEN 99 END, '', '', reason, revision, 'visible', status, created_at
    FROM comments WHERE status != 'visible' ORDER BY id
"""
"""Rules had no numbers before: rule 99 stands for them, and what the decision named stays in `reason`."""
_STATED = """
    INSERT INTO statements (decision_id, reader_id, restriction, rule, quote, note, appeal_until)
    SELECT decisions.id, comments.reader_id, 'removed', 99, '', decisions.reason, decisions.at
    FROM decisions JOIN comments ON comments.id = decisions.comment_id WHERE decisions.kind = 'remove'
"""
_OPENED = """
    INSERT INTO cases (kind, comment_id, account_id, opened_at, priority, flags, weight, version)
    SELECT 'held', id, account_id, created_at, 1, 0, 0, 1 FROM comments WHERE status = 'held' ORDER BY id
"""


def upgrade() -> None:
    """Apply."""
    op.add_column("accounts", sa.Column("mail_outcomes", sa.Boolean(), nullable=False, server_default=_NO))
    op.add_column("comments", sa.Column("collapsed", sa.Boolean(), nullable=False, server_default=_NO))
    op.add_column("comments", sa.Column("locked", sa.Boolean(), nullable=False, server_default=_NO))
    heat = sa.CheckConstraint("heat >= 0", name=op.f("ck_comments_heat_not_negative"))
    op.add_column("comments", sa.Column("heat", sa.Integer(), heat, nullable=False, server_default="0"))
    op.add_column("discussions", sa.Column("holds_after_min", sa.Integer(), nullable=True))
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decision_id", sa.Integer(), nullable=True))
        batch_op.alter_column("comment_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_notices_decision_id_decisions"), "decisions", ["decision_id"], ["id"]
        )
    for statement in (_LOGGED, _STATED, _OPENED):
        op.execute(statement)


def downgrade() -> None:
    """Undo."""
    op.execute("DELETE FROM notices WHERE comment_id IS NULL OR kind = 'outcome'")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_notices_decision_id_decisions"), type_="foreignkey")
        batch_op.alter_column("comment_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("decision_id")
    op.drop_column("discussions", "holds_after_min")
    for column in ("heat", "locked", "collapsed"):
        op.drop_column("comments", column)
    op.drop_column("accounts", "mail_outcomes")
