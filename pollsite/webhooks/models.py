"""Addresses that are told what happens, what is to be told, and what has been."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pollsite.db import Base, UtcDateTime


class Webhook(Base):
    """An address, and the `kinds` of messages it is told, with spaces between. `salt` is what its secret is made of, see
    signing.py. `stopped_at`: it has said that it wants no more.
    """

    __tablename__ = "webhooks"
    __table_args__ = (UniqueConstraint("address"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(500))
    kinds: Mapped[str] = mapped_column(String(200))
    salt: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_try_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_answer: Mapped[str] = mapped_column(String(200), default="")
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookEvent(Base):
    """The outbox: something happened, noted in its own transaction, and no message was made of it yet.

    `subject_id` is the number of the comment, poll or case; `detail` see happenings.Happened.
    """

    __tablename__ = "webhook_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject_id: Mapped[int]
    detail: Mapped[str] = mapped_column(String(60), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class WebhookDelivery(Base):
    """A message to one address. It is due at `next_at`, while `outcome` is types.Outcome.WAITING."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        UniqueConstraint("webhook_id", "message_id"),
        Index(
            "ix_webhook_deliveries_waiting",
            "webhook_id",
            "next_at",
            sqlite_where=text("outcome = ''"),
            postgresql_where=text("outcome = ''"),
        ),
        Index("ix_webhook_deliveries_done_at", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id"))
    message_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(30))
    body: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    answer: Mapped[str] = mapped_column(String(200), default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WebhookPoll(Base):
    """What of a poll was told last: the version of its tally, and when; and which closing."""

    __tablename__ = "webhook_polls"

    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), primary_key=True, autoincrement=False)
    version: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closing: Mapped[datetime | None] = mapped_column(UtcDateTime)
