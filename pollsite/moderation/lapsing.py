"""What waits about a decision waits no longer once the decision is taken back, or the words are gone."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, union_all

from pollsite.accounts.names import fold_name
from pollsite.moderation.cases import close_case, find_open_case, renew_case
from pollsite.moderation.models import Appeal, Case, Decision, SecondLook
from pollsite.moderation.types import DecisionKind, FlagOutcome


def lapse_about_decision(connection: Connection, decision_id: int, *, at: datetime) -> None:
    """Close the appeal against a decision that was just taken back, and the second look at it. Twice is harmless."""
    for case_id in connection.scalars(_ABOUT_DECISION, {"decision": decision_id}).all():
        close_case(connection, case_id, flags=FlagOutcome.GONE, at=at)


def lapse_about_comment(connection: Connection, comment_id: int, *, at: datetime) -> None:
    """Close what waits about decisions on words that their author has erased: second looks, and appeals against
    nothing but the removal, which nobody can take back any more. Twice is harmless.
    """
    for case_id in connection.scalars(_ABOUT_COMMENT, {"comment": comment_id}).all():
        close_case(connection, case_id, flags=FlagOutcome.GONE, at=at)


def lapse_about_name(
    connection: Connection, account_id: int, *, before: str, after: str, at: datetime
) -> None:
    """Close what waits about a name that its bearer has just given up. Where the new one looks like it, it is to be
    looked at again; and where it is the same, nothing changes.
    """
    case = find_open_case(connection, account_id=account_id)
    if case is None or before == after:
        return
    if fold_name(before) == fold_name(after):
        renew_case(connection, case.id)
    else:
        close_case(connection, case.id, flags=FlagOutcome.GONE, at=at)


_WAITS: Any = Case.closed_at.is_(None)
_ABOUT_DECISION: Any = union_all(
    select(Case.id)
    .join(Appeal, Appeal.case_id == Case.id)
    .where(Appeal.decision_id == bindparam("decision"), _WAITS),
    select(Case.id)
    .join(SecondLook, SecondLook.case_id == Case.id)
    .where(SecondLook.decision_id == bindparam("decision"), _WAITS),
)
_ABOUT_COMMENT: Any = union_all(
    select(Case.id)
    .join(SecondLook, SecondLook.case_id == Case.id)
    .where(Case.comment_id == bindparam("comment"), _WAITS),
    select(Case.id)
    .join(Appeal, Appeal.case_id == Case.id)
    .join(Decision, Decision.id == Appeal.decision_id)
    .where(Case.comment_id == bindparam("comment"), _WAITS, Decision.kind == DecisionKind.REMOVE),
)
