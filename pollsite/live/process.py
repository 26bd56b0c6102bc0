"""Live: the one object that joins hub, watcher and source in a process."""

import os
from collections.abc import Callable, Collection
from datetime import datetime

import structlog
from sqlalchemy import Engine

from pollsite.live.handoff import Mode, descriptors_for_streams, self_test
from pollsite.live.hub import Hub
from pollsite.live.streams import EventStream, Places
from pollsite.live.types import Message, Source, TopicsFor, article_topic
from pollsite.live.watcher import Watcher

UNKNOWN_THREADS = 4

log = structlog.get_logger()


class Live:
    """Made once per application, before any fork; its threads start with the first interest."""

    def __init__(self, engine: Engine, source: Source, topics_for: TopicsFor) -> None:
        self.topics_for = topics_for
        self.mode = Mode.HANDOFF
        self.hub = Hub()
        self.watcher = Watcher(engine, source, hub=self.hub)
        self._engine = engine
        self._source = source
        self._made_in = os.getpid()
        self._places = Places(threads=UNKNOWN_THREADS)

    def worker_started(self, *, threads: int, plain: bool, is_stopping: Callable[[], bool]) -> Mode:
        """To be called in each new worker: says in the log how streams are served here, and returns it.

        `plain`: the server itself speaks neither TLS nor HTTP/2. `is_stopping` lets streams that keep a thread
        end in time. Database connections inherited over a fork are left to the parent.
        """
        if os.getpid() != self._made_in:
            self._engine.dispose(close=False)
        self._places = Places(threads=threads, is_stopping=is_stopping)
        self.mode = self_test() if plain else Mode.GENERATOR
        log.info("live streams", mode=self.mode.value, room_for=descriptors_for_streams())
        return self.mode

    def open_stream(self, article_ids: Collection[int], topics: frozenset[str]) -> EventStream:
        """The answer that streams these topics, and interest in their articles."""
        for article_id in article_ids:
            self.watcher.watch(article_id)
        return EventStream(topics, hub=self.hub, mode=self.mode, places=self._places)

    def states(self, article_ids: Collection[int], topics: frozenset[str], *, at: datetime) -> list[Message]:
        """The present states of these topics, from what the watcher saw last or else from the database."""
        return [
            message
            for article_id in sorted(article_ids)
            for message in self._messages(article_id, at=at)
            if message.topic in topics
        ]

    def stop(self) -> None:
        """End both threads, closing every stream."""
        self.watcher.stop()
        self.hub.stop()

    def _messages(self, article_id: int, *, at: datetime) -> tuple[Message, ...]:
        self.watcher.watch(article_id)
        seen = self.watcher.messages(article_id)
        if seen is not None:
            return seen
        with self._engine.connect() as connection:
            return self._source.messages(connection, article_id, at=at).messages


def followed(article_ids: Collection[int], topics: frozenset[str]) -> frozenset[int]:
    """Those of the articles that may be followed: whoever may, hears the article's own topic."""
    return frozenset(article_id for article_id in article_ids if article_topic(article_id) in topics)
