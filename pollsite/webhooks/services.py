"""An address is told what happens from now on, or no more."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.orm import Session

from pollsite.webhooks.errors import AddressKnown, NothingChosen, TooManyWebhooks
from pollsite.webhooks.models import Webhook, WebhookDelivery
from pollsite.webhooks.polls import know_polls
from pollsite.webhooks.targets import target_of
from pollsite.webhooks.types import MessageKind

MAX_WEBHOOKS = 20
SALT_BYTES = 24


def add_webhook(
    session: Session, *, address: str, kinds: Collection[MessageKind], only_https: bool, at: datetime
) -> tuple[int, str]:
    """Tell the address of these kinds of things from now on; its number, and the salt of its secret.

    Raises AddressRefused, NothingChosen, AddressKnown, or TooManyWebhooks past MAX_WEBHOOKS.
    """
    target_of(address, only_https=only_https)
    if not kinds:
        raise NothingChosen
    connection = session.connection()
    known: Any = connection.execute(_KNOWN, {"told": address}).one()
    if known.same:
        raise AddressKnown
    if known.number >= MAX_WEBHOOKS:
        raise TooManyWebhooks(MAX_WEBHOOKS)
    if not known.number:
        know_polls(connection, at=at)
    salt = secrets.token_hex(SALT_BYTES)
    ordered = " ".join(kind.value for kind in MessageKind if kind in kinds)
    row = {"address": address, "kinds": ordered, "salt": salt, "added_at": at, "last_answer": ""}
    return int(connection.execute(_ADD, row).scalar_one()), salt


def remove_webhook(session: Session, *, webhook_id: int) -> str:
    """Tell it no more, not even what waits; the address, "" if there is none of that number. Twice is harmless."""
    connection = session.connection()
    connection.execute(_FORGET, {"webhook": webhook_id})
    return connection.scalar(_REMOVE, {"webhook": webhook_id}) or ""


_KNOWN: Any = select(
    func.count().label("number"),
    func.count().filter(Webhook.address == bindparam("told")).label("same"),
).select_from(Webhook)
_ADD = insert(Webhook).returning(Webhook.id)
_FORGET: Any = delete(WebhookDelivery).where(WebhookDelivery.webhook_id == bindparam("webhook"))
_REMOVE: Any = delete(Webhook).where(Webhook.id == bindparam("webhook")).returning(Webhook.address)
