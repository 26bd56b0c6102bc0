"""The addresses that are told what happens, and how that goes."""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from pollsite.webhooks.models import Webhook, WebhookDelivery
from pollsite.webhooks.types import MessageKind, Outcome, WebhookLine


def webhook_lines(connection: Connection) -> tuple[WebhookLine, ...]:
    """Every address, oldest first. One statement."""
    return tuple(map(_line, connection.execute(_LINES)))


def _line(row: Row[Any]) -> WebhookLine:
    return WebhookLine(
        id=row.id,
        address=row.address,
        kinds=tuple(map(MessageKind, row.kinds.split())),
        waiting=row.waiting,
        delivered=row.delivered,
        given_up=row.given_up,
        last_try_at=row.last_try_at,
        last_answer=row.last_answer,
        stopped_at=row.stopped_at,
    )


def _number(outcome: Outcome) -> Any:
    return func.count(WebhookDelivery.id).filter(WebhookDelivery.outcome == outcome.value)


_LINES = (
    select(
        Webhook.id,
        Webhook.address,
        Webhook.kinds,
        Webhook.last_try_at,
        Webhook.last_answer,
        Webhook.stopped_at,
        _number(Outcome.WAITING).label("waiting"),
        _number(Outcome.DELIVERED).label("delivered"),
        _number(Outcome.GIVEN_UP).label("given_up"),
    )
    .outerjoin(WebhookDelivery, WebhookDelivery.webhook_id == Webhook.id)
    .group_by(Webhook.id)
    .order_by(Webhook.id)
)
