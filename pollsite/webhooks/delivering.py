"""From what was noted to messages, from messages to attempts, and what comes of each: every step a short transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, String, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from pollsite.db import UtcDateTime
from pollsite.webhooks.messages import body_of
from pollsite.webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from pollsite.webhooks.noting import is_told
from pollsite.webhooks.resting import is_given_up, next_try
from pollsite.webhooks.types import Answer, Delivery, Outcome

SOME = 100
"""So many events become messages in one transaction: readers' own writes wait for no more."""
KEPT = timedelta(days=30)
"""So long a message is kept that was delivered, or given up."""
MESSAGE_ID_BYTES = 16


@dataclass(frozen=True, slots=True)
class Work:
    """What there is to do: whether anybody is told anything, something was noted, something is due, or is old."""

    any_webhook: bool
    noted: bool
    due: bool
    old: bool


def work_to_do(connection: Connection, *, at: datetime) -> Work:
    """One statement, for whoever only reads."""
    row = connection.execute(_WORK, {"now": at, "old": at - KEPT}).one()
    return Work(*map(bool, row))


def make_messages(session: Session, *, site: str, at: datetime) -> None:
    """Make messages of what was noted, SOME events at most, to each address that is told of such things and was when it
    happened.
    """
    events = session.scalars(select(WebhookEvent).order_by(WebhookEvent.id).limit(SOME)).all()
    connection = session.connection()
    for event in events:
        body = body_of(session, event, site=site, at=at)
        if body is not None:
            message = {"of_kind": event.kind, "message": f"msg_{secrets.token_hex(MESSAGE_ID_BYTES)}"}
            connection.execute(_MESSAGES, {**message, "text": body, "happened": event.at})
    if events:
        connection.execute(_DONE_WITH, {"last": events[-1].id})


def take_due(session: Session, *, at: datetime) -> tuple[Delivery, ...]:
    """The message that is due longest, to each address; nobody else tries it until its rest is over, so that an attempt
    by a process that ends is made again.
    """
    connection = session.connection()
    taken = []
    for row in connection.execute(_DUE, {"now": at}).all():
        tries = row.tries + 1
        rest = {"delivery": row.id, "number": tries, "then": next_try(since=row.since, tries=tries, at=at)}
        connection.execute(_TRY, rest)
        delivery = Delivery(
            row.id, row.webhook_id, row.address, row.salt, row.message_id, row.body, tries, row.since
        )
        taken.append(delivery)
    return tuple(taken)


def note_answers(session: Session, answers: Sequence[tuple[Delivery, Answer]], *, at: datetime) -> None:
    """Keep what came of the attempts: taken, to be tried again, or given up."""
    connection = session.connection()
    for delivery, answer in answers:
        outcome = outcome_of(delivery, answer, at=at)
        done = {
            "delivery": delivery.id,
            "became": outcome.value,
            "said": answer.words,
            "done": None if outcome is Outcome.WAITING else at,
        }
        connection.execute(_ANSWERED, done)
        tried = {"webhook": delivery.webhook_id, "said": answer.words, "now": at}
        connection.execute(_TRIED, tried)
        if answer.is_unwanted:
            connection.execute(_STOP, {"webhook": delivery.webhook_id, "now": at})
            connection.execute(
                _GIVE_UP_ALL, {"webhook": delivery.webhook_id, "said": answer.words, "done": at}
            )


def outcome_of(delivery: Delivery, answer: Answer, *, at: datetime) -> Outcome:
    """What becomes of the message after this answer."""
    if answer.is_taken:
        return Outcome.DELIVERED
    if answer.is_unwanted or is_given_up(since=delivery.since, at=at):
        return Outcome.GIVEN_UP
    return Outcome.WAITING


def forget_old(session: Session, *, at: datetime) -> None:
    """Forget messages that were done long ago, SOME at most."""
    session.connection().execute(_FORGET, {"old": at - KEPT})


_now: Any = bindparam("now", type_=UtcDateTime)
_WAITING: Any = WebhookDelivery.outcome == Outcome.WAITING.value
_is_old: Any = WebhookDelivery.done_at < bindparam("old", type_=UtcDateTime)
_WORK: Any = select(
    select(Webhook.id).exists(),
    select(WebhookEvent.id).exists(),
    select(WebhookDelivery.id).where(_WAITING, WebhookDelivery.next_at <= _now).exists(),
    select(WebhookDelivery.id).where(_is_old).exists(),
)
_kind: Any = bindparam("of_kind", type_=String)
_happened: Any = bindparam("happened", type_=UtcDateTime)
_MESSAGES: Any = insert(WebhookDelivery).from_select(
    ["webhook_id", "message_id", "kind", "body", "since", "tries", "next_at", "outcome", "answer"],
    select(
        Webhook.id,
        bindparam("message", type_=String),
        _kind,
        bindparam("text", type_=String),
        _happened,
        literal(0),
        _happened,
        literal(Outcome.WAITING.value),
        literal(""),
    ).where(is_told(_kind), Webhook.added_at <= _happened),
)
_DONE_WITH: Any = delete(WebhookEvent).where(WebhookEvent.id <= bindparam("last"))
_first: Any = (
    select(func.min(WebhookDelivery.id))
    .where(_WAITING, WebhookDelivery.next_at <= _now)
    .group_by(WebhookDelivery.webhook_id)
)
_DUE: Any = (
    select(
        WebhookDelivery.id,
        WebhookDelivery.webhook_id,
        WebhookDelivery.message_id,
        WebhookDelivery.body,
        WebhookDelivery.tries,
        WebhookDelivery.since,
        Webhook.address,
        Webhook.salt,
    )
    .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
    .where(WebhookDelivery.id.in_(_first))
    .order_by(WebhookDelivery.id)
)
_THIS: Any = WebhookDelivery.id == bindparam("delivery")
_TRY: Any = update(WebhookDelivery).where(_THIS).values(tries=bindparam("number"), next_at=bindparam("then"))
_ANSWERED: Any = (
    update(WebhookDelivery)
    .where(_THIS, _WAITING)
    .values(outcome=bindparam("became"), answer=bindparam("said"), done_at=bindparam("done"))
)
_HOOK: Any = Webhook.id == bindparam("webhook")
_TRIED: Any = update(Webhook).where(_HOOK).values(last_try_at=_now, last_answer=bindparam("said"))
_STOP: Any = update(Webhook).where(_HOOK, Webhook.stopped_at.is_(None)).values(stopped_at=_now)
_GIVE_UP_ALL: Any = (
    update(WebhookDelivery)
    .where(WebhookDelivery.webhook_id == bindparam("webhook"), _WAITING)
    .values(outcome=Outcome.GIVEN_UP.value, answer=bindparam("said"), done_at=bindparam("done"))
)
_old_ones: Any = select(WebhookDelivery.id).where(_is_old).limit(SOME)
_FORGET: Any = delete(WebhookDelivery).where(WebhookDelivery.id.in_(_old_ones))
