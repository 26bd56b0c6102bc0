"""Frames on other sites: what everybody may see, nothing of one reader, nothing that can be sent, and only where allowed."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from pollsite.discussion.types import Status
from tests.browsing import bare
from tests.discussion.scene import Scene
from tests.fixtures.site import Site
from tests.samples import AFTER_CLOSE, AFTER_VOTE, SINGLE, SLUG, article_text

BLOG = "https://blog.example.org"
ARTICLE, DEBATE, CODE = (
    f"/embed/articles/{SLUG}",
    f"/embed/articles/{SLUG}/discussion",
    f"/articles/{SLUG}/embed",
)
LINK = re.compile(r"<a [^>]*>")
HIDDEN = (AFTER_VOTE.key, AFTER_CLOSE.key)


@pytest.fixture
def allowing(make_site: Callable[..., Site]) -> Site:
    """A site that lets one other one show its frames."""
    return make_site(embed_sites=(BLOG,))


def frames(site: Site) -> list[str]:
    """The addresses of everything that may stand in a frame."""
    keys = ("single", "multiple", "scale", "after-vote", "after-close", "closed", "not-open")
    return [ARTICLE, DEBATE, *(f"/embed/polls/{site.poll_id(key)}" for key in keys)]


def test_a_poll_shows_its_present_result_and_leads_to_its_place(site: Site, client: FlaskClient) -> None:
    site.crowd("single", yes=3, no=1)
    frame = client.get(f"/embed/polls/{site.poll_id('single')}").text
    assert re.findall(r'class="percent">(.*?)<', frame) == [
        "75&#8239;%",
        "25&#8239;%",
        "0&#8239;%",
        "0&#8239;%",
    ]
    assert "4 readers voted" in frame
    assert f'href="http://localhost/articles/{SLUG}#poll-single"' in frame
    assert "Vote on pollsite" in frame


def test_a_frame_names_its_icon_so_that_none_is_looked_for(site: Site, client: FlaskClient) -> None:
    assert all('<link rel="icon"' in client.get(address).text for address in frames(site))


def test_a_closed_poll_asks_for_no_vote(site: Site, client: FlaskClient) -> None:
    frame = client.get(f"/embed/polls/{site.poll_id('closed')}").text
    assert "Closed on" in frame
    assert "Vote on" not in frame


@pytest.mark.parametrize("key", HIDDEN)
def test_hidden_results_change_no_byte_of_any_frame(site: Site, client: FlaskClient, key: str) -> None:
    asked = [ARTICLE, CODE, f"/embed/polls/{site.poll_id(key)}"]
    before = [bare(client.get(address)) for address in asked]
    site.crowd(key, yes=5, no=2)
    assert [bare(client.get(address)) for address in asked] == before


def test_a_frame_is_the_same_for_who_has_voted_and_sets_no_cookie(site: Site) -> None:
    voter = site.browser().touch()
    for key in ("single", *HIDDEN):
        voter.vote(key, "yes")
    for address in frames(site):
        own, shared = voter.client.get(address), site.app.test_client().get(address)
        assert own.data == shared.data
        assert own.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in own.headers


def test_nothing_in_a_frame_can_be_sent_and_every_link_leads_out_of_it(
    site: Site, client: FlaskClient
) -> None:
    scene = Scene(site)
    scene.member("Ada")
    scene.post(
        "Ada", "See https://elsewhere.example and [this](https://elsewhere.example/b).", about=("single",)
    )
    for address in frames(site):
        frame = client.get(address)
        assert not re.search(r"<(form|button|input|textarea|select)\b", frame.text), address
        assert all('target="_blank"' in link for link in LINK.findall(frame.text)), address
        assert "form-action 'none'" in frame.headers["Content-Security-Policy"]


def test_words_that_look_like_a_link_stay_words(site: Site, client: FlaskClient) -> None:
    scene = Scene(site)
    scene.member("Ada")
    scene.post("Ada", 'He typed `<a href="x">` and [so](https://elsewhere.example/?q=<a%20href="y">).')
    found = LINK.findall(client.get(DEBATE).text)
    assert sum("elsewhere" in link for link in found) <= 1
    assert not any('href="x"' in link or 'href="y"' in link for link in found)


@pytest.mark.parametrize(("sites", "told"), [((), "'none'"), ((BLOG, "http://a.localhost:8000"), None)])
def test_a_frame_stands_only_where_the_setting_says(
    make_site: Callable[..., Site], sites: tuple[str, ...], told: str | None
) -> None:
    site = make_site(embed_sites=sites)
    for address in frames(site):
        answer = site.app.test_client().get(address)
        policy = answer.headers.getlist("Content-Security-Policy")
        assert len(policy) == 1
        assert policy[0].endswith(f"frame-ancestors {told or ' '.join(sites)}")
        assert f'data-sites="{" ".join(sites)}"' in answer.text
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_no_other_page_can_be_framed_by_a_site_that_may_show_frames(allowing: Site) -> None:
    for address in ("/", f"/articles/{SLUG}", CODE, "/polls/1", "/embed.js", "/embed/polls/99"):
        answer = allowing.app.test_client().get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], address


def test_a_frame_that_has_not_changed_is_not_sent_again(site: Site, client: FlaskClient) -> None:
    address = f"/embed/polls/{site.poll_id('single')}"
    known = {"If-None-Match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304
    site.vote("ada", "single", "yes")
    assert client.get(address, headers=known).status_code == 200


@pytest.mark.parametrize(("asked", "theme"), [("dark", "dark"), ("light", "light"), ("", ""), ('"><b>', "")])
def test_colours_can_be_fixed_and_nothing_else(client: FlaskClient, asked: str, theme: str) -> None:
    frame = client.get(ARTICLE, query_string={"theme": asked}).text
    assert re.findall(r'data-theme="(.*?)"', frame) == ([theme] if theme else [])
    assert f'content="{theme or "light dark"}"' in frame


def test_a_discussion_shows_what_everybody_may_read_and_no_vote(site: Site, client: FlaskClient) -> None:
    scene = Scene(site)
    for name in ("Ada", "Grace"):
        scene.member(name)
    scene.vote("Ada", "single", "yes")
    first = scene.post("Ada", "Apples.", about=("single",), stance=True)
    secret = scene.post("Grace", "Xylophones.", to=first)
    scene.post("Ada", "Pears.", to=secret)
    frame = client.get(DEBATE).text
    assert all(words in frame for words in ("Apples.", "Xylophones.", "Pears.", "3 comments"))
    assert "Yes indeed" not in frame
    scene.decide(secret, Status.REMOVED, "rule 3, personal attack")
    frame = client.get(DEBATE).text
    assert "Xylophones." not in frame
    assert "Removed by a moderator" in frame
    assert "Pears." in frame


@pytest.mark.parametrize(
    "address", ["/embed/polls/4711", "/embed/articles/none", "/embed/articles/none/discussion"]
)
def test_what_is_not_there_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_question_that_is_no_longer_asked_is_in_no_frame(site: Site, client: FlaskClient) -> None:
    number = site.poll_id("after-vote")
    assert client.get(f"/embed/polls/{number}").status_code == 200
    site.publish(article_text(SINGLE))
    assert client.get(f"/embed/polls/{number}").status_code == 404


def test_the_script_may_be_loaded_by_any_page(client: FlaskClient) -> None:
    answer = client.get("/embed.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/embed.js", headers=known).status_code == 304


def test_the_page_of_codes_has_one_of_each_kind_for_everything(allowing: Site) -> None:
    page = allowing.app.test_client().get(CODE).text
    codes = [unescape(code) for code in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)]
    assert len(codes) == 2 * (2 + 7)
    shown = {address for code in codes for address in re.findall(r'src="(.*?)"', code)}
    assert shown == {f"http://localhost{address}" for address in (*frames(allowing), "/embed.js")}
    assert BLOG in page


def test_the_page_of_codes_says_where_no_site_may_show_frames(site: Site, client: FlaskClient) -> None:
    page = client.get(CODE).text
    assert "No other site may show frames of ours yet" in page
    assert "POLLSITE_" not in page  # the setting's name is for whoever runs the site
    article = client.get(f"/articles/{SLUG}").text
    assert f'href="{CODE}"' in article
    assert f'href="{CODE}#poll-single"' in article


def test_marks_in_a_question_stay_marks_in_the_code(site: Site, client: FlaskClient) -> None:
    site.publish(article_text(SINGLE, slug="marks", title="Faces & <masks> 'n more"))
    page = client.get("/articles/marks/embed").text
    (code, *_) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert "<masks>" not in unescape(code)
    assert ">Faces &amp; &lt;masks&gt;" in unescape(code)
