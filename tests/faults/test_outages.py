"""PostgreSQL goes away under writers, and comes back: readers read on, others are told, and nothing is lost."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

import pytest

from tests.engine import drop_database
from tests.faults import outages
from tests.faults.crowd import Crowd
from tests.faults.people import Cast
from tests.faults.recounting import assert_nothing_is_lost
from tests.faults.slow import HOST, connect
from tests.faults.standing import Standing
from tests.faults.survived import survived
from tests.fixtures.site import copy_instance
from tests.live.listening import Listener
from tests.patience import eventually
from tests.postgresql import Cluster
from tests.setup.running import PATIENCE_S, Answer

pytestmark = pytest.mark.postgresql
ARTICLE = "/articles/to-ai-or-not-to-ai"
ACTS_BETWEEN = 25
AWAY, BACK = "the database is away", "the database is back"
WORDS = "These words were typed while the database was away."
WAYS = {"restarted": outages.stop, "killed": outages.kill, "hung": outages.hang}


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Cast]]:
    """A server that may be broken, and the instance that is copied in it."""
    with outages.server_of_its_own(tmp_path_factory.mktemp("own") / "instance") as made:
        yield made


@pytest.fixture
def cluster(own_server: tuple[Cluster, Cast]) -> Cluster:
    """The server."""
    return own_server[0]


@pytest.fixture
def cast(own_server: tuple[Cluster, Cast], tmp_path: Path) -> Iterator[Cast]:
    """A copy of the instance, on that server."""
    folder = tmp_path / "instance"
    copy_instance(own_server[1].folder, folder)
    yield replace(own_server[1], folder=folder)
    drop_database(folder)


@pytest.mark.parametrize("way", WAYS)
def test_an_outage_loses_nothing_and_keeps_nobody_waiting(
    cluster: Cluster, cast: Cast, stand: Callable[..., Standing], way: str
) -> None:
    standing = stand().start()
    standing.answered_after_s.clear()
    crowd = Crowd(cast, standing, may_refuse=True, in_doubt=True)
    with crowd.acting(), connect(standing) as sock:
        sock.sendall(f"GET /live?articles={cast.article_id} HTTP/1.1\r\n".encode() + HOST + b"\r\n")
        stream = Listener(sock)
        crowd.wait_for(ACTS_BETWEEN)
        _read_in_both(standing)
        WAYS[way](cluster)
        eventually(lambda: len(standing.said_of(AWAY)) == standing.workers)
        pages = _during(standing, cast, crowd)
        outages.come_back(cluster)
        back_at, heard = monotonic(), len(stream.states())
        crowd.wait_for(ACTS_BETWEEN)
        standing.answered_after_s.append(monotonic() - back_at)
        eventually(lambda: len(stream.states()) > heard)
        eventually(lambda: standing.get(ARTICLE, Cookie=cast.members[0].cookie).status == 200)
    assert not crowd.misfits, crowd.misfits[0]
    assert crowd.total("unanswered") == 0
    assert_nothing_is_lost(cast, crowd)
    assert len(standing.said_of(AWAY)) == len(standing.said_of(BACK)) == standing.workers
    assert standing.said_of("take a write") == standing.said_of("the watcher") == []
    survived(
        f"PostgreSQL {way} for {outages.OUTAGE_S:g} s, {pages} kept pages read meanwhile",
        crowd,
        times=1,
        answered_after_s=standing.answered_after_s,
        log=standing.said_of(AWAY)[0] + " … " + standing.said_of(BACK)[0],
    )


def _read_in_both(standing: Standing) -> None:
    """Until each process keeps the page: the one that does not asks the database, and is slower by far."""
    for _ in range(40):
        assert standing.get(ARTICLE).status == 200


def _during(standing: Standing, cast: Cast, crowd: Crowd) -> int:
    """While it is away; how many pages were read."""
    until, pages = monotonic() + outages.OUTAGE_S, 0
    crowd.wait_for(ACTS_BETWEEN, "refused")
    while monotonic() < until or not pages:
        assert standing.get(ARTICLE).status == 200
        pages += 1
    _assert_told(standing.get(ARTICLE, Cookie=cast.members[0].cookie))
    _assert_told(standing.get("/"))
    told = _post(standing, cast)
    _assert_told(told)
    assert WORDS in told.text
    return pages


def _assert_told(answer: Answer) -> None:
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "The database does not answer just now." in answer.text


def _post(standing: Standing, cast: Cast) -> Answer:
    member = cast.members[0]
    form = {"intent": "post", "key": "kept", "body": WORDS, "csrf_token": member.token}
    headers = {"Cookie": member.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    with closing(HTTPConnection("127.0.0.1", standing.port, timeout=PATIENCE_S)) as connection:
        connection.request("POST", f"/articles/{cast.article_id}/comments", urlencode(form), headers)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())
