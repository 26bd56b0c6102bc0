"""What notices and letters need of decisions: what was decided, whether it still holds, and where it is explained."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from pollsite.moderation.models import Appeal, Decision, Statement
from pollsite.moderation.statement_words import taken_back, told_to_author, told_to_decider, told_to_reporter
from pollsite.moderation.types import DecisionKind, Restriction


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTold:
    """A decision as those it concerns are told of it. `statement_id` leads to the statement that explains it: its
    own, or that about the decision which it takes back or confirms; None where there is none.
    """

    id: int
    kind: DecisionKind
    rule: int | None
    note: str
    status_after: str
    is_name: bool
    restriction: Restriction | None
    statement_id: int | None
    taken_back_at: datetime | None

    @property
    def to_author(self) -> str:
        """The line for whose words or name it is about; "" where their comment, as it now stands, says it all."""
        line = told_to_author(
            restriction=self.restriction,
            kind=self.kind,
            rule=self.rule,
            status_after=self.status_after,
            back=self._back,
        )
        is_step_back = self.restriction is None and self.statement_id is not None
        what = "name" if self.is_name else "comment"
        return line or (f"A decision about your {what} was taken back." if is_step_back else "")

    @property
    def to_reporter(self) -> str:
        """The line for who reported it."""
        return told_to_reporter(
            kind=self.kind,
            rule=self.rule,
            status_after=self.status_after,
            is_name=self.is_name,
            back=self._back,
        )

    @property
    def to_decider(self) -> str:
        """The line for the moderator whose decision was appealed against."""
        return told_to_decider(kind=self.kind, is_name=self.is_name)

    @property
    def address(self) -> str:
        """Where its statement is read, "" where there is none."""
        return f"/statements/{self.statement_id}" if self.statement_id else ""

    @property
    def _back(self) -> str:
        return taken_back(self.taken_back_at) if self.taken_back_at else ""


def decisions_told(connection: Connection, ids: Collection[int]) -> Mapping[int, DecisionTold]:
    """These decisions by number. One statement."""
    if not ids:
        return {}
    rows = connection.execute(_TOLD, {"ids": sorted(ids)})
    return {row.id: _told(row) for row in rows}


def _told(row: Any) -> DecisionTold:
    return DecisionTold(
        id=row.id,
        kind=DecisionKind(row.kind),
        rule=row.rule,
        note=row.note,
        status_after=row.status_after,
        is_name=row.comment_id is None,
        restriction=Restriction(row.restriction) if row.restriction else None,
        statement_id=row.statement_id,
        taken_back_at=row.taken_back_at,
    )


_undoing: Any = Decision.__table__.alias("undoing")
_own: Any = Statement.__table__.alias("own")
_earlier: Any = Statement.__table__.alias("earlier")
_TOLD: Any = (
    select(
        Decision.id,
        Decision.kind,
        Decision.rule,
        Decision.note,
        Decision.status_after,
        Decision.comment_id,
        _own.c.restriction,
        func.coalesce(_own.c.decision_id, _earlier.c.decision_id).label("statement_id"),
        _undoing.c.at.label("taken_back_at"),
    )
    .outerjoin(_own, _own.c.decision_id == Decision.id)
    .outerjoin(Appeal, Appeal.answer_id == Decision.id)
    .outerjoin(
        _earlier,
        or_(_earlier.c.decision_id == Decision.undoes_id, _earlier.c.decision_id == Appeal.decision_id),
    )
    .outerjoin(_undoing, _undoing.c.undoes_id == Decision.id)
    .where(Decision.id.in_(bindparam("ids", expanding=True)))
)
