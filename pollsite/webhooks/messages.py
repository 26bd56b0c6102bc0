"""What a message says: where something happened and what it was, and nothing that is not public but a case's number.

No name, text, address or reader: what is public is read where the message points to, and may be gone by then.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.discussion.models import Comment
from pollsite.moderation.models import Case
from pollsite.polls.errors import PollNotFound
from pollsite.polls.queries import get_state
from pollsite.polls.types import NO_STANDING
from pollsite.polls.visibility import results_visible
from pollsite.webhooks.models import WebhookEvent
from pollsite.webhooks.types import MessageKind


def body_of(session: Session, event: WebhookEvent, *, site: str, at: datetime) -> str | None:
    """The message as JSON, `type`, `timestamp` and `data`; None if there is nothing to be told of it any more."""
    kind = MessageKind(event.kind)
    match kind:
        case MessageKind.COMMENT_PUBLISHED | MessageKind.COMMENT_REMOVED:
            told = _comment(session.connection(), event, kind)
        case MessageKind.POLL_CLOSED | MessageKind.TALLY_CHANGED:
            told = _poll(session, event, at=at)
        case MessageKind.CASE_OPENED:
            told = _case(session.connection(), event)
    if told is None:
        return None
    message = {"type": kind.value, "timestamp": event.at.isoformat(), "data": {"site": site, **told}}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _comment(connection: Connection, event: WebhookEvent, kind: MessageKind) -> dict[str, Any] | None:
    row = connection.execute(_COMMENT, {"comment": event.subject_id}).one_or_none()
    if row is None:
        return None
    told: dict[str, Any] = {
        "article": row.slug,
        "comment": row.id,
        "answers": row.parent_id,
        "path": f"/articles/{row.slug}/comments/{row.id}",
    }
    if kind is MessageKind.COMMENT_REMOVED:
        told |= {"status": event.detail}
    return told


def _poll(session: Session, event: WebhookEvent, *, at: datetime) -> dict[str, Any] | None:
    try:
        state = get_state(session, event.subject_id)
    except PollNotFound:
        return None
    poll, tally = state.definition, state.tally
    told: dict[str, Any] = {
        "article": poll.article_slug,
        "poll": poll.id,
        "key": poll.key,
        "question": poll.question,
        "path": f"/articles/{poll.article_slug}#poll-{poll.key}",
    }
    if not results_visible(poll, NO_STANDING, at=at):
        return told
    counts = {choice.key: tally.counts[choice.position] for choice in poll.choices}
    return told | {"version": tally.version, "voters": tally.voters, "counts": counts}


def _case(connection: Connection, event: WebhookEvent) -> dict[str, Any] | None:
    row = connection.execute(_CASE, {"case": event.subject_id}).one_or_none()
    if row is None:
        return None
    return {"case": row.id, "kind": event.detail, "path": f"/moderation/cases/{row.id}"}


_COMMENT: Any = (
    select(Comment.id, Comment.parent_id, Article.slug)
    .join(Article, Article.id == Comment.article_id)
    .where(Comment.id == bindparam("comment"))
)
_CASE: Any = select(Case.id).where(Case.id == bindparam("case"))
