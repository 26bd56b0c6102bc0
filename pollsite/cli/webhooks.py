"""`pollsite webhooks …`: who elsewhere is told what happens here."""

import click

from pollsite.app import create_app
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db, transaction
from pollsite.migrating import upgrade
from pollsite.webhooks.errors import WebhookRefused
from pollsite.webhooks.queries import webhook_lines
from pollsite.webhooks.services import add_webhook, remove_webhook
from pollsite.webhooks.signing import secret_of
from pollsite.webhooks.types import MessageKind, WebhookLine

KINDS = click.Choice([kind.value for kind in MessageKind])


@click.group()
def webhooks() -> None:
    """Say which addresses are told what happens here, in signed messages."""


@webhooks.command()
@click.argument("address")
@click.argument("kinds", type=KINDS, nargs=-1, required=True, metavar="KIND...")
def add(address: str, kinds: tuple[str, ...]) -> None:
    """Tell ADDRESS of things of each KIND from now on, and print the secret it checks messages with, this once.

    KIND is one of comment.published, comment.removed, poll.closed, tally.changed, case.opened.
    """
    settings = Settings.from_env()
    app = create_app(settings)
    upgrade(app)
    chosen = [MessageKind(kind) for kind in kinds]
    try:
        with app.app_context(), transaction() as session:
            number, salt = add_webhook(
                session, address=address, kinds=chosen, only_https=settings.production, at=now()
            )
    except WebhookRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"{number}  {address} is told from now on.")
    click.echo(f"Its secret, shown this once: {secret_of(settings.secret_key, salt)}")


@webhooks.command(name="list")
def list_() -> None:
    """List every address: what it is told, and how many messages it took, is yet to take, and missed."""
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context():
        lines = webhook_lines(db.session().connection())
    for line in lines:
        click.echo(_told(line))
    if not lines:
        click.echo("Nobody is told anything yet.")


@webhooks.command()
@click.argument("number", type=int)
def remove(number: int) -> None:
    """Tell the address with this NUMBER nothing more, not even what waits."""
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context(), transaction() as session:
        removed = remove_webhook(session, webhook_id=number)
    if not removed:
        raise click.ClickException(f"There is no address {number}; see pollsite webhooks list.")
    click.echo(f"{removed} is told nothing more.")


def _told(line: WebhookLine) -> str:
    stopped = "  (it wants no more)" if line.stopped_at else ""
    numbers = f"{line.delivered} delivered, {line.waiting} waiting, {line.given_up} given up"
    return f"{line.id}  {line.address}  {' '.join(line.kinds)}  {numbers}{stopped}"
