"""Made-up people and their votes, stored; every tally moves with them."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, not_, or_, select, update
from sqlalchemy.orm import Session

from pollsite.accounts.models import Account, Reader
from pollsite.accounts.names import fold_name
from pollsite.accounts.types import Portrait
from pollsite.demo.ledgers import Key, Votings, ballot_name, store_ledgers
from pollsite.demo.opinions import Voting, vote
from pollsite.demo.people import FIRST_ID, FITS_NOTHING, LAST_ID, MAIL_DOMAIN, Person, make_people
from pollsite.demo.plan import Span
from pollsite.demo.storing import Row, store
from pollsite.polls.choosing import positions_in
from pollsite.polls.models import Ballot, BallotRevision, Option, Peek, Wording
from pollsite.polls.types import PollDefinition


def has_real_people(session: Session) -> bool:
    """Whether anybody acted here or has an account whom the demo did not make up."""
    reader = select(Reader.id).where(or_(Reader.id < FIRST_ID, Reader.id > LAST_ID)).limit(1)
    account = select(Account.id).where(not_(Account.email.like(f"%@{MAIL_DOMAIN}"))).limit(1)
    return any(session.execute(question).first() is not None for question in (reader, account))


def number_made_up(session: Session) -> int:
    """How many people the demo has made up here."""
    made_up = select(func.count()).where(Reader.id >= FIRST_ID, Reader.id <= LAST_ID)
    return session.scalar(made_up) or 0


def store_people(
    session: Session, chance: random.Random, number: int, span: Span
) -> tuple[list[Person], list[int]]:
    """So many new people, and the account ids of those who are members, who come first."""
    taken = frozenset(session.scalars(select(Account.name_folded)))
    people = make_people(chance, number, fold=fold_name, taken=taken)
    store(
        session, Reader, ({"id": person.reader_id, "created_at": _came_at(person, span)} for person in people)
    )
    first_id = (session.scalar(select(func.max(Account.id))) or 0) + 1
    members = [person for person in people if person.is_member]
    store(session, Account, _accounts(chance, members, first_id, span))
    return people, [first_id + place for place in range(len(members))]


def _came_at(person: Person, span: Span) -> Any:
    return span.begins - timedelta(seconds=person.known_for)


def _accounts(chance: random.Random, members: Sequence[Person], first_id: int, span: Span) -> Iterator[Row]:
    for number, person in enumerate(members, first_id):
        came_at = _came_at(person, span)
        yield {
            "id": number,
            "reader_id": person.reader_id,
            "name": person.name,
            "name_folded": fold_name(person.name),
            "portrait": chance.choice((Portrait.UNSAID, Portrait.UNSAID, *Portrait)),
            "created_at": came_at,
            "email": f"member-{number}@{MAIL_DOMAIN}",
            "password": FITS_NOTHING,
            "active": True,
            "fs_uniquifier": f"{chance.getrandbits(128):032x}",
            "confirmed_at": came_at,
        }


def store_votes(
    session: Session,
    chance: random.Random,
    people: Sequence[Person],
    polls: Sequence[PollDefinition],
    span: Span,
    *,
    told: Callable[[int], None],
) -> list[Mapping[int, Voting]]:
    """What each of the people does in the polls that take votes meanwhile, by wording id."""
    votings: list[Mapping[int, Voting]] = [{} for _ in people]
    for poll in polls:
        since = max(0.0, span.seconds(poll.opens_at) if poll.opens_at else 0.0)
        until = min(span.lasts, span.seconds(poll.closes_at) if poll.closes_at else span.lasts)
        if since < until:
            for place, person in enumerate(people):
                leaning = max(-1.0, min(1.0, person.leaning + 0.3 * ((poll.id * 7) % 5 - 2)))
                votings[place] = {
                    **votings[place],
                    poll.wording_id: vote(chance, poll, leaning=leaning, since=since, until=until),
                }
    store(session, Peek, _peeks(people, votings, span))
    rows = store_ledgers(session, people, polls, votings, span)
    store(session, Ballot, _ballots(people, votings, span, rows), told=told)
    store(session, BallotRevision, _revisions(people, votings, span))
    for poll in polls:
        _move_tally(session, poll, [of_person.get(poll.wording_id) for of_person in votings])
    return votings


def _each(people: Sequence[Person], votings: Votings) -> Iterator[tuple[Row, Voting]]:
    for person, of_person in zip(people, votings, strict=True):
        for wording_id, voting in of_person.items():
            yield {"wording_id": wording_id, "reader_id": person.reader_id}, voting


def _peeks(people: Sequence[Person], votings: Votings, span: Span) -> Iterator[Row]:
    for key, voting in _each(people, votings):
        if voting.peeked_at is not None:
            yield {**key, "at": span.instant(voting.peeked_at)}


def _ballots(
    people: Sequence[Person], votings: Votings, span: Span, rows: Mapping[Key, int]
) -> Iterator[Row]:
    for key, voting in _each(people, votings):
        if voting.choices:
            named = (key["wording_id"], key["reader_id"])
            yield {
                **key,
                "choices": voting.choices,
                "after_peek": voting.peeked_at is not None,
                "cast_at": span.instant(voting.steps[0].at),
                "changed_at": span.instant(voting.steps[-1].at),
                "ledger_id": ballot_name(*named),
                "ledger_row": rows[named],
            }


def _revisions(people: Sequence[Person], votings: Votings, span: Span) -> list[Row]:
    """Every step in the order of time, as it would have been appended."""
    rows = [
        {**key, "choices": step.choices, "at": span.instant(step.at), "ledger_id": ballot_name(**key)}
        for key, voting in _each(people, votings)
        for step in voting.steps
    ]
    return sorted(rows, key=lambda row: row["at"])


def _move_tally(session: Session, poll: PollDefinition, votings: Sequence[Voting | None]) -> None:
    """Counters and version, as if each step had moved them."""
    standing = [voting.choices for voting in votings if voting is not None and voting.choices]
    counts = Counter(position for choices in standing for position in positions_in(choices))
    for position, ballots in sorted(counts.items()):
        option = update(Option).where(Option.wording_id == poll.wording_id, Option.position == position)
        session.execute(option.values(ballots=Option.ballots + ballots))
    steps = sum(len(voting.steps) for voting in votings if voting is not None)
    wording = update(Wording).where(Wording.id == poll.wording_id)
    session.execute(wording.values(voters=Wording.voters + len(standing), version=Wording.version + steps))
