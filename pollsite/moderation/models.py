"""What readers report, what waits for a moderator, and what was decided: the log is only ever added to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from pollsite.db import Base, UtcDateTime

_OPEN: dict[str, Any] = {
    "sqlite_where": text("closed_at IS NULL"),
    "postgresql_where": text("closed_at IS NULL"),
}
_UNDER_REVIEW: dict[str, Any] = {
    "sqlite_where": text("closed_at IS NULL AND kind IN ('flagged', 'held')"),
    "postgresql_where": text("closed_at IS NULL AND kind IN ('flagged', 'held')"),
}
_NAMES_OPEN: dict[str, Any] = {
    "sqlite_where": text("closed_at IS NULL AND kind = 'name'"),
    "postgresql_where": text("closed_at IS NULL AND kind = 'name'"),
}


class Case(Base):
    """What the queue lists: all open flags or the hold on one comment, all flags of one name, an appeal.

    `flags` counts the open flags, `weight` sums theirs in thousandths. `version` grows with each decision, so that a
    stale one is told. `barred_id` is the moderator who may neither see nor decide it, for they decided before. Closed
    without a decision of its own: the flags were withdrawn, or the words taken back.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("flags >= 0 AND weight >= 0", name="flags_not_negative"),
        Index("uq_cases_under_review", "comment_id", unique=True, **_UNDER_REVIEW),
        Index("uq_cases_names_open", "account_id", unique=True, **_NAMES_OPEN),
        Index("ix_cases_opened", "opened_at", **_OPEN),
        Index("ix_cases_comment", "comment_id"),
        Index("ix_cases_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    priority: Mapped[int]
    flags: Mapped[int] = mapped_column(default=0)
    weight: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    barred_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("ix_cases_queue", Case.priority.desc(), Case.opened_at, Case.id, **_OPEN)
Index("ix_cases_kind", Case.kind, Case.priority.desc(), Case.opened_at, Case.id, **_OPEN)


class Flag(Base):
    """A report of a comment as it was at `revision`, or of a member's name as it was (`flagged_name`).

    `case_id` is None for what is never counted: FlagReason.DISAGREE, and a reason that was decided about before.
    `origin` is the keyed hash of the address it came from, "" if unknown. `weight` is in thousandths.
    """

    __tablename__ = "flags"
    __table_args__ = (
        UniqueConstraint("reader_id", "comment_id", "revision"),
        UniqueConstraint("reader_id", "account_id", "flagged_name"),
        Index("ix_flags_case", "case_id"),
        Index("ix_flags_comment", "comment_id"),
        Index("ix_flags_account", "account_id"),
        Index("ix_flags_reader", "reader_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    flagged_name: Mapped[str] = mapped_column(String(60), default="")
    revision: Mapped[int] = mapped_column(default=0)
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"))
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    good_faith: Mapped[bool] = mapped_column(default=False)
    origin: Mapped[str] = mapped_column(String(64), default="")
    weight: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Decision(Base):
    """A step by which a comment came into sight or went out of it, or a person was restricted: never changed.

    `account_id` is whose words or name it is about; None for a guest, and once the account is gone. `moderator_id` is
    None where nobody with an account took it (see Actor), and once theirs is gone. `rule` is a number of the
    rulebook. `status_before` and `status_after` are discussion.types.Status, "" where no comment moved. `until`: end
    of a suspension. `undoes_id`: the decision that this one takes back. `bulk_id`: the first decision of the same
    bulk. `revision`: of the words that were looked at.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("undoes_id"),
        Index("ix_decisions_comment", "comment_id", "id"),
        Index("ix_decisions_account", "account_id", "id"),
        Index("ix_decisions_moderator", "moderator_id", "id"),
        Index("ix_decisions_bulk", "bulk_id"),
        Index("ix_decisions_case", "case_id"),
        Index("ix_decisions_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(20))
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    rule: Mapped[int | None]
    quote: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(String(120), default="")
    revision: Mapped[int] = mapped_column(default=0)
    status_before: Mapped[str] = mapped_column(String(20), default="")
    status_after: Mapped[str] = mapped_column(String(20), default="")
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    bulk_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Statement(Base):
    """What the person a decision restricts is told. It holds until another decision undoes the one it tells of.

    `read_at`: when they said that they had read it; a warning must be read before the next comment.
    """

    __tablename__ = "statements"
    __table_args__ = (
        CheckConstraint("rule > 0", name="names_a_rule"),
        Index("ix_statements_reader", "reader_id", "decision_id"),
    )

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decisions.id"), primary_key=True, autoincrement=False
    )
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"))
    restriction: Mapped[str] = mapped_column(String(20))
    rule: Mapped[int]
    quote: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    appeal_until: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Appeal(Base):
    """The one appeal against a decision, and the decision that answered it."""

    __tablename__ = "appeals"

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("statements.decision_id"), primary_key=True, autoincrement=False
    )
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))


class SecondLook(Base):
    """What a second moderator would have decided, without knowing that anybody had; nothing follows from it.

    `status_after`: where the comment would stand, "" for a name; `kind` alone does not say it.
    """

    __tablename__ = "second_looks"

    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decisions.id"), primary_key=True, autoincrement=False
    )
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20), default="")
    status_after: Mapped[str] = mapped_column(String(20), default="")
    rule: Mapped[int | None]
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Sanction(Base):
    """How a member stands now: suspended until a moment, by a decision; always held, by another."""

    __tablename__ = "sanctions"

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    suspension_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    holding_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))


class WatchedWord(Base):
    """A word or phrase that holds a comment or refuses it; `folded` is how it is compared."""

    __tablename__ = "watched_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    folded: Mapped[str] = mapped_column(String(120), unique=True)
    words: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BallotDecision(Base):
    """What a moderator decided about a burst of held ballots, never changed; no reader is named.

    `verdict` is a types.BallotVerdict, `ballots` how many it moved or left. `undoes_id`: the decision it takes back.
    """

    __tablename__ = "ballot_decisions"
    __table_args__ = (UniqueConstraint("undoes_id"), Index("ix_ballot_decisions_burst", "burst_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    burst_id: Mapped[int] = mapped_column(ForeignKey("ballot_bursts.id"))
    verdict: Mapped[str] = mapped_column(String(20))
    ballots: Mapped[int]
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("ballot_decisions.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BroughtRecord(Base):
    """A line of the public log, or a statement of reasons, of the site from which an archive was brought in: kept as it
    was told there, for whoever takes everything along once more. `body` is JSON, `number` its place in that log.
    """

    __tablename__ = "brought_records"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
