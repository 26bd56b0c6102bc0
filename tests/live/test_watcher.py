"""The watcher: what it notices, when it may be believed, and what it survives."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from structlog.testing import capture_logs

from pollsite.live.hub import Hub
from pollsite.live.watcher import Watcher
from tests.engine import engine_for
from tests.live.listening import Listener
from tests.live.site import make_table, raise_score
from tests.live.watching import NOON, Clock, CountedScores, let_go_soon, watch_until_seen
from tests.patience import eventually

Join = Callable[..., Listener]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database with the scores."""
    made = engine_for(tmp_path)
    make_table(made)
    yield made
    made.dispose()


@pytest.fixture
def source() -> CountedScores:
    """The scores, counted."""
    return CountedScores()


@pytest.fixture
def clock() -> Clock:
    """The watcher's clock."""
    return Clock()


@pytest.fixture
def make_watcher(hub: Hub, source: CountedScores, clock: Clock) -> Iterator[Callable[[Engine], Watcher]]:
    """Makes watchers and stops them afterwards."""
    made: list[Watcher] = []

    def make(engine: Engine) -> Watcher:
        made.append(Watcher(engine, source, hub=hub, clock=clock))
        return made[-1]

    yield make
    for watcher in made:
        watcher.stop()


@pytest.fixture
def watcher(make_watcher: Callable[[Engine], Watcher], engine: Engine) -> Watcher:
    """A watcher of `engine`."""
    return make_watcher(engine)


def watchers_running() -> int:
    """How many watcher threads there are."""
    return sum(thread.name == "live-watcher" for thread in threading.enumerate())


def test_no_thread_runs_before_the_first_interest(watcher: Watcher) -> None:
    assert watcher.version(1) is None
    assert watchers_running() == 0


def test_interest_shown_by_many_at_once_starts_one_thread(watcher: Watcher) -> None:
    together = threading.Barrier(16)
    threads = [
        threading.Thread(target=lambda: (together.wait(), watcher.watch(1)), daemon=True) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert watchers_running() == 1


def test_the_version_is_unknown_until_it_was_seen_and_then_follows(watcher: Watcher, engine: Engine) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    assert watcher.version(2) is None
    raise_score(engine, 1)
    eventually(lambda: watcher.version(1) == 2)


def test_who_hears_an_article_is_told_what_changed_and_nothing_else(
    watcher: Watcher, engine: Engine, hub: Hub, join: Join
) -> None:
    listener = join("article:1", "poll:1", "poll:2")
    watcher.watch(1)
    watcher.watch(2)
    eventually(lambda: len(listener.states()) == 3)
    raise_score(engine, 1)
    eventually(lambda: len(listener.states()) == 4)
    assert listener.versions("poll:1") == [1, 2]
    assert listener.versions("poll:2") == [1]


def test_nothing_is_asked_while_nobody_commits(
    watcher: Watcher, engine: Engine, source: CountedScores, clock: Clock
) -> None:
    watcher.watch(1)
    clock.wait(looks=4)
    assert (source.asked, source.read) == (1, 1)
    raise_score(engine, 2)
    eventually(lambda: source.asked == 2)
    clock.wait(looks=2)
    assert source.read == 1


def test_a_poll_closes_by_the_clock_without_a_write(
    watcher: Watcher, engine: Engine, clock: Clock, join: Join
) -> None:
    closes_at = NOON + timedelta(hours=1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE score SET closes_at = :at"), {"at": closes_at.isoformat()})
    told: list[tuple[int, int]] = []
    watcher.add_listener(lambda article_id, version: told.append((article_id, version)))
    listener = join("article:1")
    watcher.watch(1)
    eventually(lambda: [state["open"] for state in listener.states()] == [True])
    clock.at = closes_at
    eventually(lambda: [state["open"] for state in listener.states()] == [True, False])
    eventually(lambda: told == [(1, 1), (1, 1)])


def test_a_clock_that_jumps_does_not_disturb_it(watcher: Watcher, engine: Engine, clock: Clock) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    for days in (-400, 400):
        clock.at = NOON + timedelta(days=days)
        clock.wait(looks=2)
    raise_score(engine, 1)
    eventually(lambda: watcher.version(1) == 2)


def test_interest_ends_unless_a_stream_hears(
    watcher: Watcher, hub: Hub, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = join("article:1", "poll:1")
    eventually(lambda: hub.hears("article:1"))
    let_go_soon(monkeypatch)
    watch_until_seen(watcher, 1, 2)
    eventually(lambda: watcher.version(1) == 1 and watcher.version(2) is None)
    listener.close()
    eventually(lambda: watcher.version(1) is None)


def test_states_nobody_looks_after_are_not_told_to_newcomers(
    watcher: Watcher, hub: Hub, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go_soon(monkeypatch)
    watch_until_seen(watcher, 1)
    eventually(lambda: watcher.version(1) is None)
    listener = join("poll:1", head=b"head\n\n")
    eventually(listener.listen)
    assert listener.states() == []


def test_an_article_that_goes_is_forgotten(watcher: Watcher, engine: Engine) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM score WHERE id = 1"))
    eventually(lambda: watcher.version(1) is None)


def test_a_watcher_that_cannot_look_is_not_believed(
    watcher: Watcher, engine: Engine, source: CountedScores
) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    gate = threading.Event()
    source.beforehand = gate.wait
    raise_score(engine, 1)
    eventually(lambda: watcher.version(1) is None)
    assert watcher.messages(1) is None
    gate.set()
    eventually(lambda: watcher.version(1) == 2)


@pytest.mark.sqlite
def test_it_waits_for_a_database_that_is_missing(
    make_watcher: Callable[[Engine], Watcher], tmp_path: Path
) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'later' / 'scores.sqlite3'}")
    watcher = make_watcher(engine)
    with capture_logs() as logs:
        watcher.watch(1)
        eventually(lambda: logs)
        (tmp_path / "later").mkdir()
        make_table(engine)
        eventually(lambda: watcher.version(1) == 1)
    assert [entry["log_level"] for entry in logs] == ["warning", "warning"]
    assert "unable to open database file" in logs[0]["problem"]
    assert logs[1]["event"] == "the watcher reads the database again"
    engine.dispose()


def test_what_somebody_else_tells_of_is_told_once(watcher: Watcher, source: CountedScores) -> None:
    def stumble() -> None:
        source.beforehand = lambda: None
        raise KeyError("a mistake")

    source.beforehand, watcher.is_told_of = stumble, lambda _problem: True
    with capture_logs() as logs:
        watcher.watch(1)
        eventually(lambda: watcher.version(1) == 1)
    assert logs == []


@pytest.mark.sqlite
def test_it_outlives_a_locked_database(make_watcher: Callable[[Engine], Watcher], tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'rollback-journal.sqlite3'}")
    make_table(engine)
    watcher = make_watcher(engine)
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    with capture_logs() as logs, engine.connect() as connection:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
        connection.execute(text("UPDATE score SET version = 7"))
        eventually(lambda: watcher.version(1) is None)
        connection.commit()
        eventually(lambda: watcher.version(1) == 7)
    assert logs[0]["problem"].endswith("database is locked")
    engine.dispose()


def test_it_outlives_a_mistake_in_the_source(watcher: Watcher, engine: Engine, source: CountedScores) -> None:
    def stumble() -> None:
        source.beforehand = lambda: None
        raise KeyError("a mistake")

    source.beforehand = stumble
    with capture_logs():
        watcher.watch(1)
        eventually(lambda: watcher.version(1) == 1)


@pytest.mark.sqlite
def test_no_snapshot_stays_open_between_looks(watcher: Watcher, engine: Engine, clock: Clock) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    raise_score(engine, 1)
    eventually(lambda: watcher.version(1) == 2)

    def checkpoint_is_complete() -> bool:
        with engine.connect() as connection:
            connection.rollback()
            raw = connection.connection.driver_connection
            assert raw is not None
            return raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0] == 0

    eventually(checkpoint_is_complete)


@pytest.mark.postgresql
def test_no_transaction_stays_open_between_looks(watcher: Watcher, engine: Engine) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    raise_score(engine, 1)
    eventually(lambda: watcher.version(1) == 2)
    looking = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_xmin IS NOT NULL"
        " AND backend_type = 'client backend'"
    )
    with engine.connect() as connection:
        asking = connection.execution_options(isolation_level="AUTOCOMMIT")
        eventually(lambda: asking.scalar(text(looking)) == 1)


def test_stop_ends_the_thread_and_a_later_interest_starts_anew(watcher: Watcher, engine: Engine) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    watcher.stop()
    assert watchers_running() == 0
    assert watcher.version(1) is None
    raise_score(engine, 1)
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 2)


def test_the_watcher_takes_no_connection_from_the_pool(watcher: Watcher, engine: Engine) -> None:
    watcher.watch(1)
    eventually(lambda: watcher.version(1) == 1)
    assert engine.pool.status().rpartition("connections: ")[2] == "0"
