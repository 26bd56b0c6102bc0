"""Instances with a made-up debate, and the pages of it, asked for in this process: CPU and statements apart from load."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import get_ident
from time import thread_time

from flask import Flask
from sqlalchemy import event

from pollsite.articles.queries import find_article
from pollsite.cli.articles import SHIPPED, publish_file, publish_shipped
from pollsite.db import db, transaction
from pollsite.demo.filling import fill
from pollsite.demo.plan import Wish
from pollsite.epoch import Epoch
from pollsite.migrating import upgrade
from pollsite.pages import discussing
from pollsite.pages.debates import Debates
from pollsite.pages.pieces import WeighedPieces
from pollsite.pages.warm import WarmArticles
from tests.bench.crowd import HERE, Voter, open_instance
from tests.bench.rows import Progress
from tests.bench.servers import ARTICLE, SLUG

READERS = 400


def fill_instance(instance: Path, *, comments: int, progress: Progress, **settings: str) -> Flask:
    """A new instance with the shipped article and so many comments, opened in this process."""
    progress(f"an instance with {comments:,} comments")
    app = open_instance(instance, **settings)
    upgrade(app)
    publish_shipped(app)
    wish = Wish(comments=comments, readers=READERS, seed=1, until=datetime.now(UTC))
    with app.app_context(), transaction() as session:
        article = find_article(session.connection(), SLUG)
        assert article is not None
        fill(session, article, wish, progress=lambda _line: None)
    return app


def publish_more(app: Flask, folder: Path, number: int) -> None:
    """So many more articles, the shipped one under other names: one takes ten comments a second and no more."""
    shutil.copytree(SHIPPED.parent, folder)
    text = SHIPPED.read_text(encoding="utf-8")
    for place in range(number):
        file = folder / f"{place}.md"
        file.write_text(text.replace(f"slug: {SLUG}", f"slug: {SLUG}-{place}"), encoding="utf-8")
        publish_file(app, file)


@dataclass(frozen=True)
class Answered:
    """A page as it came back, and what it took."""

    body: str
    milliseconds: float
    statements: int


def ask(app: Flask, path: str = ARTICLE, *, voter: Voter | None = None) -> Answered:
    """The page for this reader, or for somebody without a cookie; CPU of this thread."""
    headers = {"Cookie": voter.cookie} if voter else {}
    client = app.test_client(use_cookies=False)
    with _counted(app) as statements:
        started = thread_time()
        answer = client.get(path, base_url=HERE, headers=headers)
        spent = thread_time() - started
    assert answer.status_code == 200, path
    return Answered(answer.text, spent * 1000, len(statements))


def forget(app: Flask) -> None:
    """Throw away everything that was read and rendered; templates and statements stay compiled."""
    with app.app_context():
        epoch = Epoch(db.engine)
    app.extensions["pollsite-warm"] = WarmArticles(epoch)
    app.extensions["pollsite-debates"] = Debates(epoch)
    discussing._comment_pieces = WeighedPieces(max_bytes=discussing.MAX_COMMENT_BYTES)


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    """The statements this thread sends meanwhile, but for those that only begin or end a transaction."""
    seen: list[str] = []
    here = get_ident()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if get_ident() == here and not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
