"""What tests of the live feature share: a hub and its readers, and the small site."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from pollsite.db import db
from pollsite.live.hub import Hub
from tests.live.listening import Listener
from tests.live.site import create_site


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub, stopped afterwards."""
    made = Hub()
    yield made
    made.stop()


@pytest.fixture
def join(hub: Hub) -> Iterator[Callable[..., Listener]]:
    """`join("poll:1", …)` opens a stream of these topics in the hub and returns its reader."""
    listeners: list[Listener] = []

    def open_stream(*topics: str, head: bytes = b"head\n\n") -> Listener:
        readers, hubs = socket.socketpair()
        hub.add(hubs, frozenset(topics), head)
        listeners.append(Listener(readers))
        return listeners[-1]

    yield open_stream
    for listener in listeners:
        listener.close()


@pytest.fixture
def small_site(tmp_path: Path) -> Iterator[Flask]:
    """The small site in this process."""
    app = create_site(tmp_path / "scores.sqlite3")
    yield app
    app.extensions["pollsite-live"].stop()
    with app.app_context():
        db.engine.dispose()
