"""What ends beside the site, or the site itself, under writers: Redis, and the server that is told to stop."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.faults.crowd import Crowd
from tests.faults.people import Cast
from tests.faults.recounting import assert_nothing_is_lost
from tests.faults.standing import Standing
from tests.faults.survived import survived
from tests.redis_server import RedisServer
from tests.setup.running import PATIENCE_S

ACTS_BETWEEN = 20
STOPS = 2


@contextmanager
def _hanging(redis: RedisServer) -> Iterator[None]:
    redis.hang()
    yield
    redis.go_on()


@contextmanager
def _killed(redis: RedisServer) -> Iterator[None]:
    redis.kill()
    yield
    redis.start()


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis that may be broken."""
    server = RedisServer().start()
    yield server
    server.kill()


def test_redis_may_hang_and_die_and_nobody_notices(
    cast: Cast, stand: Callable[..., Standing], redis: RedisServer
) -> None:
    standing = stand(settings={"REDIS_URL": redis.url}).start()
    crowd = Crowd(cast, standing)
    with crowd.acting():
        crowd.wait_for(ACTS_BETWEEN)
        for broken in (_hanging, _killed):
            with broken(redis):
                crowd.wait_for(ACTS_BETWEEN)
            crowd.wait_for(ACTS_BETWEEN)
    assert crowd.total("unanswered") == crowd.total("refused") == 0
    assert_nothing_is_lost(cast, crowd)
    said = " … ".join(standing.said_of("redis ")[:2])
    survived("Redis hung, killed, started again", crowd, times=1, answered_after_s=(), log=said)


def test_a_stop_under_writers_cuts_no_answer(cast: Cast, stand: Callable[..., Standing]) -> None:
    standing = stand().start()
    standing.answered_after_s.clear()
    crowd = Crowd(cast, standing)
    with crowd.acting():
        for _ in range(STOPS):
            crowd.wait_for(ACTS_BETWEEN)
            standing.is_open.clear()
            standing.running.terminate()
            assert standing.running.wait(PATIENCE_S) == 0
            standing.start()
        crowd.wait_for(ACTS_BETWEEN)
    assert crowd.total("cut") == 0
    assert_nothing_is_lost(cast, crowd)
    assert standing.said_of("SIGKILL") == []
    survived(
        "SIGTERM, with every request that had come answered",
        crowd,
        times=STOPS,
        answered_after_s=standing.answered_after_s,
        log="nothing but the starts",
    )
