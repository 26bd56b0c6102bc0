"""Three processes on one PostgreSQL behind nginx: one site to whoever reads, votes, follows and restarts it."""

import os
import socket
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pollsite.articles.models import Article
from pollsite.discussion.models import Comment
from pollsite.polls.models import Ballot
from tests.deploy.hosts import DEPLOYED, NAME, Host
from tests.deploy.visiting import Crowd, Visitor
from tests.fixtures.site import Site
from tests.live.listening import Listener
from tests.nginx import Nginx
from tests.patience import eventually

pytestmark = pytest.mark.postgresql
SYSTEMCTL = """#!{python}
import socket, sys
with socket.create_connection(("127.0.0.1", {port})) as supervisor:
    supervisor.sendall(" ".join(sys.argv[1:]).encode() + b"\\n")
    sys.exit(supervisor.recv(1) != b".")
"""


@pytest.fixture(scope="module", params=["systemd", "containers"])
def three(request: pytest.FixtureRequest, new_host: Callable[..., Host]) -> Iterator[list[Host]]:
    """Three processes, ready; their ports held by systemd, or by themselves."""
    hosts = [new_host(in_container=request.param == "containers") for _ in range(3)]
    yield [host.wait() for host in hosts]
    for host in hosts:
        host.remove()


@pytest.fixture
def article_id(site: Site) -> int:
    """The number of the one article."""
    with site.reading() as session:
        return session.scalars(select(Article.id)).one()


def follow(port: int, article_id: int) -> Listener:
    """A stream just asked for; HTTP/1.0, so that it comes as it is."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=60)
    lines = (f"GET /live?articles={article_id} HTTP/1.0", f"Host: {NAME}", "X-Forwarded-Proto: https")
    sock.sendall("\r\n".join([*lines, "", ""]).encode())
    return Listener(sock)


@contextmanager
def all_hear(streams: list[Listener], poll_id: int) -> Iterator[None]:
    """Each of the streams hears of the poll before, and of what happens to it within."""
    heard = f"poll:{poll_id}"
    eventually(lambda: all(stream.versions(heard) for stream in streams))
    before = [stream.versions(heard)[-1] for stream in streams]
    yield
    eventually(lambda: all(s.versions(heard)[-1] > v for s, v in zip(streams, before, strict=True)))


def test_a_vote_through_one_is_seen_in_streams_and_tallies_of_all(
    three: list[Host], new_nginx: Callable[..., Nginx], site: Site, article_id: int
) -> None:
    poll_id = site.poll_id("single")
    nginx = new_nginx(*(host.server for host in three))
    doors = [*(host.port for host in three), nginx.port]
    streams = [follow(port, article_id) for port in doors]
    for door, option in zip(doors, ("yes", "no", "yes", "yes"), strict=True):
        with all_hear(streams, poll_id):
            voter = Visitor(door, proxied=door != nginx.port).introduce()
            assert voter.vote(poll_id, option) == 303
    for stream in streams:
        last = [state for state in stream.states() if state.get("poll") == poll_id][-1]
        assert last["counts"] == list(site.counts("single").values())
        assert sum(last["counts"]) >= len(doors)
        stream.close()
    assert site.mismatches() == ()


def test_all_are_restarted_one_after_the_other_and_no_request_fails(
    three: list[Host],
    new_nginx: Callable[..., Nginx],
    site: Site,
    article_id: int,
    tmp_path: Path,
) -> None:
    poll_id = site.poll_id("single")
    nginx = new_nginx(*(host.server for host in three))
    acts = {
        "page": Visitor.read,
        "token": lambda visitor: 200 if visitor.introduce().token else 400,
        "vote": lambda visitor: visitor.vote(poll_id, "yes"),
        "page with a cookie": Visitor.read,
        "comment": lambda visitor: _comment(visitor, article_id),
    }
    before = _stored(site)
    pids = [host.process.pid for host in three if host.process]
    streams = [follow(nginx.port, article_id) for _ in range(6)]
    with Crowd(nginx.port, acts) as crowd, supervising(three, tmp_path) as path:
        eventually(lambda: crowd.count("comment") > 5 and crowd.count("vote") > 5)
        rolled = subprocess.run(
            [DEPLOYED / "systemd" / "restart-one-by-one", *(str(host.port) for host in three)],
            env=os.environ | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert rolled.returncode == 0, rolled.stderr
    print(f"\n{dict(crowd.answers)}, the longest took {crowd.longest_s:.1f} s")
    assert crowd.failures == []
    assert rolled.stdout.count("is ready") == 3
    assert all(host.process and host.process.pid != pid for host, pid in zip(three, pids, strict=True))
    ballots, comments = _stored(site)
    assert (ballots - before[0], comments - before[1]) == (crowd.count("vote"), crowd.count("comment"))
    assert site.mismatches() == ()
    eventually(lambda: all(stream.has_ended() for stream in streams))
    _streams_are_taken_up_again(nginx, article_id, poll_id)


def _stored(site: Site) -> tuple[int, int]:
    """Ballots and comments."""
    with site.reading() as session:
        ballots = session.scalar(select(func.count()).select_from(Ballot)) or 0
        return ballots, session.scalar(select(func.count()).select_from(Comment)) or 0


def _comment(guest: Visitor, article_id: int) -> int:
    form = {"intent": "post", "key": "a key", "name": "A visitor", "body": f"I have {guest.cookie[-20:]}."}
    return guest.post(f"/articles/{article_id}/comments", **form)


def _streams_are_taken_up_again(nginx: Nginx, article_id: int, poll_id: int) -> None:
    streams = [follow(nginx.port, article_id) for _ in range(6)]
    with all_hear(streams, poll_id):
        assert Visitor(nginx.port).introduce().vote(poll_id, "no") == 303
    for stream in streams:
        stream.close()


@contextmanager
def supervising(hosts: list[Host], folder: Path) -> Iterator[str]:
    """A PATH whose `systemctl` restarts these hosts, named by their ports."""
    known = {f"restart pollsite@{host.port}.service": host.restart for host in hosts}
    known["start pollsite-upgrade.service"] = lambda: None

    class Supervisor(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            known[self.rfile.readline().decode().strip()]()
            self.wfile.write(b".")

    with socketserver.TCPServer(("127.0.0.1", 0), Supervisor) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        program = folder / "bin" / "systemctl"
        program.parent.mkdir()
        program.write_text(SYSTEMCTL.format(python=sys.executable, port=server.server_address[1]))
        program.chmod(0o755)
        yield f"{program.parent}:{os.environ['PATH']}"
        server.shutdown()
