"""What pages tell machines: facts of what everybody may read there, in an element that no text can end."""

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from pollsite.discussion.types import Status
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.reporting import Reporting
from tests.samples import SLUG

ELEMENT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ARTICLE = f"/articles/{SLUG}"


@pytest.fixture
def scene(site: Site) -> Scene:
    """A discussion with two members."""
    scene = Scene(site)
    scene.member("Ada")
    scene.member("Grace")
    return scene


def facts_at(client: FlaskClient, address: str = ARTICLE) -> dict[str, Any]:
    """The one block of facts there."""
    (found,) = ELEMENT.findall(client.get(address).text)
    facts = json.loads(found)
    assert facts["@context"] == "https://schema.org"
    return dict(facts)


def test_an_article_says_what_it_is(site: Site, client: FlaskClient) -> None:
    facts = facts_at(client)
    assert facts["@type"] == "Article"
    assert facts["headline"] == "On portraits"
    assert facts["url"] == f"http://localhost{ARTICLE}"
    assert facts["author"] == {"@type": "Person", "name": "A tester"}
    assert facts["commentCount"] == 0
    assert "comment" not in facts


def test_an_article_tells_of_the_threads_on_its_page(scene: Scene, client: FlaskClient) -> None:
    first = scene.post("Ada", "A face is *work*.")
    reply = scene.post("Grace", "Is it?", to=first)
    scene.marked(first, good=2, weak=1)
    scene.site.settle()
    facts = facts_at(client)
    assert facts["commentCount"] == 2
    (thread,) = facts["comment"]
    assert thread["text"] == "A face is work."
    assert thread["upvoteCount"] == 2
    assert thread["author"]["name"] == "Ada"
    (answer,) = thread["comment"]
    assert answer["url"] == f"http://localhost{ARTICLE}/comments/{reply}"


def test_a_comments_page_tells_of_it_and_its_replies(scene: Scene, client: FlaskClient) -> None:
    first, second, third = scene.thread("Ada", "Grace", "Ada")
    facts = facts_at(client, f"{ARTICLE}/comments/{second}")
    assert facts["@type"] == "DiscussionForumPosting"
    assert facts["isPartOf"]["headline"] == "On portraits"
    assert [told["url"].rpartition("/")[2] for told in facts["comment"]] == [str(third)]
    assert f"/comments/{first}" not in json.dumps(facts)


def test_words_that_wait_behind_a_notice_are_not_told(scene: Scene, client: FlaskClient) -> None:
    first = scene.post("Ada", "Xylophones.")
    for name in ("Rita", "Bea", "Cy"):
        Reporting(scene).flag(name, first)
    scene.site.settle()
    (thread,) = facts_at(client)["comment"]
    assert "text" not in thread
    assert thread["author"]["name"] == "Ada"
    assert "text" not in facts_at(client, f"{ARTICLE}/comments/{first}")
    head, _, _ = client.get(f"{ARTICLE}/comments/{first}").text.partition("</head>")
    assert "Xylophones" not in head


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED])
def test_nothing_is_told_of_what_may_not_be_read(scene: Scene, client: FlaskClient, status: Status) -> None:
    first = scene.post("Ada", "Xylophones.")
    middle = scene.post("Ada", "Glockenspiels.", to=first)
    scene.post("Grace", "Answered.", to=middle)
    scene.decide(first, status, "rule 3, personal attack")
    scene.decide(middle, status, "rule 3, personal attack")
    scene.site.settle()
    for address in (ARTICLE, f"{ARTICLE}/comments/{first}", f"{ARTICLE}/comments/{middle}"):
        told = "".join(ELEMENT.findall(client.get(address).text))
        assert "Xylophones" not in told
        assert "Glockenspiels" not in told
        assert "Ada" not in told
    assert ELEMENT.findall(client.get(f"{ARTICLE}/comments/{first}").text) == []


def test_a_deleted_comment_leaves_nothing(scene: Scene, client: FlaskClient) -> None:
    first = scene.post("Ada", "Xylophones.")
    scene.post("Grace", to=first)
    scene.delete("Ada", first)
    scene.site.settle()
    assert "comment" not in facts_at(client)


def test_a_stance_is_told_to_no_machine(scene: Scene, client: FlaskClient) -> None:
    scene.vote("Ada", "single", "rarely")
    number = scene.post("Ada", "Mine.", about=("single",), stance=True)
    for address in (ARTICLE, f"{ARTICLE}/comments/{number}"):
        assert "arely" not in "".join(ELEMENT.findall(client.get(address).text))


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!-- <script>",
        "]]> & \u2028 \u2029 '\"",
        "&lt;/script&gt; &#60;script>",
        "\\u003c/script\\u003e",
    ],
)
def test_no_text_ends_the_element(scene: Scene, client: FlaskClient, text: str) -> None:
    number = scene.post("Ada", text)
    for address in (ARTICLE, f"{ARTICLE}/comments/{number}"):
        page = client.get(address).text
        (found,) = ELEMENT.findall(page)
        assert not re.search("[<>&\u2028\u2029]", found)
        facts = json.loads(found)
        told = facts["comment"][0]["text"] if "comment" in facts else facts["text"]
        assert told == " ".join(text.split())
        assert (
            page.count("<script") == page.count("</script>") == len(re.findall("<script[^>]*src=", page)) + 1
        )


def test_long_words_are_told_by_their_beginning(scene: Scene, client: FlaskClient) -> None:
    scene.post("Ada", "much " * 900)
    (thread,) = facts_at(client)["comment"]
    assert len(thread["text"]) <= 300
    assert thread["text"].endswith("…")
