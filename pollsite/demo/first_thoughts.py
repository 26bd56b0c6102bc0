"""What made-up readers answered before they read: most what they vote later, some something near it."""

import random
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from pollsite.demo.opinions import Voting
from pollsite.demo.people import Person
from pollsite.demo.plan import Span
from pollsite.demo.storing import Row, store
from pollsite.polls.models import BeforeAnswer
from pollsite.polls.types import PollDefinition

ANSWERS = 0.7
ONLY_BEFORE = 0.08
CHANGES = 0.18
UNSURE = 0.08
READS_S = 420


def store_first_thoughts(
    session: Session,
    chance: random.Random,
    people: Sequence[Person],
    poll: PollDefinition,
    votings: Sequence[Mapping[int, Voting]],
    span: Span,
) -> int:
    """Answers to the leading question, some minutes before the vote; how many."""
    return store(session, BeforeAnswer, _answers(chance, people, poll, votings, span))


def _answers(
    chance: random.Random,
    people: Sequence[Person],
    poll: PollDefinition,
    votings: Sequence[Mapping[int, Voting]],
    span: Span,
) -> Iterator[Row]:
    for person, of_person in zip(people, votings, strict=True):
        voting = of_person.get(poll.wording_id)
        if voting is None:
            continue
        votes = bool(voting.steps)
        if chance.random() < (ANSWERS if votes else ONLY_BEFORE):
            later = voting.steps[0] if votes else None
            at = later.at if later else chance.random() * span.lasts
            place = later.choices.bit_length() - 1 if later else chance.randrange(len(poll.choices))
            yield {
                "wording_id": poll.wording_id,
                "reader_id": person.reader_id,
                "choices": 1 << first_thought(chance, place, number=len(poll.choices)),
                "at": span.instant(max(0.0, at - READS_S * (0.5 + chance.random()))),
            }


def first_thought(chance: random.Random, place: int, *, number: int) -> int:
    """What somebody answered before who votes for the option at `place`, of so many, the last of which is "Not sure"."""
    drawn = chance.random()
    if drawn < UNSURE:
        return number - 1
    if drawn < UNSURE + CHANGES and place < number - 1:
        return max(0, min(number - 2, place + chance.choice((-1, -1, 1))))
    return place
