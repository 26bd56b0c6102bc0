"""What search engines may read, and the list of what there is to read."""

from datetime import UTC
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Blueprint, Response

from pollsite.articles.queries import article_changes
from pollsite.db import reading
from pollsite.web.addresses import absolute

blueprint = Blueprint("sitemap", __name__)
MAX_ARTICLES = 50_000
CACHING = "public, max-age=600"
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
CLOSED_PATHS = ("/account", "/inbox", "/unsubscribe", "/live", "/token", "/polls/", "/comments/", "/reports")
"""Nothing there is of use to a search engine."""


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Everything may be read but forms and what is one reader's own."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED_PATHS),
        f"Sitemap: {absolute('/sitemap.xml')}",
    ]
    return _cached(Response("\n".join(lines) + "\n", mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """The front page and every article, with when each last changed; comments are found from there."""
    with reading() as connection:
        changes = article_changes(connection, limit=MAX_ARTICLES)
    root = Element("urlset", {"xmlns": _NAMESPACE})
    SubElement(SubElement(root, "url"), "loc").text = absolute("/")
    for slug, updated_at in changes:
        entry = SubElement(root, "url")
        SubElement(entry, "loc").text = absolute(f"/articles/{slug}")
        SubElement(entry, "lastmod").text = updated_at.astimezone(UTC).isoformat(timespec="seconds")
    xml: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return _cached(Response(xml, mimetype="application/xml"))


def _cached(response: Response) -> Response:
    response.headers["Cache-Control"] = CACHING
    return response
