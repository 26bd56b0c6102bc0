"""Polls, their wordings and options with exact counters, the ballots those counters count, and their ledgers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from pollsite.db import Base, UtcDateTime

MAX_OPTIONS = 31


class Poll(Base):
    """A question's identity across its wordings. Not `active`: the article no longer asks it."""

    __tablename__ = "polls"
    __table_args__ = (UniqueConstraint("article_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    visibility: Mapped[str] = mapped_column(String(20))
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wording: Mapped[int]
    active: Mapped[bool]


class Wording(Base):
    """One meaning of a question, with its own tally: `voters` have a ballot that is counted, `held` one that is not;
    `version` grows with each change.
    """

    __tablename__ = "wordings"
    __table_args__ = (
        UniqueConstraint("poll_id", "number"),
        CheckConstraint("voters >= 0", name="voters_not_negative"),
        CheckConstraint("held >= 0", name="held_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    question: Mapped[str] = mapped_column(String(200))
    max_choices: Mapped[int]
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voters: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def ballots(self) -> int:
        """How many were cast on it and stand, counted or held."""
        return self.voters + self.held


class Option(Base):
    """One answer; `position` counts from 0 in the publisher's order and is its bit in Ballot.choices.

    `ballots` counts those that are not held.
    """

    __tablename__ = "options"
    __table_args__ = (
        UniqueConstraint("wording_id", "key"),
        CheckConstraint("ballots >= 0", name="ballots_not_negative"),
        CheckConstraint(f"position >= 0 AND position < {MAX_OPTIONS}", name="position_is_a_bit"),
    )

    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(80))
    exclusive: Mapped[bool]
    not_sure: Mapped[bool]
    ballots: Mapped[int] = mapped_column(default=0)


class Ballot(Base):
    """A reader's standing answer to a wording: bit i of `choices` is the option at position i.

    Withdrawing deletes the row; what happened stays in BallotRevision. `after_peek`: the reader had asked to
    see the results before first voting. `held` is a types.Hold, "" for a ballot that is counted; `burst_id` the
    burst with which it is held, or was. `ledger_id` names it in its poll's ledger, where `ledger_row` is the last row
    about it; both say nothing ("" and 0) of a ballot that came into the table by another way than voting.
    """

    __tablename__ = "ballots"
    __table_args__ = (
        CheckConstraint("choices > 0", name="chooses_something"),
        CheckConstraint("held = '' OR burst_id IS NOT NULL", name="held_with_a_burst"),
        Index(
            "ix_ballots_burst",
            "burst_id",
            sqlite_where=text("burst_id IS NOT NULL"),
            postgresql_where=text("burst_id IS NOT NULL"),
        ),
    )

    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"), primary_key=True)
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"), primary_key=True)
    choices: Mapped[int]
    after_peek: Mapped[bool]
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    held: Mapped[str] = mapped_column(String(20), default="")
    burst_id: Mapped[int | None] = mapped_column(ForeignKey("ballot_bursts.id"))
    ledger_id: Mapped[str] = mapped_column(String(32), default="")
    ledger_row: Mapped[int] = mapped_column(default=0)


class BeforeAnswer(Base):
    """What a reader answered to the article's leading question before they read: no vote, and in no tally."""

    __tablename__ = "before_answers"
    __table_args__ = (CheckConstraint("choices > 0", name="chooses_something"),)

    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"), primary_key=True)
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"), primary_key=True)
    choices: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BallotRevision(Base):
    """One step in a ballot's history, append-only; `choices` 0 says it was withdrawn.

    `ledger_id` is the ballot's, so that who votes again after a withdrawal goes on under the same one.
    """

    __tablename__ = "ballot_revisions"
    __table_args__ = (Index(None, "wording_id", "reader_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"))
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"))
    choices: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    ledger_id: Mapped[str] = mapped_column(String(32), default="")


class LedgerLine(Base):
    """A row of a poll's public ledger, as ledger_lines.chained() wrote it: the database refuses to change or delete it.

    `number` counts from 1 without a gap. Nothing here leads to a reader; Ballot.ledger_id does, from the other side.
    """

    __tablename__ = "ledger"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line: Mapped[str] = mapped_column(Text)


class Peek(Base):
    """A reader asked to see a wording's results without voting; never counted as a voter."""

    __tablename__ = "peeks"

    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"), primary_key=True)
    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class BallotOrigin(Base):
    """Where a reader's first ballot on a wording came from, for a day: keyed hashes, see types.Origin.

    `burst_id`: the burst it belongs to; cast again after a withdrawal, the ballot is held with it again.
    """

    __tablename__ = "ballot_origins"
    __table_args__ = (
        Index("ix_ballot_origins_address", "wording_id", "address", "at"),
        Index("ix_ballot_origins_browser", "wording_id", "browser", "at"),
    )

    reader_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("readers.id"), primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(32))
    browser: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    burst_id: Mapped[int | None] = mapped_column(ForeignKey("ballot_bursts.id"))


class BallotBurst(Base):
    """Ballots on one wording that were held for one reason, from one origin, until somebody decides about them.

    `reason` is a types.Hold, `state` a types.BurstState. `origin` is one of the two hashes, "" once it is forgotten.
    """

    __tablename__ = "ballot_bursts"
    __table_args__ = (
        Index("ix_ballot_bursts_origin", "wording_id", "reason", "origin"),
        Index("ix_ballot_bursts_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    wording_id: Mapped[int] = mapped_column(ForeignKey("wordings.id"))
    reason: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(20))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    latest_at: Mapped[datetime] = mapped_column(UtcDateTime)
