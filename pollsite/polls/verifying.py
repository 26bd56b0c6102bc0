"""Recounting: the stored tallies held against the ballots."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.polls.models import Ballot, BallotRevision, Option, Poll, Wording
from pollsite.polls.types import Hold


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A number that differs from its recount. `name` reads like `slug/key v1 option`."""

    name: str
    stored: int
    recount: int


@dataclass(frozen=True, slots=True)
class Verification:
    """What a recount found: how many wordings and ballots were looked at, and every difference."""

    wordings: int
    ballots: int
    differences: tuple[Mismatch, ...]


def verify_tallies(session: Session, *, repair: bool = False) -> Verification:
    """Recount every wording from its ballots, counted and held, and hold each ballot against the end of its history.

    With `repair`, counters are set to the recount inside the caller's transaction; ballots are never touched.
    """
    wordings = session.execute(
        select(Article.slug, Poll.key, Wording.id, Wording.number, Wording.voters, Wording.held)
        .join(Poll, Poll.article_id == Article.id)
        .join(Wording, Wording.poll_id == Poll.id)
        .order_by(Wording.id)
    ).all()
    mismatches: list[Mismatch] = []
    ballots = 0
    for slug, key, wording_id, number, voters, held in wordings:
        name = f"{slug}/{key} v{number}"
        of_wording = Ballot.wording_id == wording_id
        cast = session.scalar(select(func.count()).where(of_wording)) or 0
        out = session.scalar(select(func.count()).where(of_wording, Ballot.held != Hold.NONE)) or 0
        ballots += cast
        counts = (("voters", voters, cast - out), ("held", held, out))
        wrong = [
            Mismatch(f"{name} {what}", stored, found) for what, stored, found in counts if stored != found
        ]
        wrong += _wrong_options(session, wording_id, name, repair=repair)
        if repair and wrong:
            _set_voters(session, wording_id, voters=cast - out, held=out)
        mismatches += wrong + list(_wrong_history(session, wording_id, name))
    return Verification(len(wordings), ballots, tuple(mismatches))


def _wrong_options(session: Session, wording_id: int, name: str, *, repair: bool) -> list[Mismatch]:
    wrong = []
    options = select(Option).where(Option.wording_id == wording_id).order_by(Option.position)
    for option in session.scalars(options):
        bit = 1 << option.position
        chosen = select(func.count()).where(
            Ballot.wording_id == wording_id, Ballot.held == Hold.NONE, Ballot.choices.op("&")(bit) == bit
        )
        recount = session.scalar(chosen) or 0
        if recount != option.ballots:
            wrong.append(Mismatch(f"{name} {option.key}", option.ballots, recount))
            if repair:
                option.ballots = recount
    return wrong


def _wrong_history(session: Session, wording_id: int, name: str) -> Iterator[Mismatch]:
    """Every ballot must equal the last step of its history, and a history that ends in a choice has a ballot."""
    last = (
        select(func.max(BallotRevision.id))
        .where(BallotRevision.wording_id == wording_id)
        .group_by(BallotRevision.reader_id)
    )
    steps = select(BallotRevision.reader_id, BallotRevision.choices).where(BallotRevision.id.in_(last))
    ballots = select(Ballot.reader_id, Ballot.choices).where(Ballot.wording_id == wording_id)
    ends = dict(session.execute(steps).all())
    standing = dict(session.execute(ballots).all())
    for reader_id in ends.keys() | standing.keys():
        stored, recount = standing.get(reader_id, 0), ends.get(reader_id, 0)
        if stored != recount:
            yield Mismatch(f"{name} one ballot's history", stored, recount)


def _set_voters(session: Session, wording_id: int, *, voters: int, held: int) -> None:
    found = {"voters": voters, "held": held, "version": Wording.version + 1}
    session.execute(update(Wording).where(Wording.id == wording_id).values(found))
