"""A row in each table of what stands beside the debate, for tests that need no table empty."""

from datetime import datetime

from sqlalchemy.orm import Session

from pollsite.insights.models import KeptFigure
from pollsite.polls.models import BeforeAnswer
from pollsite.webhooks.models import Webhook, WebhookDelivery, WebhookEvent, WebhookPoll
from tests.fixtures.site import Site, reader
from tests.samples import DURING


def fill_beside(site: Site) -> None:
    """A row in each of these tables."""
    with site.writing() as session:
        tell_elsewhere(session, poll_id=site.poll_id("single"), at=DURING)
        keep_figure(session, article_id=1, at=DURING)
        session.add(BeforeAnswer(wording_id=1, reader_id=reader("ada"), choices=1, at=DURING))


def tell_elsewhere(session: Session, *, poll_id: int, at: datetime) -> None:
    """An address is told of a poll: noted, waiting, and known."""
    webhook = Webhook(address="https://hooks.example/", kinds="poll.closed", salt="0", added_at=at)
    session.add_all((webhook, WebhookEvent(kind="poll.closed", subject_id=poll_id, at=at)))
    session.flush()
    message = {"message_id": "msg_0", "kind": "poll.closed", "body": "{}"}
    session.add(WebhookDelivery(webhook_id=webhook.id, **message, since=at, next_at=at))
    session.add(WebhookPoll(poll_id=poll_id, version=1, told_at=at))


def keep_figure(session: Session, *, article_id: int, at: datetime) -> None:
    """A figure about an article."""
    made = {"body": "{}", "made_of": "0", "revision": 0}
    session.add(
        KeptFigure(article_id=article_id, kind="sides", readers=5, ballots_seen=5, computed_at=at, **made)
    )
