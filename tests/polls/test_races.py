"""A crowd at a real server, whose processes die meanwhile: what was acknowledged is what the database holds."""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from uuid import UUID

import pytest
from sqlalchemy import select

from pollsite.cli.articles import publish_shipped
from pollsite.db import db
from pollsite.polls.choosing import positions_in
from pollsite.polls.definitions import get_definition
from pollsite.polls.models import Ballot, Poll, Wording
from tests.fixtures.browser import Served, serve, stop
from tests.fixtures.site import Site
from tests.killing import kill_all, kill_one_worker
from tests.patience import eventually
from tests.polls.crowd import (
    GROUPS,
    MOST_ACTS,
    NO_BALLOT,
    Answers,
    Crowd,
    Line,
    finish,
    is_fitting,
    may_hold_after,
)
from tests.setup.running import command

READERS = int(os.environ.get("POLLSITE_CROWD", "60"))
"""In each group. More by `POLLSITE_CROWD=500 .venv/bin/python -m pytest tests/polls/test_races.py`."""
WORKERS = 2
KILLS = 4
KILL_AFTER = 240


@pytest.fixture
def shipped(empty_site: Site) -> Site:
    """The shipped article in an instance folder that no process has open."""
    publish_shipped(empty_site.app)
    let_go(empty_site)
    return empty_site


@contextmanager
def serving(site: Site) -> Iterator[Served]:
    """A server of two workers on the site's folder, ended whatever happens."""
    served = serve(site.folder, "--workers", str(WORKERS))
    try:
        yield served
    finally:
        stop(served)


@pytest.fixture
def served(shipped: Site) -> Iterator[Served]:
    """One for the whole test."""
    with serving(shipped) as served:
        yield served


def let_go(site: Site) -> None:
    """Close this process's connections, so that what a killed server left is met as it is."""
    with site.app.app_context():
        db.engine.dispose()


def crowd_at(site: Site) -> Crowd:
    """A crowd that knows every poll of the site."""
    with site.reading() as session:
        polls = [get_definition(session, poll_id) for poll_id in session.scalars(select(Poll.id))]
    let_go(site)
    assert len(polls) == 9
    return Crowd(polls)


def standing_ballots(site: Site) -> dict[tuple[int, UUID], int]:
    """Every ballot's mask by poll and reader; there is one of each."""
    with site.reading() as session:
        asked = select(Wording.poll_id, Ballot.reader_id, Ballot.choices).join(
            Ballot, Ballot.wording_id == Wording.id
        )
        rows = session.execute(asked).all()
    ballots = {(poll_id, reader_id): choices for poll_id, reader_id, choices in rows}
    assert len(ballots) == len(rows)
    return ballots


def assert_well(site: Site, crowd: Crowd) -> None:
    """Nobody met an answer that should not be, every acknowledged act is stored, every tally is its recount."""
    assert crowd.misfits == []
    assert crowd.forgotten(standing_ballots(site)) == []
    assert site.mismatches() == ()
    let_go(site)


def assert_goes_on(crowd: Crowd, address: str) -> None:
    """A new reader of each group is served."""
    before = crowd.answered
    for group in crowd.groups:
        group.arrive(address, readers=1)
        with closing(Line(address)) as line:
            line.send("GET", "/articles/to-ai-or-not-to-ai", headers={"Cookie": group.visitors[-1].cookie})
            assert line.answer()[0] == 200
    with ThreadPoolExecutor(GROUPS) as pool:
        finish(crowd.begin_acting(pool, address, times=1))
    assert crowd.answered >= before + len(crowd.visitors)


def wait_until_busy(crowd: Crowd, acting: "list[Future[None]]") -> None:
    """Return in the middle of things: KILL_AFTER more requests were answered, and no group has finished."""
    enough = crowd.answered + KILL_AFTER
    eventually(lambda: crowd.answered >= enough)
    assert not any(group.done() for group in acting)


def test_whatever_a_crowd_does_at_once_is_stored_and_counted_exactly(shipped: Site, served: Served) -> None:
    crowd = crowd_at(shipped)
    crowd.arrive(served.address, readers=READERS)
    with ThreadPoolExecutor(GROUPS) as pool:
        finish(crowd.begin_acting(pool, served.address, times=6))
    assert crowd.unanswered == 0
    assert_well(shipped, crowd)
    assert standing_ballots(shipped) == crowd.certain()
    assert tallies(shipped) == counted_from(crowd)
    verdict = command(shipped.folder, "tallies", "verify")
    assert verdict.returncode == 0, verdict.stdout
    assert f"{len(crowd.certain()):,} ballots: every number equals its recount" in verdict.stdout


def tallies(site: Site) -> dict[int, tuple[int, tuple[int, ...]]]:
    """Voters, and ballots of each option, by poll, as pages show them."""
    with site.reading() as session:
        keys = {poll.id: poll.key for poll in session.scalars(select(Poll))}
    states = {number: site.state(key).tally for number, key in keys.items()}
    return {number: (tally.voters, tuple(tally.counts)) for number, tally in states.items()}


def counted_from(crowd: Crowd) -> dict[int, tuple[int, tuple[int, ...]]]:
    """The same, counted by hand from what the readers remember."""
    chosen = Counter(
        (poll_id, position)
        for (poll_id, _), choices in crowd.certain().items()
        for position in positions_in(choices)
    )
    voters = Counter(poll_id for poll_id, _ in crowd.certain())
    return {
        poll.id: (voters[poll.id], tuple(chosen[poll.id, choice.position] for choice in poll.choices))
        for poll in crowd.groups[0].polls
    }


def test_workers_may_be_killed_and_no_acknowledged_act_is_lost(shipped: Site, served: Served) -> None:
    crowd = crowd_at(shipped)
    crowd.arrive(served.address, readers=READERS)
    with ThreadPoolExecutor(GROUPS) as pool:
        acting = crowd.begin_acting(pool, served.address, times=6)
        for turn in range(KILLS):
            wait_until_busy(crowd, acting)
            kill_one_worker(served.process, oldest=turn % 2 == 0)
        finish(acting)
    assert crowd.unanswered
    assert_well(shipped, crowd)
    assert_goes_on(crowd, served.address)
    assert_well(shipped, crowd)


def test_the_server_may_be_killed_and_its_next_start_finds_every_acknowledged_act(shipped: Site) -> None:
    crowd = crowd_at(shipped)
    for _ in range(2):
        with serving(shipped) as served, ThreadPoolExecutor(GROUPS) as pool:
            crowd.arrive(served.address, readers=READERS // 2)
            acting = crowd.begin_acting(pool, served.address, times=MOST_ACTS // 3)
            wait_until_busy(crowd, acting)
            kill_all(served.process)
            finish(acting)
    assert crowd.unanswered
    with serving(shipped) as served:
        assert_well(shipped, crowd)
        assert_goes_on(crowd, served.address)
    assert_well(shipped, crowd)
    assert command(shipped.folder, "database", "check").returncode == 0


OLD, NEW = 0b01, 0b10


@pytest.mark.parametrize(
    ("before", "choices", "answers", "fits", "after"),
    [
        ({0}, NEW, [303], True, {NEW}),
        ({OLD}, NEW, [200, 303], True, {NEW}),
        ({OLD}, NEW, [None], True, {OLD, NEW}),
        ({OLD, 0}, NEW, [None, 303], True, {NEW}),
        ({OLD}, NEW, [500], False, {NEW}),
        ({OLD}, NEW, [NO_BALLOT], False, {NEW}),
        ({OLD}, NEW, [303, 503], False, {NEW}),
        ({OLD}, 0, [303], True, {0}),
        ({OLD}, 0, [303, NO_BALLOT], True, {0}),
        ({OLD}, 0, [303, 303], False, {0}),
        ({OLD}, 0, [NO_BALLOT], False, {0}),
        ({0}, 0, [303], False, {0}),
        ({0}, 0, [NO_BALLOT, NO_BALLOT], True, {0}),
        ({OLD}, 0, [None, NO_BALLOT], True, {0}),
        ({OLD, 0}, 0, [NO_BALLOT], True, {0}),
        ({OLD, 0}, 0, [500], False, {0}),
        ({OLD}, 0, [None, None], True, {OLD, 0}),
    ],
)
def test_what_a_reader_remembers_follows_from_the_answers(
    before: set[int], choices: int, answers: Answers, fits: bool, after: set[int]
) -> None:
    assert is_fitting(frozenset(before), choices, answers) is fits
    assert may_hold_after(frozenset(before), choices, answers) == after
