"""Delivery: signed, in order, again and again with longer rests, by one process at a time, and given up in the end."""

import fcntl
import os
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from pollsite.webhooks.courier import FILE
from pollsite.webhooks.delivering import take_due
from pollsite.webhooks.models import WebhookDelivery
from pollsite.webhooks.resting import RESTS
from pollsite.webhooks.services import remove_webhook
from pollsite.webhooks.signing import signed_headers
from pollsite.webhooks.types import MessageKind
from pollsite.writing import NotWritten
from tests.patience import eventually
from tests.webhooks.telling import Telling

PUBLISHED = MessageKind.COMMENT_PUBLISHED


@pytest.fixture
def telling(telling: Telling) -> Telling:
    """Ada writes there."""
    telling.scene.member("Ada")
    return telling


def test_a_message_is_signed_with_the_address_s_secret(telling: Telling) -> None:
    _, secret = telling.add(PUBLISHED)
    telling.scene.post("Ada")
    telling.deliver()
    (got,) = telling.receiver.received
    signed = signed_headers(secret, message_id=got.headers["webhook-id"], at=telling.scene.now, body=got.body)
    assert {name: got.headers[name] for name in signed} == signed
    assert got.headers["webhook-id"].startswith("msg_")


def test_messages_come_in_the_order_in_which_it_happened(telling: Telling) -> None:
    telling.add(PUBLISHED)
    posted = [telling.scene.post("Ada") for _ in range(5)]
    telling.deliver()
    assert [one.message["data"]["comment"] for one in telling.receiver.received] == posted
    assert (telling.line().delivered, telling.line().waiting) == (5, 0)


def test_what_is_not_taken_is_sent_again_the_same_after_its_rest(telling: Telling) -> None:
    telling.add(PUBLISHED)
    telling.scene.post("Ada")
    telling.receiver.status = 500
    assert telling.deliver() == [PUBLISHED]
    assert telling.waiting_until() == telling.scene.now + RESTS[0]
    assert telling.deliver(seconds=29) == []
    assert telling.deliver(seconds=1) == [PUBLISHED]
    assert telling.waiting_until() == telling.scene.now + RESTS[1]
    assert telling.line().last_answer == "It answered 500."
    telling.receiver.status = 200
    assert telling.deliver(minutes=2) == [PUBLISHED]
    assert telling.deliver(days=4) == []
    first, second, third = telling.receiver.received
    assert first.body == second.body == third.body
    assert first.headers["webhook-id"] == third.headers["webhook-id"]
    assert first.headers["webhook-signature"] != third.headers["webhook-signature"]
    assert (telling.line().delivered, telling.line().waiting) == (1, 0)


def test_it_is_given_up_after_three_days_and_that_is_said(telling: Telling) -> None:
    telling.add(PUBLISHED)
    telling.scene.post("Ada")
    telling.receiver.status = 503
    began = telling.scene.now
    with capture_logs() as lines:
        telling.deliver()
        while telling.line().waiting:
            telling.deliver(seconds=(telling.waiting_until() - telling.scene.now).total_seconds())
    assert telling.scene.now == began + timedelta(days=3)
    assert len(telling.receiver.received) == 13
    assert [(line["event"], line["reason"]) for line in lines] == [
        ("a message to a webhook was not taken yet", "It answered 503."),
        ("a message to a webhook was given up", "It answered 503."),
    ]
    assert (telling.line().given_up, telling.line().delivered) == (1, 0)
    assert telling.deliver(days=1) == []


def test_who_answers_gone_is_told_nothing_more(telling: Telling) -> None:
    telling.add(PUBLISHED)
    for _ in range(3):
        telling.scene.post("Ada")
    telling.receiver.status = 410
    assert telling.deliver() == [PUBLISHED]
    assert telling.line().stopped_at == telling.scene.now
    assert (telling.line().given_up, telling.line().waiting) == (3, 0)
    telling.scene.post("Ada")
    assert telling.noted() == []
    assert telling.deliver(days=1) == []


def test_a_broken_address_keeps_no_other_waiting(telling: Telling) -> None:
    telling.add(PUBLISHED, address="http://hooks.example:1/")
    telling.add(PUBLISHED)
    for _ in range(3):
        telling.scene.post("Ada")
    assert telling.deliver() == [PUBLISHED] * 3
    assert telling.line().last_answer == "Nobody answers there."


def test_a_message_that_somebody_has_taken_is_taken_by_nobody_else_until_they_are_surely_gone(
    telling: Telling,
) -> None:
    telling.add(PUBLISHED)
    telling.scene.post("Ada")
    telling.receiver.status = 500
    telling.deliver()
    telling.scene.now += RESTS[0]
    with telling.scene.site.writing() as session:
        (taken,) = take_due(session, at=telling.scene.now)
    assert taken.tries == 2
    assert telling.deliver() == []
    assert telling.deliver(seconds=RESTS[1].total_seconds()) == [PUBLISHED]


def test_who_is_taken_away_is_told_nothing_that_waits(telling: Telling) -> None:
    number, _ = telling.add(PUBLISHED)
    telling.scene.post("Ada")
    telling.receiver.status = 500
    telling.deliver()
    with telling.scene.site.writing() as session:
        remove_webhook(session, webhook_id=number)
    telling.scene.post("Ada")
    assert telling.deliver(hours=1) == []


def test_what_was_done_long_ago_is_forgotten(telling: Telling) -> None:
    telling.add(PUBLISHED)
    telling.scene.post("Ada")
    telling.deliver()
    telling.deliver(days=29)
    assert telling.line().delivered == 1
    telling.deliver(days=2)
    with telling.scene.site.reading() as session:
        assert session.scalars(select(WebhookDelivery)).all() == []


def test_of_a_host_s_processes_one_delivers_and_only_while_somebody_is_told(telling: Telling) -> None:
    assert not telling.courier().deliver_if_alone()
    telling.add(PUBLISHED)
    telling.scene.post("Ada")
    descriptor = os.open(telling.scene.site.folder / FILE, os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    assert not telling.courier().deliver_if_alone()
    assert telling.receiver.received == []
    os.close(descriptor)


def test_a_worker_goes_on_whatever_fails(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pollsite.webhooks.courier.RESTS_S", 0)
    working, failures = telling.courier(), [NotWritten(), OSError(), ZeroDivisionError()]

    def sometimes() -> bool:
        if failures:
            raise failures.pop()
        working.stop()
        return True

    monkeypatch.setattr(working, "deliver_if_alone", sometimes)
    with capture_logs() as lines:
        working.worker_started()
        eventually(lambda: len(lines) == 3 and not failures)
    assert {line["event"] for line in lines} == {"webhooks were told nothing for now"}


def test_a_worker_delivers_by_itself(telling: Telling) -> None:
    telling.add(PUBLISHED)
    telling.scene.post("Ada")
    working = telling.courier()
    working.worker_started()
    eventually(lambda: telling.receiver.kinds == [PUBLISHED])
    working.stop()
