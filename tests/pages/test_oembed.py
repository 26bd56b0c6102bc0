"""oEmbed: what is told of a link, within which limits, and of which links nothing is."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import XML

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pollsite.pages.embed_codes import Framed
from pollsite.pages.oembed import Limits, Shown, Target, fields_of, target_in
from tests.fixtures.site import Site
from tests.samples import SLUG

HERE = "http://localhost"
FRAMED = Framed(title="Is it?", frame=f"{HERE}/embed/polls/7", page=f"{HERE}/articles/a#poll-k", height=400)
SHOWN = Shown(framed=FRAMED, author="Ada", provider="P", provider_address=HERE, thumbnail=f"{HERE}/s.png")


@pytest.fixture
def allowing(make_site: Callable[..., Site]) -> FlaskClient:
    """A client of a site whose frames may stand elsewhere."""
    return make_site(embed_sites=("https://blog.example.org",)).app.test_client()


def ask(client: FlaskClient, url: str, **asked: object) -> TestResponse:
    """What the site says of a link."""
    return client.get("/oembed", query_string={"url": url, **asked})


@pytest.mark.parametrize(
    ("path", "fragment", "target"),
    [
        ("/articles/a", "", Target(slug="a")),
        ("/articles/a/", "", Target(slug="a")),
        ("/articles/a", "poll-k", Target(slug="a", key="k")),
        ("/articles/a", "discussion", Target(slug="a")),
        ("/articles/a/discussion", "", Target(slug="a", discussion=True)),
        ("/articles/a/discussion", "poll-k", Target(slug="a", discussion=True)),
        ("/polls/7", "", Target(poll_id=7)),
        ("/embed/polls/7", "", Target(poll_id=7)),
        ("/embed/articles/a", "", Target(slug="a")),
        ("/embed/articles/a/discussion", "", Target(slug="a", discussion=True)),
        ("/", "", None),
        ("/polls/0", "", None),
        ("/polls/x", "", None),
        ("/articles/a/comments/1", "", None),
        ("/account", "", None),
    ],
)
def test_a_link_leads_to(path: str, fragment: str, target: Target | None) -> None:
    assert target_in(path, fragment) == target


@pytest.mark.parametrize(
    ("limits", "size", "has_thumbnail"),
    [
        (Limits(), (640, 400), True),
        (Limits(width=1200, height=630), (640, 400), True),
        (Limits(width=300), (300, 400), False),
        (Limits(height=100), (640, 100), False),
    ],
)
def test_nothing_is_larger_than_was_asked_for(
    limits: Limits, size: tuple[int, int], has_thumbnail: bool
) -> None:
    fields = fields_of(SHOWN, limits, framable=True)
    assert (fields["width"], fields["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in fields["html"]
    assert ("thumbnail_url" in fields) is has_thumbnail


def test_where_nothing_may_be_framed_a_link_is_a_link() -> None:
    fields = fields_of(SHOWN, Limits(), framable=False)
    assert fields["type"] == "link"
    assert not {"html", "width", "height"} & fields.keys()


@pytest.mark.parametrize(
    ("page", "title", "frame"),
    [
        (f"/articles/{SLUG}", "On portraits", f"/embed/articles/{SLUG}"),
        (f"/articles/{SLUG}?utm_source=x", "On portraits", f"/embed/articles/{SLUG}"),
        (f"/articles/{SLUG}#poll-single", "What about single?", "/embed/polls/1"),
        (
            f"/articles/{SLUG}/discussion",
            "Discussion of “On portraits”",
            f"/embed/articles/{SLUG}/discussion",
        ),
        ("/polls/1", "What about single?", "/embed/polls/1"),
    ],
)
def test_json_and_xml_say_the_same(allowing: FlaskClient, page: str, title: str, frame: str) -> None:
    json, xml = ask(allowing, HERE + page), ask(allowing, HERE + page, format="xml")
    told: dict[str, Any] = json.get_json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", title)
    assert f'src="{HERE}{frame}"' in told["html"]
    assert allowing.get(told["thumbnail_url"]).mimetype == "image/png"
    assert json.headers["Access-Control-Allow-Origin"] == "*"
    assert (json.mimetype, xml.mimetype) == ("application/json", "text/xml")
    assert {field.tag: field.text for field in XML(xml.data)} == {
        name: str(value) for name, value in told.items()
    }


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/articles/on-portraits",
        "https://elsewhere.example/articles/on-portraits",
        "http://localhost@elsewhere.example/articles/on-portraits",
        "http://localhost.elsewhere.example/articles/on-portraits",
        "javascript://localhost/articles/on-portraits",
        "http://[/articles/on-portraits",
        f"{HERE}/",
        f"{HERE}/articles/none",
        f"{HERE}/articles/{SLUG}%2fdiscussion%2fx",
        f"{HERE}/polls/4711",
        f"{HERE}/polls/99999999999999999999",
        f"{HERE}/account",
    ],
)
def test_of_other_links_nothing_is_told(client: FlaskClient, url: str) -> None:
    assert ask(client, url).status_code == 404


def test_a_format_that_is_not_made_is_refused(client: FlaskClient) -> None:
    assert ask(client, f"{HERE}/articles/{SLUG}", format="yaml").status_code == 501


@pytest.mark.parametrize("asked", ["x", "-5", "0", "9" * 30])
def test_a_limit_that_is_no_number_is_none(allowing: FlaskClient, asked: str) -> None:
    assert ask(allowing, f"{HERE}/articles/{SLUG}", maxwidth=asked).get_json()["width"] == 640


def test_a_site_is_known_by_its_own_address_too(make_site: Callable[..., Site]) -> None:
    client = make_site(address="https://polls.example").app.test_client()
    told = ask(client, f"https://polls.example/articles/{SLUG}").get_json()
    assert told["thumbnail_url"].startswith(f"https://polls.example/articles/{SLUG}/share-")
