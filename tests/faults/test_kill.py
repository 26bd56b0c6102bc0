"""`kill -9` under writers: of a worker, and of everything. What was accepted is stored, once."""

from collections.abc import Callable
from time import monotonic

from tests.faults.crowd import Crowd
from tests.faults.people import Cast
from tests.faults.recounting import assert_nothing_is_lost
from tests.faults.standing import Standing
from tests.faults.survived import loops, survived
from tests.killing import kill_one_worker
from tests.setup.running import command

WORKERS_KILLED = 20
SERVERS_KILLED = 2
ACTS_BETWEEN = 25
UNCLEAN = "was not stopped"


def test_killed_workers_lose_nothing_that_was_accepted(cast: Cast, stand: Callable[..., Standing]) -> None:
    standing, times, crowd_waited = stand().start(), loops(WORKERS_KILLED), []
    crowd = Crowd(cast, standing)
    with crowd.acting():
        for turn in range(times):
            crowd.wait_for(ACTS_BETWEEN)
            killed_at = monotonic()
            victim = kill_one_worker(standing.running, oldest=turn % 2 == 0)
            crowd.wait_for(1)
            crowd_waited.append(monotonic() - killed_at)
            assert len(standing.said_of(f"pid:{victim}")) == 1
    assert crowd.total("unanswered")
    assert_nothing_is_lost(cast, crowd)
    said = standing.said_of("SIGKILL")[-1]
    survived("kill -9 of a worker", crowd, times=times, answered_after_s=crowd_waited, log=said)


def test_killed_servers_lose_nothing_that_was_accepted(cast: Cast, stand: Callable[..., Standing]) -> None:
    standing, times = stand().start(), loops(SERVERS_KILLED)
    standing.answered_after_s.clear()
    crowd = Crowd(cast, standing)
    with crowd.acting():
        for _ in range(times):
            crowd.wait_for(ACTS_BETWEEN)
            standing.kill()
            standing.start()
        crowd.wait_for(ACTS_BETWEEN)
    assert crowd.total("unanswered")
    assert_nothing_is_lost(cast, crowd)
    standing.stop()
    for words in ("tallies", "discussion", "moderation"):
        verdict = command(cast.folder, words, "verify")
        assert verdict.returncode == 0, verdict.stdout
    assert len(standing.said_of(UNCLEAN)) == times
    said = standing.said_of(UNCLEAN)[-1]
    after = standing.answered_after_s
    survived("kill -9 of everything", crowd, times=times, answered_after_s=after, log=said)
