"""The outbox: what happens is noted in its own transaction, if any address is told of such things."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, insert, literal, select

from pollsite.db import UtcDateTime
from pollsite.happenings import Happened
from pollsite.webhooks.models import Webhook, WebhookEvent


def note_happened(connection: Connection, happened: Happened) -> None:
    """Note it, to be told later; nothing where nobody is told of such things. One statement."""
    row = {
        "of_kind": happened.what.value,
        "subject": happened.subject_id,
        "how": happened.detail,
        "moment": happened.at,
    }
    connection.execute(_note(), row)


@cache
def _note() -> Any:
    told = select(literal(1)).select_from(Webhook).where(is_told(bindparam("of_kind", type_=String)))
    row = select(
        bindparam("of_kind", type_=String),
        bindparam("subject", type_=Integer),
        bindparam("how", type_=String),
        bindparam("moment", type_=UtcDateTime),
    )
    return insert(WebhookEvent).from_select(["kind", "subject_id", "detail", "at"], row.where(told.exists()))


def is_told(kind: Any) -> Any:
    """Whether an address is told of that kind, in SQL."""
    spaced = literal(" ") + Webhook.kinds + literal(" ")
    return Webhook.stopped_at.is_(None) & spaced.contains(
        literal(" ") + kind + literal(" "), autoescape=False
    )
