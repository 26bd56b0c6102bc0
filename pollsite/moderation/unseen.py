"""Reports that came while a moderator was looking: a reason they have not seen is not rejected with the others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from pollsite.moderation.cases import open_case, recount_case
from pollsite.moderation.models import Flag
from pollsite.moderation.types import CaseKind, FlagOutcome


def take_unseen(connection: Connection, case_id: int, *, seen_flag: int | None) -> tuple[int, ...]:
    """Take those open flags out of the case that are newer than `seen_flag`, the newest that was looked at, and name a
    reason which none of the others does; their numbers. None where nothing is known of what was looked at.
    """
    if seen_flag is None:
        return ()
    flags = connection.execute(_OPEN, {"case": case_id}).all()
    seen = {flag.reason for flag in flags if flag.id <= seen_flag}
    unseen = tuple(flag.id for flag in flags if flag.id > seen_flag and flag.reason not in seen)
    _put(connection, unseen, case_id=None)
    return unseen


def open_for_unseen(
    connection: Connection, unseen: Sequence[int], *, comment_id: int | None, at: datetime
) -> None:
    """Open a case for the flags that were taken out of the one that is closed now."""
    if unseen and comment_id is not None:
        case_id = open_case(connection, CaseKind.FLAGGED, comment_id=comment_id, at=at)
        _put(connection, unseen, case_id=case_id)
        recount_case(connection, case_id)


def _put(connection: Connection, flags: Sequence[int], *, case_id: int | None) -> None:
    if flags:
        connection.execute(_PUT, [{"flag": flag, "into": case_id} for flag in flags])


_OPEN: Any = (
    select(Flag.id, Flag.reason)
    .where(Flag.case_id == bindparam("case"), Flag.withdrawn_at.is_(None), Flag.outcome == FlagOutcome.OPEN)
    .order_by(Flag.id)
)
_PUT: Any = update(Flag).where(Flag.id == bindparam("flag")).values(case_id=bindparam("into"))
