"""Readers come into being with their first act that writes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pollsite.accounts.models import Reader

_VALUES: dict[str, Any] = {"id": bindparam("id"), "created_at": bindparam("created_at")}
_REMEMBER = {
    "sqlite": sqlite.insert(Reader).values(_VALUES).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(Reader).values(_VALUES).on_conflict_do_nothing(),
}


def remember_reader(session: Session, *, reader_id: UUID, at: datetime) -> None:
    """Store the reader if this is their first act; doing it twice is harmless."""
    connection = session.connection()
    connection.execute(_REMEMBER[connection.dialect.name], {"id": reader_id, "created_at": at})
