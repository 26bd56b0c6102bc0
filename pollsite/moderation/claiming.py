"""A case is claimed for a few minutes by the moderator who looks at it, so that nobody else begins with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account
from pollsite.moderation.limits import CLAIM, LONGEST_CLAIM
from pollsite.moderation.listing import Listing, Place
from pollsite.moderation.models import Case
from pollsite.moderation.ordering import open_to_moderator, unclaimed_by_others
from pollsite.moderation.queue import next_case


@dataclass(frozen=True, slots=True)
class Claim:
    """Who looks at a case, and until when nobody else begins with it. `name` is "" once their account is gone."""

    moderator_id: int
    name: str
    until: datetime


def claim_case(session: Session, *, case_id: int, moderator_id: int, at: datetime) -> bool:
    """Let the moderator have the open case for CLAIM, also where they have it; False where somebody else does, it is
    closed, or they may not see it.
    """
    asked = {
        "case": case_id,
        "moderator": moderator_id,
        "now": at,
        "beyond": at + LONGEST_CLAIM,
        "until": at + CLAIM,
    }
    return bool(session.connection().execute(_CLAIM, asked).rowcount)


def claim_next(
    session: Session, *, listing: Listing, moderator_id: int, after: Place | None = None, at: datetime
) -> int | None:
    """Claim what comes after the place for the moderator; the number of the case, None if nothing is left for them."""
    connection = session.connection()
    case_id = next_case(connection, moderator_id, listing=listing, after=after, at=at)
    while case_id is not None:
        if claim_case(session, case_id=case_id, moderator_id=moderator_id, at=at):
            return case_id
        passed = case_id
        case_id = next_case(connection, moderator_id, listing=listing, after=after, at=at)
        if case_id == passed:  # somebody claimed it since this transaction began to read
            return None
    return None


def release_case(session: Session, *, case_id: int, moderator_id: int) -> None:
    """End the moderator's claim, if they have one; twice is harmless."""
    session.connection().execute(_RELEASE, {"case": case_id, "moderator": moderator_id})


def find_claim(connection: Connection, case_id: int, *, at: datetime) -> Claim | None:
    """The claim that holds at this moment."""
    row = connection.execute(
        _CLAIMED, {"case": case_id, "now": at, "beyond": at + LONGEST_CLAIM}
    ).one_or_none()
    return Claim(row.claimed_by_id, row.name or "", row.claimed_until) if row else None


_CASE = Case.id == bindparam("case")
_CLAIM: Any = (
    update(Case)
    .where(
        _CASE,
        Case.closed_at.is_(None),
        unclaimed_by_others(),
        open_to_moderator(),
    )
    .values(
        claimed_by_id=bindparam("moderator"), claimed_until=bindparam("until", type_=Case.claimed_until.type)
    )
)
_RELEASE: Any = (
    update(Case)
    .where(_CASE, Case.claimed_by_id == bindparam("moderator"))
    .values(claimed_by_id=None, claimed_until=None)
)
_CLAIMED = (
    select(Case.claimed_by_id, Case.claimed_until, Account.name)
    .outerjoin(Account, Account.id == Case.claimed_by_id)
    .where(
        _CASE,
        Case.closed_at.is_(None),
        Case.claimed_until > bindparam("now", type_=Case.claimed_until.type),
        Case.claimed_until <= bindparam("beyond", type_=Case.claimed_until.type),
    )
)
