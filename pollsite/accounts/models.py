"""Readers: one row per person who has written something, never for one who only reads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from pollsite.db import Base, UtcDateTime


class Reader(Base):
    """Whoever acts. `id` is 128 random bits, known to nobody but the reader's signed cookie."""

    __tablename__ = "readers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
