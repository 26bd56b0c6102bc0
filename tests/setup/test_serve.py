"""`pollsite serve`: starts from nothing, says where it answers, stops when told."""

import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pollsite.app import create_app
from pollsite.cli.preparing import prepare_instance
from pollsite.cli.serve import is_any_address, listen, trusting, url
from pollsite.gunicorn_conf import graceful_timeout
from tests.fixtures.site import settings_for
from tests.setup.running import Running, command, serving

LONGEST_STOP_S = graceful_timeout + 20
"""What a loaded machine may add to the grace; gunicorn's own grace would be longer."""


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """Where an instance folder will be made."""
    return tmp_path / "new" / "instance"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One server for the tests that only ask."""
    with serving(tmp_path_factory.mktemp("instance"), "--workers", "1") as server:
        yield server


def test_fresh_instance_answers_with_the_shipped_article_and_a_second_start_keeps_it(instance: Path) -> None:
    with serving(instance) as first:
        assert any("Published" in line for line in first.said)
        assert first.get().status == 200
        assert first.stop() == 0
    with serving(instance) as second:
        assert ["nobody administers this site yet" in line for line in second.said] == [True, False]
        assert second.get().status == 200


def test_two_first_starts_at_once_serve_the_same_instance(instance: Path) -> None:
    answers: list[int] = []

    def start() -> None:
        with serving(instance, "--workers", "1") as server:
            answers.append(server.get().status)

    starts = [threading.Thread(target=start) for _ in range(2)]
    for thread in starts:
        thread.start()
    for thread in starts:
        thread.join()
    assert answers == [200, 200]
    assert command(instance, "database", "check").returncode == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_it_within_the_grace_and_without_a_traceback(
    instance: Path, how: signal.Signals
) -> None:
    with serving(instance) as server:
        server.get()
        server.process.send_signal(how)
        assert server.process.wait(timeout=LONGEST_STOP_S) == 0
        assert server.process.stdout is not None
        assert "Traceback" not in server.process.stdout.read()


def test_open_connections_do_not_delay_the_stop_beyond_the_grace(instance: Path) -> None:
    with serving(instance, "--workers", "1") as server, ExitStack() as held:
        for _ in range(20):
            held.enter_context(socket.create_connection(_door(server)))
        server.get()
        server.process.terminate()
        assert server.process.wait(timeout=LONGEST_STOP_S) == 0


def test_silent_connections_keep_nobody_waiting(running: Running) -> None:
    with ExitStack() as held:
        for _ in range(200):
            held.enter_context(socket.create_connection(_door(running)))
        answered = threading.Event()

        def ask() -> None:
            assert running.get().status == 200
            answered.set()

        threading.Thread(target=ask, daemon=True).start()
        assert answered.wait(timeout=30), (
            "gunicorn's own patience would be a minute: 5 s for every 16 of them"
        )


def test_taken_port_is_told_with_the_way_out(instance: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refusal = command(instance, "serve", "--port", str(port))
    assert refusal.returncode == 2
    assert refusal.stderr == (
        f"Error: Port {port} of 127.0.0.1 is in use: stop what runs there, or choose another, "
        f"as in --port {port + 1}.\n"
    )
    assert not (instance / "pollsite.sqlite3").exists()


def test_wrong_setting_is_told_in_a_sentence(instance: Path) -> None:
    refusal = command(instance, "serve", "--port", "0", POLLSITE_TRUSTED_PROXIES="many")
    assert refusal.returncode == 2
    assert refusal.stderr == "Error: POLLSITE_TRUSTED_PROXIES must be a whole number, not 'many'.\n"


def test_address_that_is_not_ours_is_told_in_a_sentence(instance: Path) -> None:
    refusal = command(instance, "serve", "--port", "0", "--host", "192.0.2.1")
    assert refusal.returncode == 2
    assert refusal.stderr.startswith("Error: Cannot listen at 192.0.2.1, port 0: ")


def test_it_answers_to_the_address_it_was_given_and_to_no_strange_name(instance: Path) -> None:
    with serving(instance, "--host", "127.0.0.2", "--workers", "1") as server:
        assert server.address.startswith("http://127.0.0.2:")
        assert server.get().status == 200
        assert server.get(Host="polls.example.org").status == 400


def test_listening_everywhere_says_how_to_be_answered_elsewhere(instance: Path) -> None:
    with serving(instance, "--host", "0.0.0.0", "--workers", "1") as server:
        assert "POLLSITE_TRUSTED_HOSTS=" in server.said[-2]
        assert server.get().status == 200


def test_the_server_does_not_name_its_software(running: Running) -> None:
    assert running.get().headers["Server"] == "pollsite"


def test_last_line_says_workers_streams_and_database(running: Running) -> None:
    assert "(1 worker, streams by handoff, database " in running.said[-1]


def test_preparing_leaves_nothing_for_the_fork_to_inherit(instance: Path) -> None:
    threads = threading.active_count()
    settings = settings_for(instance)
    prepare_instance(create_app(settings), settings)
    assert threading.active_count() == threads
    held = _open_files()
    assert not [path for path in held if path.startswith(str(instance))]


def _open_files() -> list[str]:
    """What the descriptors of this process stand for; that of the listing itself is gone again."""
    return [str(entry.readlink()) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()]


def _door(server: Running) -> tuple[str, int]:
    where = urlsplit(server.address)
    assert where.hostname
    assert where.port
    return where.hostname, where.port


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("127.0.0.1", "http://localhost:{}/"),
        ("::1", "http://[::1]:{}/"),
        ("0.0.0.0", "http://localhost:{}/"),
        ("::", "http://localhost:{}/"),
    ],
)
def test_address_is_one_a_browser_here_can_open(host: str, name: str) -> None:
    with listen(host, 0) as listener:
        assert url(listener) == name.format(listener.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "added"),
    [
        ("localhost", ()),
        ("0.0.0.0", ()),
        ("::", ()),
        ("192.0.2.7", ("192.0.2.7",)),
        ("polls.example.org", ("polls.example.org",)),
        ("2001:db8::7", ("[2001:db8::7]", "[2001:db8::7]:80")),
    ],
)
def test_given_host_is_trusted_and_every_host_is_not(
    tmp_path: Path, host: str, added: tuple[str, ...]
) -> None:
    assert trusting(settings_for(tmp_path), host).trusted_hosts == ("localhost", *added)


def test_only_the_unspecified_addresses_mean_everywhere() -> None:
    assert [is_any_address(host) for host in ("0.0.0.0", "::", "127.0.0.1", "localhost", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
