"""`pollsite articles …`: check, publish, import and list article files."""

from collections.abc import Iterable
from pathlib import Path

import click
from flask import Flask

from pollsite.app import create_app
from pollsite.articles.errors import ArticleInvalid
from pollsite.articles.importing import import_text
from pollsite.articles.queries import published_articles
from pollsite.articles.reading import read_article
from pollsite.articles.rendering import render_article
from pollsite.articles.services import publish_article, read_media
from pollsite.articles.types import ArticleSource, Problem, RenderedArticle, Severity
from pollsite.clock import now
from pollsite.config import Settings
from pollsite.db import db, transaction
from pollsite.migrating import upgrade
from pollsite.polls.errors import WordingConflict
from pollsite.polls.publishing import sync_questions

CONTENT = Path(__file__).resolve().parent.parent / "articles" / "content"
SHIPPED = CONTENT / "to-ai-or-not-to-ai.md"
ARTICLE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def articles() -> None:
    """Check, publish, import and list articles."""


@articles.command()
@click.argument("file", type=ARTICLE_FILE)
def check(file: Path) -> None:
    """Say what is wrong with FILE, with line numbers; nothing is published."""
    source, rendered = _read(file)
    problems = sorted(
        [*_missing_pictures(file, rendered), *rendered.problems], key=lambda problem: problem.line
    )
    _print_problems(file, problems)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise click.exceptions.Exit(1)
    click.echo(
        f"{file}: “{source.title}”, {rendered.words:,} words, {len(source.questions)} questions; ready to publish."
    )


@articles.command()
@click.argument("file", type=ARTICLE_FILE)
@click.option(
    "--same-meaning", is_flag=True, help="A rewritten question still asks the same: keep its votes."
)
def publish(file: Path, same_meaning: bool) -> None:
    """Publish FILE, or its new text; every vote is kept."""
    app = create_app(Settings.from_env())
    upgrade(app)
    for line in publish_file(app, file, same_meaning=same_meaning):
        click.echo(line)


@articles.command(name="import")
@click.argument("file", type=ARTICLE_FILE)
@click.option("--output", type=click.Path(path_type=Path), help="Where to write; default FILE with .md")
@click.option("--force", is_flag=True, help="Overwrite the file that is there.")
def import_(file: Path, output: Path | None, force: bool) -> None:
    """Turn the plain text FILE into an article file to complete; nothing is published."""
    target = output or file.with_suffix(".md")
    if target.exists() and not force:
        raise click.ClickException(
            f"{target} exists; name another with --output, or overwrite it with --force."
        )
    text, problems = import_text(_text_of(file), today=now().date())
    target.write_text(text, encoding="utf-8")
    _print_problems(file, problems)
    click.echo(f"Wrote {target}. Complete it, then: pollsite articles check {target}")


@articles.command(name="list")
def list_() -> None:
    """List what is published."""
    app = create_app(Settings.from_env())
    upgrade(app)
    with app.app_context():
        lines = published_articles(db.session())
    for line in lines:
        click.echo(f"/articles/{line.slug}  {line.published_on}  revision {line.revision}  {line.title}")
    if not lines:
        click.echo("Nothing is published yet: pollsite articles publish FILE")


def publish_file(app: Flask, file: Path, *, same_meaning: bool = False) -> list[str]:
    """Publish one article file; returns what to tell the publisher. Raises click's errors in sentences."""
    source, rendered = _read(file)
    media = read_media(file.parent, rendered.media)
    at = now()
    try:
        with app.app_context(), transaction() as session:
            publication = publish_article(session, source, media=media, at=at)
            changes = sync_questions(
                session,
                article_id=publication.article_id,
                questions=source.questions,
                at=at,
                same_meaning=same_meaning,
            )
    except ArticleInvalid as invalid:
        _print_problems(file, invalid.problems)
        raise click.ClickException("Nothing was published.") from invalid
    except WordingConflict as conflict:
        raise click.ClickException(f"{conflict} Nothing was published.") from conflict
    _print_problems(file, publication.warnings)
    news = "Published" if publication.changed else "Unchanged"
    return [f"{news}: /articles/{publication.slug}, revision {publication.revision}", *changes]


def publish_shipped(app: Flask) -> list[str]:
    """Publish the article we ship if the instance has none yet."""
    with app.app_context():
        if published_articles(db.session()):
            return []
    return publish_file(app, SHIPPED)


def _read(file: Path) -> tuple[ArticleSource, RenderedArticle]:
    try:
        source = read_article(_text_of(file))
    except ArticleInvalid as invalid:
        _print_problems(file, invalid.problems)
        raise click.exceptions.Exit(1) from invalid
    return source, render_article(source, {}, media_url=lambda name: f"/media/0/{name}")


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise click.ClickException(f"{file} is not UTF-8 text; save it as UTF-8.") from problem


def _missing_pictures(file: Path, rendered: RenderedArticle) -> list[Problem]:
    present = read_media(file.parent, rendered.media)
    return [
        Problem(line, f"The picture {name} is not beside the article file; put it there.")
        for name, line in rendered.media.items()
        if name not in present
    ]


def _print_problems(file: Path, problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(f"{file}:{problem.line}: {problem.severity}: {problem.message}", err=True)
