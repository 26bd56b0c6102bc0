"""Bringing in what was decided elsewhere: kept as it was told, and below whatever is decided here.

Where comments stand must follow from this site's own log: for each that is not in sight it gets one step.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from pollsite.archive.filling import Filling
from pollsite.archive.gathering_log import BROUGHT, DECISION, STATEMENT
from pollsite.archive.lines import line_of
from pollsite.archive.records import DECISIONS, STATEMENTS
from pollsite.archive.unpacking import Unpacking
from pollsite.discussion.types import Status
from pollsite.moderation.models import BroughtRecord, Decision, Statement
from pollsite.moderation.rulebook import EARLIER, RULES, rule_in_words
from pollsite.moderation.types import Actor, DecisionKind, Restriction

_STEPS = {
    Status.REMOVED: (DecisionKind.REMOVE, Actor.OPERATOR),
    Status.HELD: (DecisionKind.HOLD, Actor.AUTOMATIC),
    Status.DELETED: (DecisionKind.DELETE, Actor.AUTHOR),
}


def bring_log(connection: Connection, archive: Unpacking) -> int:
    """Keep the public log and the statements; the highest number in them."""
    filling, highest = Filling(connection, BroughtRecord), 0
    for name, kind in ((DECISIONS, DECISION), (STATEMENTS, STATEMENT)):
        for record in archive.records(name):
            body = line_of(record).decode().rstrip("\n")
            filling.add(BroughtRecord, kind=kind, number=record["number"], body=body)
            highest = max(highest, record["number"])
    filling.flush()
    return highest


class OutOfSight:
    """Logs where comments stand that are not in sight, with a statement for each that was removed.

    The log begins with one step that says nothing, so that whatever follows is above all that was brought along.
    """

    TABLES = (Decision, Statement)

    def __init__(self, filling: Filling, *, after: int, at: datetime) -> None:
        self._filling = filling
        self._number = after
        self._at = at
        self._step(DecisionKind.KEEP, Actor.AUTHOR)

    def log(self, comment: dict[str, Any]) -> None:
        """One more, by its row."""
        status = Status(comment["status"])
        kind, actor = _STEPS[status]
        rule = _rule_of(comment["reason"]) if status is Status.REMOVED else None
        self._step(kind, actor, comment_id=comment["id"], rule=rule, before=Status.VISIBLE, after=status)
        if rule is not None:
            self._filling.add(
                Statement,
                decision_id=self._number,
                reader_id=comment["reader_id"],
                restriction=Restriction.REMOVED,
                rule=rule,
                appeal_until=self._at,
            )

    def _step(
        self,
        kind: DecisionKind,
        actor: Actor,
        *,
        comment_id: int | None = None,
        rule: int | None = None,
        before: str = "",
        after: str = "",
    ) -> None:
        self._number += 1
        self._filling.add(
            Decision,
            id=self._number,
            comment_id=comment_id,
            kind=kind,
            actor=actor,
            rule=rule,
            reason=BROUGHT,
            status_before=before,
            status_after=after,
            at=self._at,
        )


def _rule_of(reason: str) -> int:
    """The rule that a tombstone names in words."""
    named = (rule.number for rule in RULES if reason.startswith(rule_in_words(rule.number)))
    return next(named, EARLIER.number)
