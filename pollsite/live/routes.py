"""Doors of the live feature: the stream, and the same states for those who poll."""

import re
from collections.abc import Collection

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.exceptions import BadRequest, NotFound

from pollsite.clock import now
from pollsite.db import db
from pollsite.live.process import Live, followed
from pollsite.live.types import Source, TopicsFor

EXTENSION = "pollsite-live"
MAX_ARTICLES = 20
ARTICLE_NUMBERS = re.compile(r"[0-9]{1,9}(,[0-9]{1,9})*")

blueprint = Blueprint("live", __name__, url_prefix="/live")


def init_live(app: Flask, *, source: Source, topics_for: TopicsFor) -> Live:
    """Make the application's Live object and open its doors; nothing is started yet.

    `topics_for(article_ids)` says, within a request, which topics its reader may hear; it includes the
    article's own topic for every article the reader may follow.
    """
    with app.app_context():
        live = Live(db.engine, source, topics_for)
    app.extensions[EXTENSION] = live
    app.register_blueprint(blueprint)
    return live


@blueprint.get("")
def stream() -> Response:
    """Server-sent events: the present state of every topic, then each new one."""
    article_ids, topics = _audible(request.args.get("articles", ""))
    return _live().open_stream(article_ids, topics)


@blueprint.get("/state")
def state() -> Response:
    """The present states as a JSON list, with an ETag, for browsers that cannot hold a stream."""
    article_ids, topics = _audible(request.args.get("articles", ""))
    messages = _live().states(article_ids, topics, at=now())
    listed = "[" + ",".join(message.body for message in messages) + "]"
    response = Response(listed, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def _audible(text: str) -> tuple[Collection[int], frozenset[str]]:
    """The articles asked for that may be followed, and the topics this reader may hear.

    Nothing is read after this: the session goes back before a stream starts.
    """
    asked = _article_ids(text)
    topics = _live().topics_for(asked)
    db.session.remove()
    article_ids = followed(asked, topics)
    if not article_ids:
        raise NotFound("There is no such article to follow.")
    return article_ids, topics


def _article_ids(text: str) -> frozenset[int]:
    if not ARTICLE_NUMBERS.fullmatch(text):
        raise BadRequest("Say which articles to follow by their numbers, as in ?articles=3,5.")
    article_ids = frozenset(map(int, text.split(",")))
    if len(article_ids) > MAX_ARTICLES:
        raise BadRequest(f"At most {MAX_ARTICLES} articles can be followed at once.")
    return article_ids


def _live() -> Live:
    live: Live = current_app.extensions[EXTENSION]
    return live
