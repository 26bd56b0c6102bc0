"""A site small enough to see through: articles with a number each, shown, raised, and followed live."""

import json
import os
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from flask import Flask, request
from sqlalchemy import Connection, bindparam, text

from pollsite.db import db, prepare_engine, transaction
from pollsite.live.routes import init_live
from pollsite.live.types import Message, Snapshot, article_topic, poll_topic

SCHEMA = "CREATE TABLE IF NOT EXISTS score (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, closes_at TEXT)"
ARTICLES = range(1, 41)


class Scores:
    """A Source: every article has one poll of the same number, whose only result is the version."""

    def versions(self, connection: Connection, article_ids: Collection[int]) -> dict[int, int]:
        """Versions in one statement."""
        asked = text("SELECT id, version FROM score WHERE id IN :ids").bindparams(
            bindparam("ids", expanding=True)
        )
        return {row.id: row.version for row in connection.execute(asked, {"ids": list(article_ids)})}

    def messages(self, connection: Connection, article_id: int, *, at: datetime) -> Snapshot:
        """The article's version and whether its poll is open, and the poll's score."""
        row = connection.execute(
            text("SELECT version, closes_at FROM score WHERE id = :id"), {"id": article_id}
        ).one()
        closes_at = datetime.fromisoformat(row.closes_at) if row.closes_at else None
        is_open = closes_at is None or at < closes_at
        return Snapshot(
            (
                _state(article_topic(article_id), article=article_id, v=0, open=is_open),
                _state(poll_topic(article_id), article=article_id, poll=article_id, v=row.version),
            ),
            next_change_at=closes_at if is_open else None,
        )


def _state(topic: str, **facts: object) -> Message:
    return Message(topic, json.dumps(facts, separators=(",", ":")))


def topics_for(article_ids: Collection[int]) -> frozenset[str]:
    """Everybody may follow; only a reader with the cookie `voted` hears polls."""
    known = [article_id for article_id in article_ids if article_id in ARTICLES]
    topics = {article_topic(article_id) for article_id in known}
    if "voted" in request.cookies:
        topics |= {poll_topic(article_id) for article_id in known}
    return frozenset(topics)


def create_site(database: Path) -> Flask:
    """The site on one SQLite file, its table made and filled if it was missing."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{database}"
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine, synchronous="NORMAL")
        with transaction() as session:
            session.execute(text(SCHEMA))
            session.execute(
                text("INSERT OR IGNORE INTO score (id, version) VALUES (:id, 1)"),
                [{"id": i} for i in ARTICLES],
            )
    init_live(app, source=Scores(), topics_for=topics_for)

    @app.post("/raise/<int:article_id>")
    def raise_score(article_id: int) -> str:
        with transaction() as session:
            session.execute(text("UPDATE score SET version = version + 1 WHERE id = :id"), {"id": article_id})
        return "raised"

    @app.get("/ordinary")
    def ordinary() -> str:
        return "ordinary"

    @app.get("/streams")
    def streams() -> str:
        return str(app.extensions["pollsite-live"].hub.stream_count)

    return app


def from_environment() -> Flask:
    """What gunicorn loads: the site on the file named in SITE_DATABASE."""
    return create_site(Path(os.environ["SITE_DATABASE"]))
