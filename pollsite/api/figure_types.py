"""What the API answers about votes taken together, and about ledgers. Null stands for a number that is withheld."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pollsite.api.fields import Told
from pollsite.api.types import Key, Slug
from pollsite.numbers import MAX_NUMBER

WITHHELD = "null where it is withheld, because it would tell what fewer than five readers answered"
Withheld = Annotated[int | None, Told(f"A number of readers; {WITHHELD}.")]
WithheldPercent = Annotated[int | None, Told("Of the row’s total; null where the count is.")]
ComputedAt = Annotated[datetime, Told("When it was worked out.")]


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """From one answer before reading to each after, in the order of `after`."""

    answer: Annotated[str, Told("The key of the answer given before.")]
    total: Withheld
    counts: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Who answered an article’s leading question before reading and after, and who changed their mind."""

    question: Key
    in_words: tuple[str, ...]
    answered_twice: Withheld
    after: Annotated[tuple[str, ...], Told("The keys of the answers given after: the columns.")]
    rows: tuple[ShiftRow, ...]
    after_totals: Annotated[tuple[int | None, ...], Told("The columns’ sums.")]
    apart: Annotated[str, Told("Who is in no row, in words.")]
    computed_at: ComputedAt


@dataclass(frozen=True, slots=True)
class CourseMoment:
    """A tally as it stood at a moment; counts in the publisher’s order of answers."""

    at: datetime
    voters: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How a question’s tally came about."""

    question: Key
    in_words: str
    moments: tuple[CourseMoment, ...]


@dataclass(frozen=True, slots=True)
class CrossingRow:
    """Those who gave one answer: how many, and what they say to the other question, in its order of answers."""

    answer: str
    total: Withheld
    counts: tuple[int | None, ...]
    percents: tuple[int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """What those who gave each answer to one question say to another."""

    rows_of: Key
    columns_of: Key
    in_words: str
    answered_both: int
    rows: tuple[CrossingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What readers say, or do not say: any of these answers to a question."""

    question: Key
    answers: Annotated[tuple[str, ...], Told("Their labels.")]
    chosen: Annotated[bool, Told("False: that they chose none of these.")]
    count: Withheld
    of: Annotated[int | None, Told("So many answered; null where `count` is.")]
    about: Annotated[str, Told("In place of a number that is withheld: about how many; else empty.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Readers who answer alike."""

    letter: str
    size: int
    percent: int
    typical: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionMap:
    """All questions together: whether readers fall into groups, and what those share."""

    in_words: str
    readers: Annotated[int, Told("Whose answers make it; 0 while they are too few.")]
    groups: Annotated[tuple[Group, ...], Told("Empty where there are no clear groups.")]
    shared: Annotated[tuple[Statement, ...], Told("What nearly everybody says.")]
    computed_at: ComputedAt


@dataclass(frozen=True, slots=True)
class SideCard:
    """One side of a question, and the argument for it that the other sides call good."""

    answers: Annotated[tuple[str, ...], Told("The labels of the answers on this side.")]
    comment: Annotated[int | None, Told("The comment’s number; null while there is none.")]
    in_words: str


@dataclass(frozen=True, slots=True)
class BestOfSides:
    """The best argument of each side of a question."""

    question: Key
    sides: tuple[SideCard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """What the votes on an article say, as far as everybody may see the results. Self-selected readers, not a sample."""

    article: Slug
    shift: Shift | None
    over_time: tuple[Course, ...]
    crossings: tuple[Crossing, ...]
    map: OpinionMap | None
    sides: tuple[BestOfSides, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """A row of a ledger. What its act does not speak of is empty."""

    row: int
    act: str
    day: Annotated[str, Told("The day in UTC; rows tell no time of day.")]
    wording: int
    ballot: Annotated[str, Told("A random number of the ballot, the same in all of its rows.")]
    options: Annotated[tuple[str, ...], Told("The keys of the answers chosen.")]
    state: Annotated[str, Told("Whether it is counted or held.")]
    hash: Annotated[str, Told("SHA-256 of `line`.")]
    previous: Annotated[str, Told("The hash of the row before.")]
    line: Annotated[str, Told("What is hashed, as it is.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Rows of a question’s ledger, from the first on; whole, it can be had as a file."""

    question: Key
    length: Annotated[int, Told("How many rows there are.")]
    head: Annotated[str, Told("The hash of the last of them.")]
    rows: tuple[LedgerLine, ...]
    next: Annotated[int | None, Told("What `after` of the next page is; null on the last.")]
    file: Annotated[str, Told("All rows as JSON lines, which the verifier reads.")]


@dataclass(frozen=True, slots=True)
class LedgerAsked:
    """Which rows."""

    after: Annotated[int, Told("The row before the first one wanted.", least=0, most=MAX_NUMBER)] = 0
