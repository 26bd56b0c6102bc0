"""A site that tells an address what happens, with a clock of its own and a courier that works when told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from pollsite.db import db
from pollsite.webhooks.courier import Courier
from pollsite.webhooks.models import WebhookDelivery, WebhookEvent
from pollsite.webhooks.queries import webhook_lines
from pollsite.webhooks.sending import Sender
from pollsite.webhooks.services import add_webhook
from pollsite.webhooks.signing import secret_of
from pollsite.webhooks.types import MessageKind, WebhookLine
from tests.discussion.scene import Scene
from tests.fixtures.site import SECRET
from tests.webhooks.receiver import Receiver

ADDRESS = "https://polls.example"


def here(_host: str, _port: int) -> list[str]:
    """Every name leads to this machine."""
    return ["127.0.0.1"]


@dataclass
class Telling:
    """`scene` is the site's debate, `receiver` is told of it."""

    scene: Scene
    receiver: Receiver

    def add(self, *kinds: MessageKind, address: str = "") -> tuple[int, str]:
        """Tell the receiver of these kinds, of all where none is named; its number and secret."""
        with self.scene.site.writing() as session:
            number, salt = add_webhook(
                session,
                address=address or self.receiver.address,
                kinds=kinds or tuple(MessageKind),
                only_https=False,
                at=self.scene.now,
            )
        return number, secret_of(SECRET, salt)

    def courier(self) -> Courier:
        """One of a process of its own, which may send to this machine."""
        with self.scene.site.app.app_context():
            engine = db.engine
        return Courier(
            engine,
            self.scene.site.app.extensions["pollsite-writer"],
            Sender(only_https=False, resolver=here, is_open=lambda _ip: True),
            self.scene.site.folder,
            site_secret=SECRET,
            site=ADDRESS,
            clock=lambda: self.scene.now,
        )

    def deliver(self, **later: float) -> list[str]:
        """Let time pass, `hours=1`, and deliver; what the receiver was told of meanwhile."""
        self.scene.now += timedelta(**later)
        before = len(self.receiver.received)
        self.courier().deliver()
        return self.receiver.kinds[before:]

    def line(self) -> WebhookLine:
        """The receiver as admins see it."""
        with self.scene.site.reading() as session:
            return webhook_lines(session.connection())[0]

    def noted(self) -> list[tuple[str, str]]:
        """(kind, detail) of what is noted, and no message was made of yet."""
        with self.scene.site.reading() as session:
            events = session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)).all()
            return [(event.kind, event.detail) for event in events]

    def waiting_until(self) -> datetime:
        """When the one message that waits is tried again."""
        with self.scene.site.reading() as session:
            return session.scalars(select(WebhookDelivery.next_at).where(WebhookDelivery.outcome == "")).one()
