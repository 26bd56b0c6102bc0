"""Some decisions are shown to a second moderator as the case they were, to see how often two of them agree."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from pollsite.discussion.types import Status
from pollsite.moderation.cases import OpenCase, close_case, open_copy, take_case
from pollsite.moderation.decision_words import decision_in_words
from pollsite.moderation.errors import BarredFromCase, CaseNotFound, StaleDecision
from pollsite.moderation.models import Case, Decision, SecondLook
from pollsite.moderation.types import CaseKind, DecisionKind, FlagOutcome


class Opinion(Protocol):
    """What of a verdict counts for a second look; see pollsite.moderation.deciding."""

    @property
    def version(self) -> int | None:
        """Of the case, as the moderator saw it."""

    @property
    def moderator_id(self) -> int | None:
        """Who looked."""

    @property
    def kind(self) -> DecisionKind:
        """What they would have decided."""

    @property
    def removes(self) -> bool:
        """Whether the comment would be out of sight."""

    @property
    def rule(self) -> int | None:
        """The rule they named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLook:
    """What a second look looks at: a decision, the case it was taken on, and where the comment stood before it."""

    decision_id: int
    case_id: int | None
    kind: CaseKind
    status_before: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLooked:
    """A second look that was taken, beside the decision it was about; `agreed`: both would leave the words, or the
    name, standing, or neither would.
    """

    decision_id: int
    kind: DecisionKind
    rule: int | None
    first_kind: DecisionKind
    first_rule: int | None
    agreed: bool

    @property
    def sentence(self) -> str:
        """What whoever looked is told afterwards."""
        colleague = decision_in_words(self.first_kind, rule=self.first_rule)
        return (
            f"This was a second look, so nothing was changed. A colleague had decided “{colleague}”: "
            f"you {'agree' if self.agreed else 'do not agree'} on whether it stands."
        )


def open_second_look(
    session: Session, *, decision_id: int, case: OpenCase, moderator_id: int | None, at: datetime
) -> int:
    """Let the decision, just taken by `moderator_id`, wait for another moderator as the case it was. The new case.

    `case` is that one as it was before it was closed.
    """
    connection = session.connection()
    case_id = open_copy(connection, case, barred_id=moderator_id, at=at)
    row = {"decision_id": decision_id, "case_id": case_id, "kind": "", "status_after": ""}
    connection.execute(insert(SecondLook), row)
    return case_id


def record_second_look(session: Session, *, case_id: int, verdict: Opinion, at: datetime) -> SecondLooked:
    """Note what the second moderator would have decided, and close the case; nothing else is changed.

    Raises CaseNotFound, BarredFromCase for who took the decision, StaleDecision where somebody looked before.
    """
    connection = session.connection()
    case = take_case(connection, case_id)
    first = connection.execute(_FIRST, {"case": case_id}).one_or_none()
    if first is None:
        raise CaseNotFound
    if verdict.moderator_id is not None and verdict.moderator_id == first.barred_id:
        raise BarredFromCase
    if case is None or verdict.version not in (None, case.version):
        raise StaleDecision(None)
    connection.execute(
        _RECORD,
        {
            "decision": first.decision_id,
            "chosen": verdict.kind,
            "status": _status_after(verdict) if case.comment_id is not None else "",
            "named": verdict.rule,
            "moderator": verdict.moderator_id,
            "moment": at,
        },
    )
    close_case(connection, case_id, flags=FlagOutcome.GONE, at=at)
    looked = find_second_look(session, case_id)
    if looked is None:
        raise CaseNotFound
    return looked


def find_second_look(session: Session, case_id: int) -> SecondLooked | None:
    """What came of the second look that this case was for; None until somebody has looked. One statement."""
    row = session.connection().execute(_LOOKED, {"case": case_id}).one_or_none()
    if row is None:
        return None
    return SecondLooked(
        decision_id=row.decision_id,
        kind=DecisionKind(row.kind),
        rule=row.rule,
        first_kind=DecisionKind(row.first_kind),
        first_rule=row.first_rule,
        agreed=is_agreement(row),
    )


def find_first_look(session: Session, case_id: int) -> FirstLook | None:
    """What the second look that waits as this case is about; None for a case of another kind. One statement."""
    row = session.connection().execute(_FIRST, {"case": case_id}).one_or_none()
    if row is None:
        return None
    return FirstLook(
        decision_id=row.decision_id,
        case_id=row.decided_case,
        kind=CaseKind(row.decided_kind or CaseKind.FOUND),
        status_before=row.status_before,
        revision=row.revision,
    )


def _status_after(verdict: Opinion) -> Status:
    removes = verdict.removes or verdict.kind is DecisionKind.REMOVE
    return Status.REMOVED if removes else Status.VISIBLE


def is_agreement(row: Any) -> bool:
    """Whether the two came to the same; of a row with `kind`, `status_after`, `first_kind` and `first_status`."""
    if row.first_status or row.status_after:
        return bool(row.first_status == row.status_after)
    return bool((row.kind == DecisionKind.KEEP) == (row.first_kind == DecisionKind.KEEP))


_decided: Any = Case.__table__.alias("decided")
_FIRST: Any = (
    select(
        SecondLook.decision_id,
        Case.barred_id,
        Decision.case_id.label("decided_case"),
        _decided.c.kind.label("decided_kind"),
        Decision.status_before,
        Decision.revision,
    )
    .join(Case, Case.id == SecondLook.case_id)
    .join(Decision, Decision.id == SecondLook.decision_id)
    .outerjoin(_decided, _decided.c.id == Decision.case_id)
    .where(SecondLook.case_id == bindparam("case"))
)
_LOOKED: Any = (
    select(
        SecondLook.decision_id,
        SecondLook.kind,
        SecondLook.rule,
        SecondLook.status_after,
        Decision.kind.label("first_kind"),
        Decision.rule.label("first_rule"),
        Decision.status_after.label("first_status"),
    )
    .join(Decision, Decision.id == SecondLook.decision_id)
    .where(SecondLook.case_id == bindparam("case"), SecondLook.at.is_not(None))
)
_RECORD: Any = (
    update(SecondLook)
    .where(SecondLook.decision_id == bindparam("decision"))
    .values(
        kind=bindparam("chosen"),
        status_after=bindparam("status"),
        rule=bindparam("named"),
        moderator_id=bindparam("moderator"),
        at=bindparam("moment", type_=SecondLook.at.type),
    )
)
