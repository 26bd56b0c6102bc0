"""Crowds that are held while moderators decide, in other processes: every ballot is its reader's, every count exact."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from pollsite.accounts.types import Member, Role
from pollsite.cli.articles import publish_shipped
from pollsite.clock import now
from pollsite.db import db, reading
from pollsite.moderation.ballot_deciding import SeenBurst, decide_about_bursts, undo_ballot_decisions
from pollsite.moderation.ballot_lines import latest_ballot_decisions, waiting_bursts
from pollsite.moderation.errors import ModerationRefused
from pollsite.moderation.models import BallotDecision
from pollsite.moderation.types import BallotVerdict
from pollsite.polls.definitions import get_definition
from pollsite.polls.models import Ballot, BallotBurst, Poll, Wording
from pollsite.polls.types import PollDefinition
from tests.accounts.people import make_member
from tests.fixtures.browser import serve, stop
from tests.fixtures.site import Site
from tests.polls.crowd import GROUPS, Crowd, finish

SITES = ("198.51.100.1", "198.51.100.2")
READERS = 34
"""In each group; four groups share an address, so that together they cross what one make of browser may cast."""
QUESTIONS = 2
MODERATORS = 2


class Desk:
    """An admin who decides about whatever waits and takes it back again, until told to end."""

    def __init__(self, site: Site, number: int) -> None:
        self.site = site
        self.chance = Random(number)
        person = make_member(site, f"Ann {number}", role=Role.ADMIN)
        self.admin = Member(
            account_id=person.account_id,
            reader_id=person.reader_id,
            name=person.name,
            role=Role.ADMIN,
            unread=0,
        )
        self.ended = threading.Event()

    def work(self) -> None:
        """Act until `ended` is set."""
        writer = self.site.app.extensions["pollsite-writer"]
        with self.site.app.app_context():
            while not self.ended.wait(0.01):
                with reading() as connection:
                    seen = [SeenBurst(line.id, line.ballots) for line in waiting_bursts(connection)]
                    done = [
                        line.id
                        for line in latest_ballot_decisions(connection, self.admin)
                        if line.can_be_undone
                    ]
                act = self._undo(done) if self.chance.random() < 0.4 else self._decide(seen)
                try:
                    writer.write(act)
                except ModerationRefused:
                    continue

    def _decide(self, seen: Sequence[SeenBurst]) -> "partial[tuple[int, ...]]":
        chosen = self.chance.sample(seen, self.chance.randint(0, len(seen)))
        verdict = self.chance.choice((BallotVerdict.COUNT, BallotVerdict.KEEP))
        return partial(
            decide_about_bursts, seen=chosen, verdict=verdict, moderator_id=self.admin.account_id, at=now()
        )

    def _undo(self, done: Sequence[int]) -> "partial[int]":
        chosen = self.chance.sample(done, self.chance.randint(0, len(done)))
        return partial(
            undo_ballot_decisions, decision_ids=chosen, moderator_id=self.admin.account_id, at=now()
        )


@contextmanager
def deciding(site: Site) -> Iterator[None]:
    """Moderators at work meanwhile."""
    desks = [Desk(site, number) for number in range(MODERATORS)]
    with ThreadPoolExecutor(MODERATORS) as pool:
        working = [pool.submit(desk.work) for desk in desks]
        try:
            yield
        finally:
            for desk in desks:
                desk.ended.set()
        finish(working)


def test_whatever_is_held_and_released_at_once_is_counted_exactly(empty_site: Site) -> None:
    site = empty_site
    publish_shipped(site.app)
    crowd = Crowd(polls_of(site)[:QUESTIONS], sites=SITES)
    served = serve(site.folder, "--workers", "2", POLLSITE_TRUSTED_PROXIES="1")
    try:
        crowd.arrive(served.address, readers=READERS)
        with ThreadPoolExecutor(GROUPS) as pool, deciding(site):
            finish(crowd.begin_acting(pool, served.address, times=5))
    finally:
        stop(served)
    assert crowd.misfits == []
    assert crowd.unanswered == 0
    assert standing_ballots(site) == crowd.certain()
    assert site.mismatches() == ()
    assert_something_happened(site)


def polls_of(site: Site) -> list[PollDefinition]:
    """Every poll of the site, which afterwards no connection of this process has open."""
    with site.reading() as session:
        polls = [get_definition(session, number) for number in session.scalars(select(Poll.id))]
        db.engine.dispose()
    return polls


def standing_ballots(site: Site) -> dict[tuple[int, UUID], int]:
    """Every ballot's mask by poll and reader."""
    asked = select(Wording.poll_id, Ballot.reader_id, Ballot.choices)
    with site.reading() as session:
        rows = session.execute(asked.join(Ballot, Ballot.wording_id == Wording.id)).all()
    return {(poll_id, reader_id): choices for poll_id, reader_id, choices in rows}


def assert_something_happened(site: Site) -> None:
    """There were bursts, each kind of decision was taken, and in the end some ballots are held and some are not."""
    with site.reading() as session:
        assert session.scalar(select(func.count()).select_from(BallotBurst))
        assert set(session.scalars(select(BallotDecision.verdict))) == set(BallotVerdict)
        held = session.scalar(select(func.count()).where(Ballot.held != ""))
        counted = session.scalar(select(func.count()).where(Ballot.held == ""))
    print(f"\n{counted} counted, {held} held in the end")
    assert counted
