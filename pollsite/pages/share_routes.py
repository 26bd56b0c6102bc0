"""Share pictures, under addresses that change with what they show. They are the same for everybody, and say nothing
that somebody without a vote may not see.
"""

import structlog
from flask import Blueprint, Response, abort, current_app, redirect
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response as WerkzeugResponse

from pollsite.clock import now
from pollsite.pages.describing import site_name
from pollsite.pages.readers import NOBODY, find_reading
from pollsite.pages.share_gallery import REST, Gallery, NotPainted
from pollsite.pages.share_picture import SharePicture, picture_address
from pollsite.pages.share_results import article_picture, poll_picture
from pollsite.pages.warm import WarmArticle

blueprint = Blueprint("share", __name__)
log = structlog.get_logger()
FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = f"public, max-age={int(REST.total_seconds())}"
NO_PICTURE = "The picture cannot be painted just now. Ask for it again in a moment."


@blueprint.get("/articles/<slug>/share-<version>.png")
def article(slug: str, version: str) -> WerkzeugResponse:
    """The article's picture; from the address of an older one, to the present one."""
    warm = _warm(slug)
    picture = article_picture(warm, site=site_name(), at=now())
    return _shown(picture, version, picture_address(picture, slug))


@blueprint.get("/articles/<slug>/polls/<key>/share-<version>.png")
def poll(slug: str, key: str, version: str) -> WerkzeugResponse:
    """The poll's picture, likewise."""
    warm = _warm(slug)
    asked = warm.find_poll(key) or abort(404)
    picture = poll_picture(warm, asked, site=site_name(), at=now())
    return _shown(picture, version, picture_address(picture, slug, key=key))


def _warm(slug: str) -> WarmArticle:
    read = find_reading(slug, NOBODY) or abort(404)
    return read.warm


def _shown(picture: SharePicture, version: str, address: str) -> WerkzeugResponse:
    if version != picture.version:
        return _for_all(redirect(address, 302), FOR_NOW)
    gallery: Gallery = current_app.extensions["pollsite-gallery"]
    try:
        shown = gallery.show(picture, at=now())
    except NotPainted as failure:
        log.error("a share picture was not painted", reason=str(failure)[-400:])
        raise ServiceUnavailable(NO_PICTURE, retry_after=int(REST.total_seconds())) from failure
    answer = Response(shown.png, mimetype="image/png")
    return _for_all(answer, FOR_EVER if shown.exact else FOR_NOW)


def _for_all(answer: WerkzeugResponse, caching: str) -> WerkzeugResponse:
    """Other sites may show it too: that is what it is for."""
    answer.headers["Cache-Control"] = caching
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
