"""The feeds of a discussion and of a thread: valid Atom, of what everybody may read, and cheap to ask again."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from pollsite.discussion.types import Status
from pollsite.discussion.visibility import COLLAPSED
from pollsite.pages.feeds import Entry, Feed, render_feed
from tests.accounts.people import make_member, sign_in
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.moderation.reporting import Reporting
from tests.samples import DURING, SLUG

ATOM = "{http://www.w3.org/2005/Atom}"
REPLY = "{http://purl.org/syndication/thread/1.0}in-reply-to"
ADDRESS = f"/articles/{SLUG}/discussion.atom"


@pytest.fixture
def scene(site: Site) -> Scene:
    """A discussion with two members."""
    scene = Scene(site)
    scene.member("Ada")
    scene.member("Grace")
    return scene


def feed_at(client: FlaskClient, address: str = ADDRESS) -> Element:
    """The feed there; what RFC 4287 asks of every feed and entry is looked after."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    identities = [text(entry, "id") for entry in [feed, *feed.findall(f"{ATOM}entry")]]
    assert len(set(identities)) == len(identities)
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert datetime.fromisoformat(text(element, "updated")).tzinfo
    for entry in feed.findall(f"{ATOM}entry"):
        assert text(entry, "author/name")
        assert entry.findall(f"{ATOM}link[@rel='alternate']")
    (own,) = feed.findall(f"{ATOM}link[@rel='self']")
    assert own.get("href") == f"http://localhost{address}" == text(feed, "id")
    return feed


def text(element: Element, path: str) -> str:
    """The text of what stands at the path."""
    found = element.find("/".join(f"{ATOM}{name}" for name in path.split("/")))
    assert found is not None, path
    return found.text or ""


def entries(feed: Element) -> list[Element]:
    """The feed's entries in their order."""
    return feed.findall(f"{ATOM}entry")


def test_comments_stand_newest_first_with_their_authors_and_words(scene: Scene, client: FlaskClient) -> None:
    first = scene.post("Ada", "A face is *work*. <b>Truly</b>")
    second = scene.post("Grace", "> A face is work\n\nIs it?", to=first)
    answer, question = entries(feed_at(client))
    assert text(question, "author/name") == "Ada"
    assert text(question, "content") == scene.comment(first).body_html
    assert [content.get("type") for content in question.findall(f"{ATOM}content")] == ["html"]
    assert text(question, "title") == "Ada: A face is work. <b>Truly</b>"
    assert text(answer, "title") == "Grace: Is it?"
    assert text(answer, "id") == f"http://localhost/comments/{second}"
    reply = answer.find(REPLY)
    assert reply is not None
    assert reply.get("ref") == text(question, "id")
    assert question.find(REPLY) is None


def test_words_that_wait_behind_a_notice_are_in_no_feed(scene: Scene, client: FlaskClient) -> None:
    """Nothing can be folded there; the entry stays, for the comment does, and leads to where it can be unfolded."""
    number = scene.post("Ada", "Xylophones.")
    for name in ("Rita", "Bea", "Cy"):
        Reporting(scene).flag(name, number)
    scene.site.settle()
    for address in (ADDRESS, f"/articles/{SLUG}/comments/{number}.atom"):
        (entry,) = entries(feed_at(client, address))
        assert text(entry, "content") == f"<p>{COLLAPSED}.</p>"
        assert text(entry, "title") == f"Ada: {COLLAPSED}"
        assert "Xylophones" not in client.get(address).text


def test_an_empty_discussion_has_a_feed(site: Site, client: FlaskClient) -> None:
    assert entries(feed_at(client)) == []
    assert text(feed_at(client), "title") == "Comments on “On portraits”"


def test_a_thread_has_a_feed_of_its_own(scene: Scene, client: FlaskClient) -> None:
    first = scene.post("Ada", "One thread.")
    reply = scene.post("Grace", "Its answer.", to=first)
    scene.post("Grace", "Another thread.")
    feed = feed_at(client, f"/articles/{SLUG}/comments/{first}.atom")
    assert [text(entry, "title") for entry in entries(feed)] == ["Grace: Its answer.", "Ada: One thread."]
    elsewhere = client.get(f"/articles/{SLUG}/comments/{reply}.atom")
    assert (elsewhere.status_code, elsewhere.location) == (301, f"/articles/{SLUG}/comments/{first}.atom")


@pytest.mark.parametrize(
    "address",
    [
        "/articles/on-bread/discussion.atom",
        f"/articles/{SLUG}/comments/4711.atom",
        f"/articles/{SLUG}/comments/{2**40}.atom",
        "/articles/on-bread/comments/1.atom",
    ],
)
def test_there_is_no_feed_of_what_there_is_not(scene: Scene, client: FlaskClient, address: str) -> None:
    scene.post("Ada")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("status", [Status.HELD, Status.REMOVED])
def test_what_may_not_be_read_is_in_no_feed(scene: Scene, client: FlaskClient, status: Status) -> None:
    first = scene.post("Ada", "Xylophones.")
    scene.post("Grace", "Answered.", to=first)
    scene.decide(first, status, "rule 3, personal attack")
    scene.site.settle()
    for address in (ADDRESS, f"/articles/{SLUG}/comments/{first}.atom"):
        feed = feed_at(client, address)
        assert [text(entry, "author/name") for entry in entries(feed)] == ["Grace"]
        words = client.get(address).text
        assert "Xylophones" not in words
        assert "Ada" not in words
        assert "personal attack" not in words


def test_a_guest_held_comment_and_its_thread_are_nobodys_business(scene: Scene, client: FlaskClient) -> None:
    held = scene.post("A guest", "Xylophones.")
    assert entries(feed_at(client)) == []
    assert client.get(f"/articles/{SLUG}/comments/{held}.atom").status_code == 404


def test_a_stance_is_in_no_feed(scene: Scene, client: FlaskClient) -> None:
    scene.vote("Ada", "single", "yes")
    scene.post("Ada", "Mine.", about=("single",), stance=True)
    assert "Yes" not in client.get(ADDRESS).text


def test_a_public_edit_makes_it_newer(scene: Scene, client: FlaskClient) -> None:
    number = scene.post("Ada", "Before.")
    before = text(entries(feed_at(client))[0], "updated")
    scene.pass_time(hours=2)
    scene.edit("Ada", number, "After.")
    scene.site.settle()
    (entry,) = entries(feed_at(client))
    assert text(entry, "updated") > before == text(entry, "published")
    assert "After." in text(entry, "content")


@pytest.mark.parametrize("cookie", [False, True])
def test_what_has_not_changed_is_not_sent_again(scene: Scene, cookie: bool) -> None:
    client = scene.site.app.test_client()
    if cookie:
        sign_in(client, make_member(scene.site, "Alan"))
    scene.post("Ada")
    answer = client.get(ADDRESS)
    assert answer.headers["Last-Modified"]
    assert client.get(ADDRESS, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    scene.post("Grace")
    scene.site.settle()
    assert client.get(ADDRESS, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 200


def test_a_feed_sets_no_cookie_and_is_shared(scene: Scene, client: FlaskClient) -> None:
    answer = client.get(ADDRESS)
    assert "Set-Cookie" not in answer.headers
    assert "public" in answer.headers["Cache-Control"]


def entry_with(**facts: str) -> Entry:
    """An entry that says so."""
    said = {"title": "t", "author": "a", "html": "<p>h</p>", **facts}
    return Entry(
        number_address="http://x/comments/1",
        page="http://x/articles/y/comments/1",
        published_at=DURING,
        updated_at=DURING + timedelta(hours=1),
        title=said["title"],
        author=said["author"],
        html=said["html"],
    )


def feed_of(*entries: Entry) -> Feed:
    """A feed of these."""
    return Feed(
        address="http://x/f",
        page="http://x/",
        title="f",
        subtitle="",
        language="en",
        updated_at=DURING,
        entries=entries,
    )


@pytest.mark.parametrize("sign", ["\x00", "\x0b", "\x1f", "\x7f", "\ud800", "\ufffe", "\ufdd0"])
@pytest.mark.parametrize("where", ["title", "author", "html"])
def test_what_xml_cannot_hold_is_left_out(sign: str, where: str) -> None:
    feed = ElementTree.fromstring(render_feed(feed_of(entry_with(**{where: f"be{sign}fore"}))))
    assert any("before" in (element.text or "") for element in feed.iter())


def test_signs_of_all_planes_are_kept() -> None:
    words = "é ش 漢 😀 & < > ]]> \u2028"
    (entry,) = entries(ElementTree.fromstring(render_feed(feed_of(entry_with(html=words)))))
    assert text(entry, "content") == words


def test_instants_are_in_utc() -> None:
    feed = feed_of(entry_with())
    assert feed.changed_at == datetime(2026, 11, 24, 13, tzinfo=UTC)
    assert b"<updated>2026-11-24T13:00:00Z</updated>" in render_feed(feed)
