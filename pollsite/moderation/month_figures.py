"""A month of moderation in numbers, and months by their names."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pollsite.moderation.types import Actor, AppealOutcome, DecisionKind, FlagReason

PEOPLE = (Actor.MODERATOR, Actor.OPERATOR)
WITHDRAWN = "withdrawn"
DECIDING = (
    DecisionKind.KEEP,
    DecisionKind.REMOVE,
    DecisionKind.WARN,
    DecisionKind.SUSPEND,
    DecisionKind.LOCK,
    DecisionKind.HOLD_AUTHOR,
)
"""What decides about somebody's words; the other steps take such a decision back, or let it stand."""


@dataclass(frozen=True, slots=True)
class Step:
    """So many decisions of one kind, by one kind of actor, by one rule; of them were taken back later; and so many
    took a comment out of sight, of which `restored` were taken back later.
    """

    kind: DecisionKind
    actor: Actor
    rule: int | None
    number: int
    taken_back: int
    removed: int
    restored: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Comments held for one reason. `looked_at` of them a moderator has seen, after `median_h` hours; else None."""

    reason: str
    number: int
    looked_at: int
    median_h: float | None


@dataclass(slots=True)
class Bursts:
    """Bursts of votes that began to be held in a month; and what moderators decided in it about such bursts: how many
    votes were counted after all, and how many left out, decisions that were taken back apart.
    """

    held: int = 0
    decided: int = 0
    counted: int = 0
    left_out: int = 0


@dataclass(slots=True)
class MonthFigures:
    """A month, "2026-11" in UTC. `flags` by reason and what became of them: a FlagOutcome, or WITHDRAWN. `cases` were
    decided for the first time, `median_h` hours after they were opened. `looks` second looks were taken, of which
    `agreed` came to the same. Appeals count in the month they were made in.
    """

    month: str
    flags: Counter[tuple[FlagReason, str]] = field(default_factory=Counter)
    steps: list[Step] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    appeals: Counter[AppealOutcome] = field(default_factory=Counter)
    cases: int = 0
    median_h: float | None = None
    looks: int = 0
    agreed: int = 0
    bursts: Bursts = field(default_factory=Bursts)

    def by(self, *actors: Actor) -> list[Step]:
        """The steps that these took."""
        return [step for step in self.steps if step.actor in actors]

    @property
    def human(self) -> int:
        """Steps that people took."""
        return sum(step.number for step in self.by(*PEOPLE))

    @property
    def decisions(self) -> int:
        """The decisions among them."""
        return sum(step.number for step in self.by(*PEOPLE) if step.kind in DECIDING)

    @property
    def automatic(self) -> int:
        """Steps that nobody took."""
        return sum(step.number for step in self.by(Actor.AUTOMATIC))


def month_of(at: datetime) -> str:
    """ "2026-11"."""
    return f"{at.astimezone(UTC):%Y-%m}"


def month_begins(month: str) -> datetime:
    """Its first instant. Raises ValueError for what is no month."""
    year, _, number = month.partition("-")
    return datetime(int(year), int(number), 1, tzinfo=UTC)


def month_after(month: str, by: int = 1) -> str:
    """So many months later; earlier where `by` is negative."""
    begin = month_begins(month)
    years, months = divmod(begin.year * 12 + begin.month - 1 + by, 12)
    return f"{years:04}-{months + 1:02}"
