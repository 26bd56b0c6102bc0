"""How long the queue is, and how long the oldest case has waited: what an operator keeps an eye on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from pollsite.moderation.models import Case
from pollsite.moderation.types import CaseKind


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many cases of a kind are open, and since when the oldest is."""

    kind: CaseKind
    number: int
    oldest_at: datetime


def waiting_by_kind(connection: Connection) -> tuple[Waiting, ...]:
    """Every kind of which a case waits, in the order of CaseKind."""
    found = {
        row.kind: Waiting(CaseKind(row.kind), row.number, row.oldest) for row in connection.execute(_OPEN)
    }
    return tuple(found[kind] for kind in CaseKind if kind in found)


_OPEN: Any = (
    select(Case.kind, func.count(Case.id).label("number"), func.min(Case.opened_at).label("oldest"))
    .where(Case.closed_at.is_(None))
    .group_by(Case.kind)
)
