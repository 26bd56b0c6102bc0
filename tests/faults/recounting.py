"""Holding what a crowd remembers against what the database holds, and every number against its recount."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from pollsite.discussion.models import Comment, Mark
from pollsite.discussion.verifying import verify_discussions
from pollsite.engines import postgresql_url
from pollsite.moderation.models import Flag
from pollsite.moderation.replaying import verify_moderation
from pollsite.polls.ledger_verifying import verify_ledgers
from pollsite.polls.models import Ballot, Wording
from pollsite.polls.verifying import verify_tallies
from tests.engine import database_of, is_postgresql
from tests.faults.crowd import NONE, SAID, Crowd, Memory
from tests.faults.people import Cast


def assert_nothing_is_lost(cast: Cast, crowd: Crowd) -> None:
    """Nobody met an answer that should not be, what was accepted is stored, once, and every number is its recount."""
    assert crowd.misfits == [], crowd.misfits
    engine = create_engine(address_of(cast.folder))
    with Session(engine) as session:
        assert list(lost(session, crowd.memories)) == []
        assert differences(session) == []
    engine.dispose()


def address_of(folder: Path) -> str:
    """Where the instance's database is."""
    return postgresql_url(database_of(folder)) if is_postgresql() else f"sqlite:///{folder}/pollsite.sqlite3"


def differences(session: Session) -> list[str]:
    """What `tallies verify`, `ledger verify`, `discussion verify` and `moderation verify` would say."""
    verify = (verify_tallies, verify_ledgers, verify_discussions, verify_moderation)
    found = [recount(session) for recount in verify]
    return [
        f"{wrong.name}: stored {wrong.stored}, recount {wrong.recount}"
        for one in found
        for wrong in one.differences
    ]


def lost(session: Session, memories: Sequence[Memory]) -> Iterator[str]:
    """Where the database holds what a member cannot have left there, or lacks what was accepted."""
    votes, marks = _votes(session), _marks(session)
    comments, flags = _comments(session), _flags(session)
    for memory in memories:
        who = memory.member.reader_id
        for poll_id, masks in memory.votes.items():
            if (held := votes.get((who, poll_id), 0)) not in masks:
                yield f"poll {poll_id} holds {held} for {who}, not one of {set(masks)}"
        for comment_id, kinds in memory.marks.items():
            if (kind := marks.get((who, comment_id), NONE)) not in kinds:
                yield f"comment {comment_id} has {kind} of {who}, not one of {set(kinds)}"
        yield from _one_sided("comment", who, memory.comments, comments[who])
        yield from _one_sided("report of", who, memory.flags, flags[who])


def _one_sided(what: str, who: UUID, sent: dict, stored: list) -> Iterator[str]:
    """Accepted and not there, there twice, or there though it was refused or never sent."""
    for name, is_accepted in sent.items():
        if stored.count(name) > 1 or (is_accepted and name not in stored):
            yield f"{what} {name} by {who} is stored {stored.count(name)} times"
    for name in set(stored) - sent.keys():
        yield f"{what} {name} by {who} is stored and was refused, or never sent"


def _votes(session: Session) -> dict[tuple[UUID, int], int]:
    asked = select(Ballot.reader_id, Wording.poll_id, Ballot.choices).join(
        Wording, Ballot.wording_id == Wording.id
    )
    return {(who, poll_id): choices for who, poll_id, choices in session.execute(asked)}


def _marks(session: Session) -> dict[tuple[UUID, int], int]:
    asked = select(Mark.reader_id, Mark.comment_id, Mark.kind)
    return {(who, comment_id): kind for who, comment_id, kind in session.execute(asked)}


def _comments(session: Session) -> dict[UUID, list[str]]:
    """By author, the one word of each comment that tells it from all others."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for who, words in session.execute(select(Comment.reader_id, Comment.body_source)):
        found[who].append(words.removeprefix(SAID).removesuffix("."))
    return found


def _flags(session: Session) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = defaultdict(list)
    for who, comment_id in session.execute(select(Flag.reader_id, Flag.comment_id)):
        found[who].append(comment_id)
    return found
