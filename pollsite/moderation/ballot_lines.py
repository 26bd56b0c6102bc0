"""Groups of held votes that wait, and what was decided about others: numbers and times, no reader and no choice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from pollsite.accounts.models import Account
from pollsite.accounts.types import Member, Role
from pollsite.articles.models import Article
from pollsite.moderation.ballot_words import REASONS, decided_in_words, duration_in_words
from pollsite.moderation.models import BallotDecision
from pollsite.moderation.types import BallotVerdict
from pollsite.polls.models import Ballot, BallotBurst, BallotOrigin, Poll, Wording
from pollsite.polls.types import BurstState, Hold

BURSTS_A_PAGE = 50
DECISIONS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class BurstLine:
    """A group that waits. `browsers` is how many makes of browser its votes came from, 0 once that is forgotten;
    `counted` how many votes its question has beside those held.
    """

    id: int
    slug: str
    title: str
    key: str
    question: str
    reason: str
    ballots: int
    counted: int
    browsers: int
    began_at: datetime
    latest_at: datetime

    @property
    def lasted(self) -> str:
        """From its first vote to its last."""
        return duration_in_words(self.latest_at - self.began_at + timedelta(seconds=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotDecisionLine:
    """A decision, and whether who looks can take it back: it is the latest about its group, and theirs, or they are an
    admin.
    """

    id: int
    sentence: str
    question: str
    reason: str
    by: str
    by_id: int | None
    at: datetime
    can_be_undone: bool


def waiting_bursts(connection: Connection, *, limit: int = BURSTS_A_PAGE) -> tuple[BurstLine, ...]:
    """Groups with votes that wait, the oldest first. One statement."""
    return tuple(_line(row) for row in connection.execute(_WAITING, {"limit": limit}))


def latest_ballot_decisions(
    connection: Connection, member: Member, *, limit: int = DECISIONS_SHOWN
) -> tuple[BallotDecisionLine, ...]:
    """The latest decisions as the moderator sees them, the last one first. One statement."""
    return tuple(_decision(row, member) for row in connection.execute(_DECIDED, {"limit": limit}))


def number_waiting(connection: Connection) -> int:
    """How many groups wait in all."""
    return connection.scalar(_NUMBER) or 0


def undoable(lines: Sequence[BallotDecisionLine], ids: Sequence[int]) -> tuple[BallotDecisionLine, ...]:
    """Those of the lines that have these numbers and can be taken back."""
    return tuple(line for line in lines if line.id in ids and line.can_be_undone)


def _line(row: Row[Any]) -> BurstLine:
    return BurstLine(
        id=row.id,
        slug=row.slug,
        title=row.title,
        key=row.key,
        question=row.question,
        reason=REASONS[Hold(row.reason)],
        ballots=row.ballots,
        counted=row.voters,
        browsers=row.browsers,
        began_at=row.began_at,
        latest_at=row.latest_at,
    )


def _decision(row: Row[Any], member: Member) -> BallotDecisionLine:
    verdict = BallotVerdict(row.verdict)
    is_theirs = row.moderator_id == member.account_id or member.role.includes(Role.ADMIN)
    return BallotDecisionLine(
        id=row.id,
        sentence=decided_in_words(verdict, row.ballots),
        question=row.question,
        reason=REASONS[Hold(row.reason)],
        by=row.by or "A moderator whose account is gone",
        by_id=row.moderator_id,
        at=row.at,
        can_be_undone=is_theirs and verdict is not BallotVerdict.UNDO and bool(row.is_latest),
    )


_IN_BURST: Any = (Ballot.burst_id == BallotBurst.id, Ballot.held != Hold.NONE)
_WAITS = (BallotBurst.state == BurstState.WAITING, exists().where(*_IN_BURST))
_NUMBER = select(func.count()).select_from(BallotBurst).where(*_WAITS)
_BALLOTS = select(func.count()).select_from(Ballot).where(*_IN_BURST).correlate(BallotBurst)
_BROWSERS = (
    select(func.count(BallotOrigin.browser.distinct()))
    .where(BallotOrigin.wording_id == BallotBurst.wording_id, BallotOrigin.burst_id == BallotBurst.id)
    .correlate(BallotBurst)
)
_WAITING: Any = (
    select(
        BallotBurst.id,
        BallotBurst.reason,
        BallotBurst.began_at,
        BallotBurst.latest_at,
        Article.slug,
        Article.title,
        Poll.key,
        Wording.question,
        Wording.voters,
        _BALLOTS.scalar_subquery().label("ballots"),
        _BROWSERS.scalar_subquery().label("browsers"),
    )
    .join(Wording, Wording.id == BallotBurst.wording_id)
    .join(Poll, Poll.id == Wording.poll_id)
    .join(Article, Article.id == Poll.article_id)
    .where(*_WAITS)
    .order_by(BallotBurst.id)
    .limit(bindparam("limit"))
)
_LATER = aliased(BallotDecision)
_DECIDED: Any = (
    select(
        BallotDecision.id,
        BallotDecision.verdict,
        BallotDecision.ballots,
        BallotDecision.moderator_id,
        BallotDecision.at,
        BallotBurst.reason,
        Wording.question,
        Account.name.label("by"),
        (~exists().where(_LATER.burst_id == BallotDecision.burst_id, _LATER.id > BallotDecision.id)).label(
            "is_latest"
        ),
    )
    .join(BallotBurst, BallotBurst.id == BallotDecision.burst_id)
    .join(Wording, Wording.id == BallotBurst.wording_id)
    .outerjoin(Account, Account.id == BallotDecision.moderator_id)
    .order_by(BallotDecision.id.desc())
    .limit(bindparam("limit"))
)
