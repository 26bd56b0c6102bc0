"""A site small enough to see through: numbered articles with a score each, raised and followed live."""

import json
import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from sqlalchemy import Connection, Engine, bindparam, text

from pollsite.config import CLONE_ROOT
from pollsite.db import db, transaction
from pollsite.engines import prepare_engine
from pollsite.live.process import Live
from pollsite.live.routes import init_live
from pollsite.live.types import Message, Snapshot, article_topic, poll_topic

ARTICLES = range(1, 41)
SCHEMA = "CREATE TABLE IF NOT EXISTS score (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, closes_at TEXT)"
FILL = text("INSERT INTO score (id, version) VALUES (:id, 1) ON CONFLICT DO NOTHING")
RAISE = text("UPDATE score SET version = version + 1 WHERE id = :id")
VERSIONS = text("SELECT id, version FROM score WHERE id IN :ids").bindparams(bindparam("ids", expanding=True))
SCORE = text("SELECT version, closes_at FROM score WHERE id = :id")
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'"
PAGE = '<!doctype html><title>Score</title><body data-article="{}"><script type="module" src="/js/page.js"></script>'
SCRIPT = """
import * as live from "/js/live.js";
Object.assign(globalThis, { live, heard: [], statuses: [] });
live.follow(Number(document.body.dataset.article), (state) => heard.push(state), (status) => statuses.push(status));
"""


class Scores:
    """A Source: every article has one poll of the same number, whose result is the version."""

    def versions(self, connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
        """Versions, in one statement."""
        rows = connection.execute(VERSIONS, {"ids": list(article_ids)})
        return {row.id: row.version for row in rows}

    def messages(self, connection: Connection, article_id: int, *, at: datetime) -> Snapshot:
        """Whether the article's poll is open, and the poll's score."""
        row = connection.execute(SCORE, {"id": article_id}).one()
        closes_at = datetime.fromisoformat(row.closes_at) if row.closes_at else None
        is_open = closes_at is None or at < closes_at
        return Snapshot(
            (
                state(article_topic(article_id), article=article_id, v=0, open=is_open),
                state(poll_topic(article_id), poll=article_id, v=row.version),
            ),
            next_change_at=closes_at if is_open else None,
        )


def state(topic: str, **facts: object) -> Message:
    """A message with these facts."""
    return Message(topic, json.dumps(facts, separators=(",", ":")))


def audible_topics(article_ids: Collection[int]) -> frozenset[str]:
    """Everybody may follow; only a reader with the cookie `voted` hears polls."""
    known = [article_id for article_id in article_ids if article_id in ARTICLES]
    topics = {article_topic(article_id) for article_id in known}
    if "voted" in request.cookies:
        topics |= {poll_topic(article_id) for article_id in known}
    return frozenset(topics)


def make_table(engine: Engine) -> None:
    """Make and fill the table where it is missing."""
    with engine.begin() as connection:
        connection.execute(text(SCHEMA))
        connection.execute(FILL, [{"id": article_id} for article_id in ARTICLES])


def raise_score(engine: Engine, article_id: int) -> None:
    """Commit a version one higher."""
    with engine.begin() as connection:
        connection.execute(RAISE, {"id": article_id})


def create_site(database: Path) -> Flask:
    """The site on one SQLite file."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{database}"
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, synchronous="NORMAL")
        make_table(db.engine)
    live = init_live(app, source=Scores(), topics_for=audible_topics)
    _add_pages(app, live)
    return app


def _add_pages(app: Flask, live: Live) -> None:
    @app.post("/raise/<int:article_id>")
    def raise_it(article_id: int) -> str:
        with transaction() as session:
            session.execute(RAISE, {"id": article_id})
        return "raised"

    @app.get("/streams")
    def count_streams() -> str:
        return str(live.hub.stream_count)

    @app.get("/connections")
    def count_connections() -> str:
        return str(app.extensions["worker"].nr_conns)

    @app.get("/page/<int:article_id>")
    def show_page(article_id: int) -> Response:
        return Response(PAGE.format(article_id), headers={"Content-Security-Policy": POLICY})

    @app.get("/js/page.js")
    def show_script() -> Response:
        return Response(SCRIPT, mimetype="text/javascript")

    @app.get("/js/<name>.js")
    def show_module(name: str) -> Response:
        return send_from_directory(CLONE_ROOT / "static" / "js", f"{name}.js")


def from_environment() -> Flask:
    """What gunicorn loads: the site on SITE_DATABASE."""
    return create_site(Path(os.environ["SITE_DATABASE"]))
