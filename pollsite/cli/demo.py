"""`pollsite demo …`: a made-up debate, for trying the site and for measuring it."""

import sys
from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from pollsite.app import create_app
from pollsite.articles.queries import PublishedArticle, find_article, published_articles
from pollsite.cli.articles import publish_shipped
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import transaction
from pollsite.demo.errors import DemoRefused
from pollsite.demo.filling import Filled, fill, refuse_real_people
from pollsite.demo.plan import Wish
from pollsite.migrating import upgrade


class Instant(click.ParamType[datetime]):
    """An instant in ISO 8601; without a zone it is UTC."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Raises click's error, in a sentence, for anything else."""
        if isinstance(value, datetime):
            return value
        try:
            read = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no instant; write it like 2026-11-24T12:00.", param, ctx)
        return read if read.tzinfo else read.replace(tzinfo=UTC)


@click.group()
def demo() -> None:
    """Make up a debate."""


@demo.command(name="fill")
@click.option(
    "--comments", default=1_000, show_default=True, type=click.IntRange(1, 1_000_000), help="So many."
)
@click.option("--readers", default=400, show_default=True, type=click.IntRange(2, 1_000_000), help="So many.")
@click.option(
    "--cases", default=20, show_default=True, type=click.IntRange(0, 1_000_000), help="So many are reported."
)
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed makes the same debate.")
@click.option("--until", type=Instant(), help="When it ends; default: now.")
@click.option("--article", "slug", help="Its last word in the address; default: the newest article.")
@click.option("--force", is_flag=True, help="Even where real people have voted or written.")
def fill_(
    comments: int, readers: int, cases: int, seed: int, until: datetime | None, slug: str | None, force: bool
) -> None:
    """Fill an article's discussion and polls with made-up readers, so that the site can be tried and measured.

    Everything is invented; what the numbers say is not what anybody thinks. Refuses where real people have been.
    """
    wish = Wish(comments=comments, readers=readers, cases=cases, seed=seed, until=until or now())
    app = create_app(Settings.from_env())
    upgrade(app)
    publish_shipped(app)
    with app.app_context():
        try:
            filled, address = _fill(wish, slug, force=force)
        except DemoRefused as refusal:
            raise click.ClickException(str(refusal)) from refusal
    click.echo("\r\033[K" if sys.stderr.isatty() else "", err=True, nl=False)
    click.echo(
        f"Made up {filled.readers:,} readers and {filled.comments:,} comments ({filled.visible:,} visible, "
        f"{filled.marks:,} marks, {filled.minds:,} changed minds): {address}\n"
        f"{filled.cases:,} of them wait for a moderator: /moderation"
    )


def _fill(wish: Wish, slug: str | None, *, force: bool) -> tuple[Filled, str]:
    """All of it or nothing."""
    with transaction() as session:
        if not force:
            refuse_real_people(session)
        article = _article(session, slug)
        filled = fill(session, article, wish, progress=_tell)
    return filled, f"/articles/{article.slug}"


def _tell(line: str) -> None:
    """Progress, on one line where somebody watches."""
    watched = sys.stderr.isatty()
    click.echo(f"\r… {line}\033[K" if watched else f"… {line}", err=True, nl=not watched)


def _article(session: Session, slug: str | None) -> PublishedArticle:
    wanted = slug or published_articles(session)[0].slug
    found = find_article(session.connection(), wanted)
    if found is None:
        raise DemoRefused(f"No article is published under {wanted!r}; `pollsite articles list` names them.")
    return found
