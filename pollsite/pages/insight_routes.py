"""What the votes say: the page about an article's ballots taken together."""

from flask import Blueprint, Response, abort, render_template, request

from pollsite.clock import now
from pollsite.pages.insights_page import insights_page
from pollsite.pages.kept import SHARED_CACHING
from pollsite.pages.readers import find_reading, private, visitor
from pollsite.web.addresses import absolute

blueprint = Blueprint("insights", __name__)


@blueprint.get("/articles/<slug>/insights")
def show(slug: str) -> Response:
    """The page; `?rows=KEY&columns=KEY` chooses the two questions that are set against each other."""
    who = visitor()
    read = find_reading(slug, who) or abort(404)
    page = insights_page(read, who, request.args, at=now(), absolute=absolute)
    html = render_template("insights/insights.html", page=page)
    if who.reader_id is not None:
        return private(html)
    response = Response(html, mimetype="text/html")
    response.headers["Cache-Control"] = SHARED_CACHING
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    return response
