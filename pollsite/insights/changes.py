"""Whose part in a table has changed since an edition of it: what they answered then, against what they answer now."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from pollsite.insights.parts import Among, Part
from pollsite.polls.models import Ballot, BallotRevision, BeforeAnswer
from pollsite.polls.types import Hold

ROWS_AT_ONCE = 2_000
Reader = Any
"""A reader's number as the driver has it: many are compared, none is looked at."""
Step = tuple[int, int]
"""The number of a step, and what was chosen with it; 0 where the ballot was withdrawn."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Of every reader with a step since some revision: all steps and the counted ballots, by wording; what is held; and
    who of them has an answer from before reading, by wording.
    """

    steps: dict[Reader, dict[int, list[Step]]] = field(default_factory=dict)
    ballots: dict[Reader, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    held: set[tuple[Reader, int]] = field(default_factory=set)
    before: set[tuple[Reader, int]] = field(default_factory=set)

    def changed(self, then: Part, now: Part, *, revision: int) -> Iterator[Reader]:
        """Who was or is in the table, and is in it otherwise: not in both, or with another answer to a question of both.

        Whose ballot is held now is not among them, for nobody knows whether it was held then.
        """
        for reader in self.steps:
            if self._differs(reader, then, now, revision=revision):
                yield reader

    def _differs(self, reader: Reader, then: Part, now: Part, *, revision: int) -> bool:
        wordings = {*then.wordings, *now.wordings}
        if any((reader, wording) in self.held for wording in wordings):
            return False
        if then.among is Among.BEFORE and (reader, then.wordings[0]) not in self.before:
            return False
        steps, ballots = self.steps[reader], self.ballots.get(reader, {})
        earlier = {wording: _at(steps.get(wording, ()), revision) for wording in then.wordings}
        later = {wording: ballots.get(wording, 0) for wording in now.wordings}
        was_in = sum(map(bool, earlier.values())) >= then.least
        is_in = sum(map(bool, later.values())) >= now.least
        if not (was_in and is_in):
            return was_in or is_in
        return any(earlier[wording] != later[wording] for wording in earlier.keys() & later.keys())


def moves_since(session: Session, wordings: Collection[int], *, revision: int) -> Moves:
    """What who voted on these wordings after that revision did there, before it and since. Three statements."""
    step, ballot, answer = BallotRevision, Ballot, BeforeAnswer
    moved = select(step.reader_id).where(step.id > revision, step.wording_id.in_(wordings))
    moves = Moves()

    def rows(statement: Select[Any], table: Any) -> Any:
        theirs = statement.where(table.wording_id.in_(wordings), table.reader_id.in_(moved))
        return session.execute(theirs.execution_options(yield_per=ROWS_AT_ONCE))

    def reader(table: Any) -> Any:
        return type_coerce(table.reader_id, NullType)

    every = select(reader(step), step.wording_id, step.id, step.choices).order_by(step.id)
    for who, wording, number, choices in rows(every, step):
        moves.steps.setdefault(who, {}).setdefault(wording, []).append((number, choices))
    for who, wording, choices, held in rows(
        select(reader(ballot), ballot.wording_id, ballot.choices, ballot.held), ballot
    ):
        if held == Hold.NONE:
            moves.ballots[who][wording] = choices
        else:
            moves.held.add((who, wording))
    moves.before.update(tuple(row) for row in rows(select(reader(answer), answer.wording_id), answer))
    return moves


def answered_twice(session: Session, wording_id: int) -> int:
    """How many with a counted ballot had answered before reading."""
    own = (Ballot.wording_id == BeforeAnswer.wording_id) & (Ballot.reader_id == BeforeAnswer.reader_id)
    twice = select(func.count()).select_from(BeforeAnswer).join(Ballot, own)
    return session.scalar(twice.where(Ballot.wording_id == wording_id, Ballot.held == Hold.NONE)) or 0


def _at(steps: Collection[Step], revision: int) -> int:
    return next((choices for number, choices in reversed([*steps]) if number <= revision), 0)
