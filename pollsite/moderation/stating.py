"""Whoever is restricted gets a statement: by which rule, for which words, and until when they can appeal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from pollsite.moderation.limits import APPEAL_WINDOW
from pollsite.moderation.models import Statement
from pollsite.moderation.types import Restriction


def state(
    connection: Connection,
    *,
    decision_id: int,
    reader_id: UUID,
    restriction: Restriction,
    rule: int,
    quote: str,
    note: str,
    at: datetime,
) -> None:
    """Store the statement about a decision that was just logged, for the reader whom it restricts."""
    row: dict[str, Any] = {
        "decision_id": decision_id,
        "reader_id": reader_id,
        "restriction": restriction,
        "rule": rule,
        "quote": quote,
        "note": note,
        "appeal_until": at + APPEAL_WINDOW,
    }
    connection.execute(_INSERT, row)


_INSERT = insert(Statement)
