"""`pollsite archive import-comments`: comments that were written elsewhere, under one of our articles."""

from collections.abc import Callable
from pathlib import Path

import click

from pollsite.app import create_app
from pollsite.archive.bringing_comments import Brought, bring_comments, missing_of
from pollsite.archive.disqus import pages_from_disqus
from pollsite.archive.foreign import ForeignPage, Source, page_for
from pollsite.archive.foreign_names import NOBODY_NAMED
from pollsite.archive.foreign_words import words_of
from pollsite.archive.isso import pages_from_isso
from pollsite.archive.wordpress import pages_from_wordpress
from pollsite.articles.queries import find_article
from pollsite.cli.operating import refusals_told, say
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db, transaction
from pollsite.migrating import upgrade

READERS: dict[Source, Callable[[Path], list[ForeignPage]]] = {
    Source.DISQUS: pages_from_disqus,
    Source.WORDPRESS: pages_from_wordpress,
    Source.ISSO: pages_from_isso,
}
ORDER = "Their times are shown; lists that are ordered by arrival (Newest, Oldest) have them as the latest."
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="import-comments")
@click.option(
    "--from",
    "source",
    required=True,
    type=click.Choice([source.value for source in Source]),
    help="What wrote the file.",
)
@click.option("--article", "slug", required=True, help="The last word of the article's address.")
@click.option("--page", help="Of several pages in the file, the one with this address, title or number.")
@click.argument("file", type=FILE)
def import_comments(source: str, slug: str, page: str | None, file: Path) -> None:
    """Bring the comments in FILE under an article: Disqus' or WordPress' XML export, or Isso's database.

    Threads, times and names are kept; authors are shown as guests, with where they wrote behind their names. Spam, and
    what was deleted or never approved, is left out. What is here already is not brought in twice.
    """
    program = Source(source)
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context(), refusals_told():
        article = find_article(db.session().connection(), slug)
        if article is None:
            raise click.ClickException(f"There is no article {slug!r}; `pollsite articles list` names them.")
        chosen = page_for(READERS[program](file), slug=slug, wanted=page)
        missing = missing_of(db.session(), chosen, article_id=article.id, source=program)
        words = {comment.key: words_of(comment) for comment in missing}
        with transaction() as session:
            brought = bring_comments(session, chosen, words, article_id=article.id, source=program, at=now())
    for line in lines_about(brought, chosen):
        say(line)


def lines_about(brought: Brought, page: ForeignPage) -> list[str]:
    """What the operator is told: a line for each number that is not nothing."""
    counts = [
        (brought.new, "brought in"),
        (brought.known, "here already"),
        *((number, f"left out: {why.value}") for why, number in sorted(brought.left_out.items())),
        (brought.raised, "of them answered one that is left out, and stand one step higher"),
        (brought.shortened, "of them were longer than comments can be, and end with […]"),
        (brought.plain, "of them could only be brought in as plain text"),
        (brought.renamed, "of them have a name that is written otherwise here"),
        (brought.unnamed, f"of them are shown as {NOBODY_NAMED}: no name, or none that can be shown"),
        (brought.later, "of them are dated in the future, and have the time of now"),
    ]
    told = [f"From {page.address}:"] + [f"{number:>9,} {words}" for number, words in counts if number]
    return told + ([ORDER] if brought.new else [])
