"""Made-up votes in the polls' ledgers, step by step, as if each had been cast."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from pollsite.demo.opinions import Step, Voting
from pollsite.demo.people import Person
from pollsite.demo.plan import Span
from pollsite.demo.storing import Row, store
from pollsite.polls.ledger import head_of_poll
from pollsite.polls.ledger_lines import Answered, Entry, act_of, ballot_entry, chained
from pollsite.polls.models import LedgerLine
from pollsite.polls.types import Hold, PollDefinition

Votings = Sequence[Mapping[int, Voting]]
"""Of each person, by wording id."""
Key = tuple[int, UUID]


def ballot_name(wording_id: int, reader_id: UUID) -> str:
    """What a made-up reader's ballot is called: the same whenever the same people are made up."""
    return hashlib.sha256(f"{wording_id} {reader_id.hex}".encode()).hexdigest()[:32]


def store_ledgers(
    session: Session, people: Sequence[Person], polls: Sequence[PollDefinition], votings: Votings, span: Span
) -> dict[Key, int]:
    """Every step in the order of time; the number of each ballot's last row, by wording and reader."""
    last: dict[Key, int] = {}
    for poll in polls:
        steps = [
            (step.at, place, before, step)
            for place, of_person in enumerate(votings)
            if (voting := of_person.get(poll.wording_id)) is not None
            for before, step in zip((0, *(step.choices for step in voting.steps)), voting.steps, strict=False)
        ]
        steps.sort(key=lambda step: step[:2])
        store(session, LedgerLine, _rows(session, people, poll, steps, span, last))
    return last


def _rows(
    session: Session,
    people: Sequence[Person],
    poll: PollDefinition,
    steps: Sequence[tuple[float, int, int, Step]],
    span: Span,
    last: dict[Key, int],
) -> Iterator[Row]:
    entries = (_entry(people[place], poll, before, step, span) for _, place, before, step in steps)
    head = head_of_poll(session.connection(), poll.id)
    for (_, place, _, _), (reached, line) in zip(steps, chained(head, entries), strict=True):
        last[poll.wording_id, people[place].reader_id] = reached.rows
        yield {"poll_id": poll.id, "number": reached.rows, "line": line}


def _entry(person: Person, poll: PollDefinition, before: int, step: Step, span: Span) -> Entry:
    keys = [choice.key for choice in poll.choices]
    answered = Answered(poll.wording, keys, step.choices, Hold.NONE)
    name = ballot_name(poll.wording_id, person.reader_id)
    return ballot_entry(act_of(before, step.choices), name, answered, at=span.instant(step.at))
