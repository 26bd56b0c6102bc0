"""Many comments are decided about at once, and can be taken back at once; each is logged by itself."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from pollsite.accounts.types import Told
from pollsite.discussion.errors import DiscussionRefused
from pollsite.moderation.cases import find_open_case
from pollsite.moderation.deciding import Decided, decide
from pollsite.moderation.decision_errors import NothingChosen, NothingWaits, NotYoursToUndo
from pollsite.moderation.errors import CaseNotFound, ModerationRefused
from pollsite.moderation.limits import MAX_BULK
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.undoing import decisions_of_bulk, undo
from pollsite.moderation.verdicts import Verdict, refuse_incomplete

REFUSALS = (ModerationRefused, DiscussionRefused)


@dataclass(frozen=True, slots=True)
class Seen:
    """A comment that was ticked, as it was shown: its revision, and the latest decision about it, 0 for none."""

    comment_id: int
    revision: int
    latest_id: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A comment that was left as it is, and why."""

    comment_id: int
    why: str


@dataclass(frozen=True, slots=True)
class BulkDone:
    """What was stored. `bulk_id` is the first decision, None if there is none; who is to be told by mail."""

    bulk_id: int | None
    decided: int
    skipped: tuple[Skipped, ...]
    told: tuple[Told, ...]


def decide_in_bulk(
    session: Session,
    verdict: Verdict,
    *,
    seen: tuple[Seen, ...],
    on_author: DecisionKind | None = None,
    at: datetime,
) -> BulkDone:
    """Take the verdict, to keep or to remove, on each of the comments; with the first one also `on_author`, once.

    What has changed since it was shown, or is not this moderator's to decide, is skipped. Raises NothingChosen,
    and what refuse_incomplete() raises.
    """
    if not 1 <= len(seen) <= MAX_BULK:
        raise NothingChosen
    refuse_incomplete(_with_author(verdict, on_author))
    bulk_id: int | None = None
    told: tuple[Told, ...] = ()
    skipped: list[Skipped] = []
    for one in seen:
        meant = _with_author(verdict, on_author) if bulk_id is None else verdict
        asked = replace(meant, comment_id=one.comment_id, revision=one.revision, version=one.latest_id)
        try:
            with session.begin_nested():
                decided = _decide_one(session, asked, bulk_id=bulk_id, at=at)
        except REFUSALS as refusal:
            skipped.append(Skipped(one.comment_id, str(refusal)))
            continue
        bulk_id = bulk_id or decided.decision_id
        told += decided.told
    return BulkDone(bulk_id, len(seen) - len(skipped), tuple(skipped), told)


def undo_bulk(session: Session, *, bulk_id: int, moderator_id: int | None, at: datetime) -> BulkDone:
    """Take the whole bulk back, but for what was decided about anew since; twice is harmless.

    Raises CaseNotFound, or NotYoursToUndo.
    """
    decisions = decisions_of_bulk(session.connection(), bulk_id)
    if not decisions:
        raise CaseNotFound
    told: tuple[Told, ...] = ()
    skipped: list[Skipped] = []
    for decision in decisions:
        try:
            with session.begin_nested():
                undone = undo(session, decision_id=decision.id, moderator_id=moderator_id, at=at)
        except NotYoursToUndo:
            raise
        except REFUSALS as refusal:
            skipped.append(Skipped(decision.comment_id, str(refusal)))
            continue
        told += undone.told
    return BulkDone(bulk_id, len(decisions) - len(skipped), tuple(skipped), told)


def _with_author(verdict: Verdict, on_author: DecisionKind | None) -> Verdict:
    """The verdict as one that also restricts the author."""
    if on_author is None:
        return verdict
    return replace(verdict, kind=on_author, removes=verdict.kind is DecisionKind.REMOVE)


def _decide_one(session: Session, verdict: Verdict, *, bulk_id: int | None, at: datetime) -> Decided:
    """Keeping is for what waits: about anything else it would say nothing."""
    waiting = find_open_case(session.connection(), comment_id=verdict.comment_id)
    if verdict.kind is DecisionKind.KEEP and waiting is None:
        raise NothingWaits
    return decide(session, verdict, at=at, bulk_id=bulk_id)
