"""The hub: what streams are told, in which order, and who is dropped."""

import socket
import threading
import tracemalloc
from collections.abc import Callable, Iterable
from itertools import count

import pytest
from structlog.testing import capture_logs

import pollsite.live.hub
from pollsite.live.hub import HEARTBEAT_SECONDS, Hub
from pollsite.live.rooms import Rooms
from pollsite.live.types import Message
from tests.live.listening import Listener
from tests.live.site import state
from tests.patience import eventually

Join = Callable[..., Listener]


def score(version: int, poll: int = 1) -> Message:
    """The state of a poll at a version."""
    return state(f"poll:{poll}", poll=poll, v=version)


def test_no_thread_runs_before_the_first_order() -> None:
    hub = Hub()
    assert hub.stream_count == 0
    assert not hub.hears("poll:1")
    assert "live-hub" not in {thread.name for thread in threading.enumerate()}


def test_a_stream_begins_with_its_head_and_the_latest_states(hub: Hub, join: Join) -> None:
    hub.publish([score(1), score(2), score(8, poll=2)])
    listener = join("poll:1", "poll:2", head=b"HTTP/1.1 200 OK\r\n\r\n")
    eventually(lambda: len(listener.states()) == 2)
    assert listener.heard.startswith(b"HTTP/1.1 200 OK\r\n\r\nevent: state\ndata: {")
    assert listener.states() == [{"poll": 1, "v": 2}, {"poll": 2, "v": 8}]


def test_a_stream_hears_its_topics_and_no_others(hub: Hub, join: Join) -> None:
    entitled, other = join("poll:1", "article:1"), join("article:1")
    hub.publish([score(1), state("article:1", article=1, v=0)])
    eventually(lambda: len(entitled.states()) == 2)
    eventually(lambda: len(other.states()) == 1)
    assert b"poll" not in other.heard


def test_messages_published_together_come_in_order(hub: Hub, join: Join) -> None:
    listener = join("poll:1", "poll:2")
    hub.publish([score(1), score(1, poll=2), score(2)])
    eventually(lambda: len(listener.states()) == 3)
    assert listener.versions() == [1, 2]


def test_nothing_is_lost_or_doubled_between_snapshot_and_events(hub: Hub, join: Join) -> None:
    hub.publish([score(0)])
    last = 1_000
    publisher = threading.Thread(target=lambda: [hub.publish([score(n)]) for n in range(1, last + 1)])
    publisher.start()
    listeners = [join("poll:1") for _ in range(50)]
    publisher.join()
    for listener in listeners:
        eventually(lambda listener=listener: listener.versions()[-1:] == [last])
        versions = listener.versions()
        assert versions == list(range(versions[0], last + 1))


def test_who_joins_late_is_not_told_what_was_forgotten(hub: Hub, join: Join) -> None:
    first = join("poll:1", "poll:2")
    hub.publish([score(1), score(1, poll=2)])
    hub.forget(["poll:1"])
    late = join("poll:1", "poll:2")
    eventually(lambda: late.versions("poll:2") == [1])
    assert late.versions("poll:1") == []
    eventually(lambda: first.versions("poll:1") == [1])


def test_who_does_not_read_is_dropped_and_the_others_hear_on(hub: Hub, join: Join) -> None:
    asleep, awake = join("poll:1"), join("poll:1")
    eventually(lambda: hub.stream_count == 2)
    asleep.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    versions = count()
    letter = "x" * 4096

    def has_dropped() -> bool:
        hub.publish([state("poll:1", poll=1, v=next(versions), letter=letter)])
        awake.listen()
        return hub.stream_count == 1

    eventually(has_dropped)
    hub.publish([score(1_000_000)])
    eventually(lambda: awake.versions()[-1:] == [1_000_000])
    assert not awake.has_ended()


def test_who_reads_slowly_gets_everything(hub: Hub, join: Join) -> None:
    slow = join("poll:1")
    hub.publish(state("poll:1", poll=1, v=v, letter="x" * 16_000) for v in range(30))
    eventually(lambda: slow.versions()[-1:] == [29])
    assert slow.versions() == list(range(30))
    assert hub.stream_count == 1


def test_no_heartbeat_drops_who_is_still_being_told_something() -> None:
    """The first beat comes right after the first orders, for the group that a descriptor's number decides."""
    kept = []
    for _ in range(HEARTBEAT_SECONDS):
        reader, stream = socket.socketpair()
        hub, slow = Hub(), Listener(reader)
        kept.append(reader)
        hub.add(stream, frozenset(["poll:1"]), b"head\n\n")
        hub.publish(state("poll:1", poll=1, v=v, letter="x" * 16_000) for v in range(30))
        eventually(lambda slow=slow: slow.versions()[-1:] == [29])
        hub.stop()
    for reader in kept:
        reader.close()


def test_who_leaves_or_speaks_is_dropped(hub: Hub, join: Join) -> None:
    leaving, speaking, staying = join("poll:1"), join("poll:1"), join("poll:1")
    eventually(lambda: hub.stream_count == 3)
    leaving.close()
    speaking.sock.send(b"GET / HTTP/1.1\r\n\r\n")
    eventually(lambda: hub.stream_count == 1)
    hub.publish([score(1)])
    eventually(lambda: staying.versions() == [1])


def test_the_hub_knows_which_topics_are_heard(hub: Hub, join: Join) -> None:
    both, one = join("poll:1", "poll:2"), join("poll:1")
    eventually(lambda: hub.stream_count == 2)
    both.close()
    eventually(lambda: not hub.hears("poll:2"))
    assert hub.hears("poll:1")
    one.close()
    eventually(lambda: not hub.hears("poll:1"))


def test_every_stream_has_its_heartbeat_in_the_round(
    hub: Hub, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pollsite.live.hub, "HEARTBEAT_SECONDS", 2)
    listeners = [join("poll:1", head=b"") for _ in range(20)]
    eventually(lambda: all(listener.listen() for listener in listeners))


def test_stop_closes_streams_and_a_later_order_starts_anew(hub: Hub, join: Join) -> None:
    before = join("poll:1")
    hub.publish([score(1)])
    hub.stop()
    assert before.has_ended()
    assert before.versions() == [1]
    after = join("poll:1")
    hub.publish([score(2)])
    eventually(lambda: after.versions() == [2])


def test_an_error_costs_the_streams_but_not_the_hub(
    hub: Hub, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = Rooms.settle

    def break_once(rooms: Rooms, messages: Iterable[Message]) -> object:
        monkeypatch.setattr(Rooms, "settle", settle)
        raise RuntimeError("a mistake")

    before = join("poll:1")
    eventually(lambda: hub.stream_count == 1)
    monkeypatch.setattr(Rooms, "settle", break_once)
    with capture_logs() as logs:
        hub.publish([score(1)])
        eventually(before.has_ended)
    assert [entry["log_level"] for entry in logs] == ["error"]
    after = join("poll:1")
    hub.publish([score(2)])
    eventually(lambda: after.versions() == [2])


def test_a_stream_costs_less_than_four_kilobytes(hub: Hub, join: Join) -> None:
    join("poll:0")
    eventually(lambda: hub.stream_count == 1)
    number = 500
    pairs = [socket.socketpair() for _ in range(number)]
    topics = [f"poll:{n}" for n in range(10)]
    tracemalloc.start()
    for _, hubs in pairs:
        hub.add(hubs, frozenset(topics), b"head\n\n")
    eventually(lambda: hub.stream_count == number + 1)
    hub.publish([score(1)])
    eventually(lambda: all(Listener(readers).versions() for readers, _ in pairs))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    for readers, _ in pairs:
        readers.close()
    assert used / number < 4096
