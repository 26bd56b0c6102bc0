"""The door of oEmbed: a site that was given a link of ours asks here what to show for it."""

from urllib.parse import unquote

from flask import Blueprint, Response, abort, current_app, jsonify, request

from pollsite.clock import now
from pollsite.db import db
from pollsite.numbers import MAX_NUMBER, number_in
from pollsite.pages.describing import site_name
from pollsite.pages.embed_views import framed_article, framed_discussion, framed_poll
from pollsite.pages.oembed import Limits, Shown, Target, as_xml, fields_of, target_in
from pollsite.pages.readers import NOBODY, find_reading
from pollsite.pages.share_picture import picture_address
from pollsite.pages.share_results import article_picture, poll_picture
from pollsite.pages.warm import WarmArticle, WarmPoll
from pollsite.polls.definitions import get_definition
from pollsite.polls.errors import PollNotFound
from pollsite.web.addresses import absolute, parts_of

blueprint = Blueprint("oembed", __name__)
CACHING = "public, max-age=600"
NOT_OURS = "There is nothing to embed at that address. Give a link to an article, to a question in it, or to a discussion."
NO_SUCH_FORMAT = "That format is not made here. Ask for format=json or format=xml."


@blueprint.get("/oembed")
def describe() -> Response:
    """What to show for `?url=`, within `maxwidth` and `maxheight` pixels, as `format` json or xml."""
    wanted = request.args.get("format", "json")
    if wanted not in ("json", "xml"):
        abort(501, NO_SUCH_FORMAT)
    shown = _shown(_target_asked() or abort(404, NOT_OURS)) or abort(404, NOT_OURS)
    limits = Limits(_pixels("maxwidth"), _pixels("maxheight"))
    fields = fields_of(shown, limits, framable=bool(current_app.config["EMBED_SITES"]))
    answer = jsonify(fields) if wanted == "json" else Response(as_xml(fields), mimetype="text/xml")
    answer.headers["Cache-Control"] = CACHING
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _pixels(name: str) -> int | None:
    return number_in(request.args.get(name)) or None


def _target_asked() -> Target | None:
    """What the address leads to, if it is one of this site, under any name that it was asked by or is known by."""
    parts = parts_of(request.args.get("url", ""))
    if parts is None or parts.scheme not in ("http", "https"):
        return None
    known = {request.host, (parts_of(absolute("/")) or parts).netloc}
    return target_in(unquote(parts.path), unquote(parts.fragment)) if parts.netloc in known else None


def _shown(target: Target) -> Shown | None:
    warm, poll = _found(target)
    if warm is None:
        return None
    slug, at = warm.article.slug, now()
    if poll is not None:
        picture = poll_picture(warm, poll, site=site_name(), at=at)
        framed, path = (
            framed_poll(warm, poll, absolute=absolute),
            picture_address(picture, slug, key=poll.key),
        )
    else:
        path = picture_address(article_picture(warm, site=site_name(), at=at), slug)
        framed = (framed_discussion if target.discussion else framed_article)(warm, absolute=absolute)
    return Shown(
        framed=framed,
        author=warm.article.author,
        provider=site_name(),
        provider_address=absolute("/"),
        thumbnail=absolute(path),
    )


def _found(target: Target) -> tuple[WarmArticle | None, WarmPoll | None]:
    """The article, and the poll if it leads to one."""
    slug = target.slug or _slug_of_poll(target.poll_id)
    read = find_reading(slug, NOBODY) if slug else None
    if read is None:
        return None, None
    polls = (poll for poll in read.warm.polls if poll.id == target.poll_id or poll.key == target.key)
    return read.warm, next(polls, None)


def _slug_of_poll(poll_id: int) -> str:
    try:
        return get_definition(db.session(), poll_id).article_slug if poll_id <= MAX_NUMBER else ""
    except PollNotFound:
        return ""
