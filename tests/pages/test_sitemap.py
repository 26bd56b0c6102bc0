"""What search engines are told: what they may read, and what there is."""

from xml.etree import ElementTree

from flask.testing import FlaskClient

from tests.fixtures.site import Site
from tests.samples import SLUG, article_text

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def test_robots_are_told_where_the_list_is_and_what_is_no_use(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert "Disallow: /account" in lines
    assert not any(line.startswith("Disallow: /articles") for line in lines)


def test_the_list_holds_every_article_with_its_last_change(site: Site, client: FlaskClient) -> None:
    site.publish(article_text(slug="on-bread"))
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    listed = {url.findtext("s:loc", "", NAMES): url.findtext("s:lastmod", "", NAMES) for url in root}
    articles = {f"http://localhost/articles/{slug}" for slug in (SLUG, "on-bread")}
    assert set(listed) == {"http://localhost/", *articles}
    assert all(listed[address].endswith("+00:00") for address in articles)


def test_everything_listed_can_be_read(site: Site, client: FlaskClient) -> None:
    root = ElementTree.fromstring(client.get("/sitemap.xml").data)
    for location in root.iterfind("s:url/s:loc", NAMES):
        assert client.get(location.text or "").status_code == 200


def test_neither_sets_a_cookie(client: FlaskClient) -> None:
    for address in ("/robots.txt", "/sitemap.xml"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers
        assert "public" in answer.headers["Cache-Control"]
