"""Readers: one row per person who has written something; accounts, for those who want to be known again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask_security import AsaList, UserMixin, WebAuthnMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pollsite.accounts.types import Portrait, Role
from pollsite.db import Base, UtcDateTime

MAX_NAME = 40
_UNREAD: dict[str, Any] = {
    "sqlite_where": text("read_at IS NULL"),
    "postgresql_where": text("read_at IS NULL"),
}
_NUMBERED_ONCE: dict[str, Any] = {"sqlite_autoincrement": True}
"""The public page of a member who left never becomes another's."""


class Reader(Base):
    """Whoever acts. `id` is 128 random bits, known to nobody but the reader's signed cookie."""

    __tablename__ = "readers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Account(UserMixin, Base):
    """A reader who signs in. Columns from `fs_uniquifier` on are named by Flask-Security, which keeps them.

    `name_folded` is the name as look-alikes are compared, unique. The reader's ballots, marks and comments are the
    account's.
    """

    __tablename__ = "accounts"
    __table_args__ = (_NUMBERED_ONCE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    reader_id: Mapped[UUID] = mapped_column(ForeignKey("readers.id"), unique=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    name_folded: Mapped[str] = mapped_column(String(4 * MAX_NAME), unique=True)
    role: Mapped[str] = mapped_column(String(20), default=Role.MEMBER)
    portrait: Mapped[str] = mapped_column(String(20), default=Portrait.UNSAID)
    mail_replies: Mapped[bool] = mapped_column(default=False)
    mail_decisions: Mapped[bool] = mapped_column(default=False)
    mail_outcomes: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None]
    fs_webauthn_user_handle: Mapped[str] = mapped_column(String(64), unique=True, nullable=True)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    webauthn: Mapped[list[Any]] = relationship("Passkey", back_populates="user", cascade="all, delete-orphan")


class EndedSession(Base):
    """A session that somebody signed out of: a copy of its cookie opens nothing. Let go once that has expired."""

    __tablename__ = "ended_sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Passkey(WebAuthnMixin, Base):
    """A passkey of an account, as Flask-Security stores it."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime] = mapped_column(UtcDateTime)
    lastuse_datetime: Mapped[datetime] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user: Mapped[Account] = relationship(back_populates="webauthn")


class ApiToken(Base):
    """What a member's program shows instead of a password. `digest` is the SHA-256 of it: nobody can read it here.

    `made_under` is what the account's sessions were named by then: where they were all ended, so were its tokens. `scopes`
    are words between blanks.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (_NUMBERED_ONCE,)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(MAX_NAME))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_under: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Notice(Base):
    """A line of an account's inbox. Its words are read from the comment when shown, never kept here.

    `decision_id`: what was decided about the comment, or about a name, which has none.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_account", "account_id", "id"),
        Index("ix_notices_unread", "account_id", **_UNREAD),
        Index("ix_notices_comment", "comment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(String(20))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Ignore(Base):
    """A member does not want to read another."""

    __tablename__ = "ignores"
    __table_args__ = (CheckConstraint("account_id != ignored_id", name="nobody_ignores_themselves"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    ignored_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
