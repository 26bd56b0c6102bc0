"""The heads of pages: by which address each is known, what it is called, who lists it, where it can be followed."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from pollsite.discussion.types import Status
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import SLUG, article_text

ARTICLE = f"/articles/{SLUG}"
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')
LINK = re.compile(r'<link rel="(canonical|alternate)"(?! type="[a-z/+]+oembed")[^>]*? href="([^"]+)">')
OEMBED = re.compile(r'<link rel="alternate" type="([a-z]+/[a-z]+)\+oembed"[^>]*? href="([^"]+)">')


@pytest.fixture
def scene(site: Site) -> Scene:
    """A discussion with two members."""
    scene = Scene(site)
    scene.member("Ada")
    scene.member("Grace")
    return scene


def said_at(client: FlaskClient, address: str) -> dict[str, str]:
    """What the page's head says, by name; names are said once."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    found = META.findall(answer.text)
    assert len({name for name, _ in found}) == len(found)
    return {name: unescape(content) for name, content in found}


def links_at(client: FlaskClient, address: str, rel: str) -> list[str]:
    """Where links of that kind lead."""
    return [unescape(href) for kind, href in LINK.findall(client.get(address).text) if kind == rel]


def test_an_article_can_be_shared(site: Site, client: FlaskClient) -> None:
    said = said_at(client, ARTICLE)
    assert said["og:title"] == "On portraits"
    assert said["og:description"] == said["description"] == "A short text about portraits."
    assert said["og:url"] == f"http://localhost{ARTICLE}"
    assert said["og:type"] == "article"
    assert "robots" not in said


@pytest.mark.parametrize("asked", ["", "?change=single", "?withdrawn=single", "?utm_source=x"])
def test_an_article_is_known_by_one_address(site: Site, client: FlaskClient, asked: str) -> None:
    assert links_at(client, ARTICLE + asked, "canonical") == [f"http://localhost{ARTICLE}"]


def test_the_discussion_is_listed_by_its_first_page_alone(scene: Scene, client: FlaskClient) -> None:
    for number in range(25):
        scene.post("Ada", f"Thread {number}.", about=("single",))
    page = f"{ARTICLE}/discussion"
    (after,) = re.findall(r"after=([0-9.]+)", client.get(page).text)
    for asked in ("", "?sort=newest", "?poll=single", f"?after={after}"):
        said = said_at(client, page + asked)
        assert said.get("robots", "") == ("noindex, follow" if asked else "")
        assert links_at(client, page + asked, "canonical") == [f"http://localhost{page}"]


def test_pages_say_where_they_can_be_followed(scene: Scene, client: FlaskClient) -> None:
    first, reply = scene.thread("Ada", "Grace")
    discussion = f"http://localhost{ARTICLE}/discussion.atom"
    thread = f"http://localhost{ARTICLE}/comments/{first}.atom"
    assert links_at(client, ARTICLE, "alternate") == [discussion]
    assert links_at(client, f"{ARTICLE}/discussion", "alternate") == [discussion]
    for number in (first, reply):
        assert links_at(client, f"{ARTICLE}/comments/{number}", "alternate") == [thread, discussion]
    assert client.get(f"{ARTICLE}/comments/{first}.atom").status_code == 200


def test_pages_say_where_oembed_is_asked_about_them(client: FlaskClient) -> None:
    for page in (ARTICLE, f"{ARTICLE}/discussion"):
        found = [(kind, unescape(address)) for kind, address in OEMBED.findall(client.get(page).text)]
        assert [kind for kind, _ in found] == ["application/json", "text/xml"]
        for kind, address in found:
            answer = client.get(address)
            assert answer.mimetype == kind
            assert "On portraits" in answer.text


def test_a_comment_is_described_by_its_words(scene: Scene, client: FlaskClient) -> None:
    number = scene.post("Ada", 'A face is "work" & <play>.')
    said = said_at(client, f"{ARTICLE}/comments/{number}")
    assert said["description"] == said["og:description"] == 'A face is "work" & <play>.'
    assert said["og:title"] == "Ada on “On portraits”"
    assert "robots" not in said


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED])
def test_what_may_not_be_read_describes_nothing(scene: Scene, client: FlaskClient, status: Status) -> None:
    number = scene.post("Ada", "Xylophones.")
    scene.post("Grace", to=number)
    scene.decide(number, status, "rule 3, personal attack")
    scene.site.settle()
    said = said_at(client, f"{ARTICLE}/comments/{number}")
    assert "Xylophones" not in str(said)
    assert "Ada" not in str(said)
    assert said["robots"] == "noindex, follow"


def test_whole_addresses_are_those_the_site_was_asked_under(make_site: Callable[..., Site]) -> None:
    site = make_site(trusted_hosts=("localhost", "polls.example"))
    client = site.app.test_client()
    for host in ("localhost", "polls.example", "localhost"):
        page = client.get(ARTICLE, base_url=f"http://{host}").text
        assert f'"og:url" content="http://{host}{ARTICLE}"' in page
        assert f'"url": "http://{host}{ARTICLE}"' in page


def test_a_site_with_an_address_of_its_own_says_that_one(make_site: Callable[..., Site]) -> None:
    client = make_site(address="https://polls.example").app.test_client()
    assert said_at(client, ARTICLE)["og:url"] == f"https://polls.example{ARTICLE}"


def test_marks_in_a_title_stay_marks(site: Site, client: FlaskClient) -> None:
    site.publish(article_text(slug="marks", title="Faces & <masks>"))
    assert said_at(client, "/articles/marks")["og:title"] == "Faces & <masks>"
