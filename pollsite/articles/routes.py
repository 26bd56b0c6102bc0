"""The pictures of articles, named by their content and so kept for ever."""

from flask import Blueprint, Response, abort, request

from pollsite.articles.media import find_media
from pollsite.db import db

blueprint = Blueprint("articles", __name__)
ONE_YEAR_S = 31_536_000


@blueprint.get("/media/<digest>/<name>")
def media(digest: str, name: str) -> Response:
    """A picture's bytes; `name` is only there for people. It may run nothing, wherever it is opened."""
    picture = find_media(db.session(), digest)
    if picture is None:
        abort(404)
    response = Response(picture.content, mimetype=picture.media_type)
    response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR_S}, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.set_etag(digest)
    response.make_conditional(request)
    return response
