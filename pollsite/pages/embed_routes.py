"""What other sites may show in frames, the script that makes the frames, and the page that says how.

A frame's page is the same for everybody, whatever cookie came along: browsers send ours to no frame on another site, and
a vote is cast on our own page, in a tab of its own. It has no form, and its policy would send none, so that no site can
trick a reader into an act by laying something over it.
"""

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request

from pollsite.clock import now
from pollsite.config import resource_folder
from pollsite.db import db
from pollsite.discussion.records import Listing
from pollsite.pages.describing import own_root, site_name
from pollsite.pages.embed_page import embed_page
from pollsite.pages.embed_views import article_frame, discussion_frame, poll_frame
from pollsite.pages.kept import SHARED_CACHING
from pollsite.pages.readers import NOBODY, debates, find_reading, private, visitor
from pollsite.pages.warm import Reading
from pollsite.polls.definitions import get_definition
from pollsite.polls.errors import PollNotFound
from pollsite.web.addresses import absolute
from pollsite.web.security import policy_in_frames_of

blueprint = Blueprint("embeds", __name__)
THEMES = ("light", "dark")
LINK, LINK_OUT = '<a href="', '<a target="_blank" href="'
"""No other site can stand in a frame of ours, nor we in it: every link leads to a tab of its own. In HTML that has been
escaped or cleaned, the first is nothing but the beginning of a link.
"""
SCRIPT = resource_folder("static") / "embed" / "embed.js"
SCRIPT_CACHING = "public, max-age=3600"


@blueprint.get("/embed/polls/<int:poll_id>")
def poll(poll_id: int) -> Response:
    """One poll; `?theme=light` or `dark` where that is not for the reader's own settings to say."""
    read, at = _reading_of_poll(poll_id), now()
    asked = next((poll for poll in read.warm.polls if poll.id == poll_id), None) or abort(404)

    def draw() -> str:
        return _page("embed/poll.html", poll_frame(read.warm, asked, at=at, absolute=absolute))

    return _framed(read.draw(f"frame of {poll_id} {_variant()}", draw, at=at))


@blueprint.get("/embed/articles/<slug>")
def article(slug: str) -> Response:
    """An article's title and where readers stand."""
    read, at = find_reading(slug, NOBODY) or abort(404), now()

    def draw() -> str:
        return _page("embed/article.html", article_frame(read.warm, at=at, absolute=absolute))

    return _framed(read.draw(f"frame {_variant()}", draw, at=at))


@blueprint.get("/embed/articles/<slug>/discussion")
def discussion(slug: str) -> Response:
    """The best threads of an article's discussion, with their first replies."""
    read = find_reading(slug, NOBODY) or abort(404)
    debate = debates().find(read.warm, Listing(read.warm.article.id), at=now())
    key = ("frame", read.warm.article.version, _variant())
    kept = debate.pieces.get(key)
    if not isinstance(kept, str):
        kept = _page("embed/discussion.html", discussion_frame(read.warm, debate, absolute=absolute))
        debate.pieces.keep(key, kept)
    return _framed(kept)


@blueprint.get("/embed.js")
def script() -> Response:
    """For pages of other sites: see static/embed/embed.js. Its address never changes."""
    answer = Response(SCRIPT.read_bytes(), mimetype="text/javascript")
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return _for_other_sites(answer, SCRIPT_CACHING)


@blueprint.get("/articles/<slug>/embed")
def code(slug: str) -> Response:
    """What is to be copied into another site's page, for the article, its discussion and each of its polls."""
    who = visitor()
    read = find_reading(slug, NOBODY) or abort(404)
    page = embed_page(
        read.warm, site=site_name(), sites=current_app.config["EMBED_SITES"], at=now(), absolute=absolute
    )
    response = make_response(render_template("embed/code.html", page=page))
    if who.reader_id is not None:
        return private(response.get_data())
    response.headers["Cache-Control"] = SHARED_CACHING
    response.headers["Vary"] = "Cookie"
    return response


def _reading_of_poll(poll_id: int) -> Reading:
    try:
        slug = get_definition(db.session(), poll_id).article_slug
    except PollNotFound:
        abort(404)
    return find_reading(slug, NOBODY) or abort(404)


def _variant() -> str:
    """Under what a rendered frame is kept, beside what it shows."""
    return f"{own_root()} {_theme()}"


def _theme() -> str:
    asked = request.args.get("theme", "")
    return asked if asked in THEMES else ""


def _page(template: str, frame: object) -> str:
    sites = current_app.config["EMBED_SITES"]
    html = render_template(template, frame=frame, theme=_theme(), sites=" ".join(sites))
    return html.replace(LINK, LINK_OUT)


def _framed(html: str) -> Response:
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = policy_in_frames_of(current_app.config["EMBED_SITES"])
    return _for_other_sites(answer, SHARED_CACHING)


def _for_other_sites(answer: Response, caching: str) -> Response:
    answer.headers["Cache-Control"] = caching
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.add_etag(weak=True)
    answer.make_conditional(request)
    return answer
