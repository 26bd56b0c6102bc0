"""Closings and tallies: nobody acts when a poll closes, and each vote is too much to tell, so both are looked for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, insert, literal, select
from sqlalchemy.orm import Session

from pollsite.articles.types import Visibility
from pollsite.discussion.dialects import inserting
from pollsite.polls.models import Poll, Wording
from pollsite.webhooks.models import Webhook, WebhookEvent, WebhookPoll
from pollsite.webhooks.noting import is_told
from pollsite.webhooks.types import MessageKind

EVERY = timedelta(minutes=1)
"""A poll's tally is told at most so often."""
FIRST_VERSION = 1
"""Of a tally that nobody has voted in."""


def know_polls(connection: Connection, *, at: datetime) -> None:
    """Take what is there now for told, so that a new address hears of what comes after it."""
    for row in connection.execute(_ALL).all():
        closing = row.closes_at if row.closes_at is not None and row.closes_at <= at else None
        known = {"poll_id": row.id, "version": row.version, "told_at": at - EVERY, "closing": closing}
        connection.execute(_upsert(connection.dialect.name), known)


def moved_polls(connection: Connection, *, at: datetime) -> bool:
    """Whether there is anything for note_polls() to note. Two statements at most, for whoever only reads."""
    return next(_moved(connection, at=at), None) is not None


def note_polls(session: Session, *, at: datetime) -> None:
    """Note each poll that has closed, and each tally that has moved and was not told within EVERY."""
    connection = session.connection()
    for row, kind in list(_moved(connection, at=at)):
        connection.execute(_upsert(connection.dialect.name), {"poll_id": row.id, **_known(row, kind, at=at)})
        event = {"kind": kind.value, "subject_id": row.id, "detail": "", "at": at}
        connection.execute(insert(WebhookEvent), event)


def _known(row: Any, kind: MessageKind, *, at: datetime) -> dict[str, Any]:
    """What of the poll has been told, once this has."""
    if kind is MessageKind.TALLY_CHANGED:
        return {"version": row.version, "told_at": at, "closing": row.known_closing}
    told_at = row.told_at or at - EVERY
    return {"version": row.known_version or FIRST_VERSION, "told_at": told_at, "closing": row.closes_at}


def _moved(connection: Connection, *, at: datetime) -> Iterator[tuple[Any, MessageKind]]:
    """(poll, what is to be told of it): its closing before its tally, one of them at a time."""
    told = connection.execute(_TOLD).one()
    if not any(told):
        return
    for row in connection.execute(_ALL):
        closes, version = row.closes_at, row.known_version or FIRST_VERSION
        has_closed = closes is not None and closes <= at and closes != row.known_closing
        may_tell = row.told_at is None or not at - EVERY < row.told_at <= at
        if has_closed and told.closed:
            yield row, MessageKind.POLL_CLOSED
        elif told.tally and row.version != version and may_tell and row.visibility == Visibility.ALWAYS:
            yield row, MessageKind.TALLY_CHANGED


_TOLD: Any = select(
    select(Webhook.id).where(is_told(literal(MessageKind.POLL_CLOSED.value))).exists().label("closed"),
    select(Webhook.id).where(is_told(literal(MessageKind.TALLY_CHANGED.value))).exists().label("tally"),
)
_ALL: Any = (
    select(
        Poll.id,
        Poll.closes_at,
        Poll.visibility,
        Wording.version,
        WebhookPoll.version.label("known_version"),
        WebhookPoll.told_at,
        WebhookPoll.closing.label("known_closing"),
    )
    .join(Wording, (Wording.poll_id == Poll.id) & (Wording.number == Poll.wording))
    .outerjoin(WebhookPoll, WebhookPoll.poll_id == Poll.id)
    .where(Poll.active)
    .order_by(Poll.id)
)


@cache
def _upsert(dialect: str) -> Any:
    statement = inserting(dialect, WebhookPoll)
    renewed = {name: statement.excluded[name] for name in ("version", "told_at", "closing")}
    return statement.on_conflict_do_update(index_elements=["poll_id"], set_=renewed)
