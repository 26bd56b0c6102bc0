"""Pages of what went wrong: who reads, and the way back to where they were."""

import pytest

from tests.accounts.people import signed_in
from tests.discussion.scene import Scene
from tests.samples import SLUG

BACK = f'href="/articles/{SLUG}/discussion#discussion">To its discussion'


@pytest.mark.parametrize("asked", ["/comments/99", "/discussion?sort=loudest", "/discussion?poll=no-such"])
def test_the_way_back_leads_to_the_article_and_its_discussion(scene: Scene, asked: str) -> None:
    answer = scene.site.browser().client.get(f"/articles/{SLUG}{asked}")
    assert answer.status_code in (400, 404)
    assert BACK in answer.text
    assert f'href="/articles/{SLUG}">To the article' in answer.text


def test_no_way_leads_to_an_article_that_is_not_there(scene: Scene) -> None:
    answer = scene.site.browser().client.get("/articles/no-such/discussion")
    assert answer.status_code == 404
    assert "To the article" not in answer.text


def test_no_way_tells_of_a_comment_that_waits_but_to_its_author(scene: Scene) -> None:
    for name in ("Ada", "Bea"):
        scene.member(name)
    held, public = scene.post("Ada"), scene.post("Ada")
    scene.hold(held)
    for name, number, leads in (("Bea", held, False), ("Ada", held, True), ("Bea", public, True)):
        answer = signed_in(scene.site, scene.people[name]).client.get(f"/moderation/comments/{number}")
        assert answer.status_code == 403
        assert ("To the article" in answer.text) is leads, (name, number)
    answers = [scene.site.browser().client.get(f"/comments/{number}") for number in (held, 99)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].text.replace(f"/comments/{held}", "/comments/99") == answers[1].text


def test_the_header_says_who_reads_and_only_to_them(scene: Scene) -> None:
    browser = signed_in(scene.site, scene.member("Ada"))
    answer = browser.client.get("/no-such-page")
    assert "<bdi>Ada</bdi>" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer.headers["Vary"]
    assert "<bdi>Ada</bdi>" not in scene.site.browser().client.get("/no-such-page").text
