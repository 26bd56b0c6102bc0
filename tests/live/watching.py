"""A source that counts how often it is asked, a clock set by hand, and how an interest begins and ends."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

import pollsite.live.watcher
from pollsite.live.types import Snapshot
from pollsite.live.watcher import Watcher
from tests.live.site import Scores
from tests.patience import eventually

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


class CountedScores(Scores):
    """A Source that counts how often it was asked, and does first what `beforehand` says."""

    def __init__(self) -> None:
        self.asked = 0
        self.read = 0
        self.beforehand: Callable[[], object] = lambda: None

    def versions(self, connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
        """As Scores."""
        self.beforehand()
        self.asked += 1
        return super().versions(connection, article_ids)

    def messages(self, connection: Connection, article_id: int, *, at: datetime) -> Snapshot:
        """As Scores."""
        self.read += 1
        return super().messages(connection, article_id, at=at)


class Clock:
    """A clock set by hand. Every look at the database looks at it once."""

    def __init__(self) -> None:
        self.at = NOON
        self.looks = 0

    def __call__(self) -> datetime:
        self.looks += 1
        return self.at

    def wait(self, looks: int) -> None:
        """Until there were so many looks more."""
        enough = self.looks + looks
        eventually(lambda: self.looks >= enough)


def let_go_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """End an interest soon, and believe a thread that had no turn for a while: no version then means forgotten."""
    monkeypatch.setattr(pollsite.live.watcher, "INTEREST_SECONDS", 0.5)
    monkeypatch.setattr(pollsite.live.watcher, "TRUST_SECONDS", 60)


def watch_until_seen(watcher: Watcher, *articles: int) -> None:
    """Be interested, again and again, until each was looked at: a loaded machine may look after the interest's end."""
    seen: set[int] = set()
    watcher.add_listener(lambda article_id, _version: seen.add(article_id))

    def watched() -> bool:
        for article_id in articles:
            watcher.watch(article_id)
        return seen.issuperset(articles)

    eventually(watched)
