"""Closings and tallies: told without anybody acting, once, and never a number that is not everybody's."""

from datetime import timedelta

import pytest

from pollsite.webhooks.types import MessageKind
from tests.fixtures.site import Site
from tests.samples import Asked, article_text
from tests.webhooks.telling import Telling

CLOSED, TALLY = MessageKind.POLL_CLOSED, MessageKind.TALLY_CHANGED
CLOSES = "2026-11-24T13:00:00Z"
SOON = (
    Asked(key="single", closes=CLOSES),
    Asked(key="secret", visibility="after_close", closes=CLOSES),
    Asked(key="asks-first", visibility="after_vote"),
)


@pytest.fixture
def telling(telling: Telling, site: Site) -> Telling:
    """On a site whose polls close in an hour, but for one."""
    site.publish(article_text(*SOON))
    return telling


def keys(telling: Telling) -> list[str]:
    """Of the polls that the receiver was told of."""
    return sorted(one.message["data"]["key"] for one in telling.receiver.received)


def test_a_poll_that_closes_is_told_of_once_with_its_result(telling: Telling) -> None:
    telling.add(CLOSED)
    for name, key in (("Ada", "single"), ("Bea", "secret")):
        telling.scene.vote(name, key, "yes")
    assert telling.deliver() == []
    assert telling.deliver(hours=1) == [CLOSED, CLOSED]
    assert keys(telling) == ["secret", "single"]
    for told in telling.receiver.received:
        assert told.message["data"]["voters"] == 1
        assert told.message["data"]["counts"] == {"yes": 1, "no": 0, "rarely": 0, "not-sure": 0}
    assert telling.deliver(hours=1) == []


def test_what_had_closed_before_an_address_was_added_is_not_told(telling: Telling) -> None:
    telling.scene.pass_time(hours=2)
    telling.add(CLOSED)
    assert telling.deliver() == []


def test_a_tally_is_told_at_most_once_a_minute_and_then_as_it_is(telling: Telling) -> None:
    telling.add(TALLY)
    told = []
    for name in ("Ada", "Bea", "Cid"):
        telling.scene.vote(name, "single", "yes")
        told.append(telling.deliver())
    assert told == [[TALLY], [], []]
    assert telling.deliver(minutes=1) == [TALLY]
    assert [one.message["data"]["voters"] for one in telling.receiver.received] == [1, 3]
    assert telling.deliver(minutes=1) == []


@pytest.mark.parametrize("key", ["secret", "asks-first"])
def test_of_a_poll_whose_results_are_not_everybody_s_no_tally_is_told(telling: Telling, key: str) -> None:
    telling.add(TALLY)
    telling.scene.vote("Ada", key, "yes")
    assert telling.deliver(minutes=5) == []


def test_votes_cast_before_an_address_was_added_are_not_news(telling: Telling) -> None:
    telling.scene.vote("Ada", "single", "yes")
    telling.add(TALLY)
    assert telling.deliver(minutes=5) == []


def test_a_closing_does_not_hide_the_last_votes_from_who_hears_of_tallies_only(telling: Telling) -> None:
    telling.add(CLOSED, address=telling.receiver.address + "&second")
    telling.add(TALLY)
    telling.scene.now += timedelta(minutes=59)
    telling.scene.vote("Ada", "single", "yes")
    assert sorted(telling.deliver(minutes=2)) == [CLOSED, CLOSED, TALLY]
