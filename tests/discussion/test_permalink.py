"""A comment on a page of its own: what it answers, itself, its replies; what is gone, held or elsewhere."""

import pytest

from tests.accounts.people import signed_in
from tests.discussion.reading import comment_on, comments_on, plain
from tests.discussion.scene import Scene
from tests.samples import SLUG, article_text


def address(number: int, more: str = "") -> str:
    """Where the comment stands."""
    return f"/articles/{SLUG}/comments/{number}{more}"


@pytest.fixture
def deep(scene: Scene) -> list[int]:
    """Eleven comments, each answering the one before."""
    scene.member("Ada"), scene.member("Bea")
    return scene.thread(*["Ada", "Bea"] * 5, "Ada")


def test_a_comment_stands_between_what_it_answers_and_its_replies(scene: Scene, deep: list[int]) -> None:
    aside = scene.post("Ada", to=deep[1])
    page = scene.site.browser().client.get(address(deep[2]))
    assert comments_on(page) == deep
    assert comments_on(scene.site.browser().client.get(address(aside))) == [*deep[:2], aside]


def test_past_the_deepest_indent_it_says_whom_it_answers(scene: Scene, deep: list[int]) -> None:
    page = scene.site.browser().client.get(address(deep[0]))
    told = [("replying to" in comment_on(page, number)) for number in deep]
    assert told == [False] * 6 + [True] * 5
    assert "replying to @ Ada" in plain(comment_on(page, deep[-2])).replace("@Ada", "@ Ada")
    indents = [comment_on(page, number).split("depth-")[1][0] for number in deep]
    assert indents == ["0", "1", "2", "3", "4", "5", "5", "5", "5", "5", "5"]


def test_replies_are_paged(scene: Scene) -> None:
    scene.member("Ada")
    root = scene.post("Ada")
    replies = [scene.post("Ada", to=root) for _ in range(53)]
    client = scene.site.browser().client
    first = client.get(address(root))
    assert comments_on(first) == [root, *replies[:50]]
    rest = first.text.split('<p class="older" lang="en"><a href="')[1].split('"')[0]
    assert comments_on(client.get(rest)) == [root, *replies[50:]]
    assert client.get(address(root, "?after=zz")).status_code == 400


def test_a_number_leads_to_the_place(scene: Scene) -> None:
    scene.member("Ada")
    number = scene.post("Ada")
    answer = scene.site.browser().client.get(f"/comments/{number}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address(number)}#comment-{number}")


@pytest.mark.parametrize("more", ["", "/earlier"])
def test_no_comment_is_not_found(scene: Scene, more: str) -> None:
    client = scene.site.browser().client
    assert client.get(address(99, more)).status_code == 404
    assert "This comment is not here." in client.get("/comments/99").text
    assert client.get(f"/comments/{2**31}").status_code == 404


def test_a_comment_of_another_article_is_not_found_here(scene: Scene) -> None:
    scene.site.publish(article_text(slug="another"))
    scene.member("Ada")
    number = scene.post("Ada")
    client = scene.site.browser().client
    assert client.get(f"/articles/another/comments/{number}").status_code == 404


def test_what_waits_is_its_authors_alone(scene: Scene) -> None:
    held = scene.post("Passer-by", "Words that wait.")
    ada = signed_in(scene.site, scene.member("Ada"))
    for client in (scene.site.browser().client, ada.client):
        assert client.get(address(held)).status_code == 404
        assert client.get(f"/comments/{held}").status_code == 404
    guest = scene.site.browser()
    with guest.client.session_transaction() as session:
        session["reader"] = scene.reader_of("Passer-by").hex
    own = guest.client.get(address(held, "?told=held"))
    assert "Words that wait." in own.text
    assert "Your comment waits for a moderator." in own.text
    assert "so far only you can read it" in guest.read().text
    assert "Words that wait." not in ada.read().text


def test_what_was_removed_keeps_its_address_without_its_words(scene: Scene) -> None:
    ada = scene.member("Ada")
    number = scene.post("Ada", "Words to be removed.")
    scene.remove(number)
    page = scene.site.browser().client.get(address(number))
    assert plain(comment_on(page, number)).startswith("Removed by a moderator: rule 3, personal attack. ")
    own = comment_on(signed_in(scene.site, ada).client.get(address(number)), number)
    assert "Words to be removed." in own
    assert "Removed by a moderator: rule 3, personal attack." in own


def test_what_was_just_done_is_told_to_who_did_it(scene: Scene) -> None:
    ada = scene.member("Ada")
    number = scene.post("Ada")
    told = "Your comment was posted."
    assert told in signed_in(scene.site, ada).client.get(address(number, "?told=posted")).text
    assert told not in signed_in(scene.site, ada).client.get(address(number, "?told=held")).text
    assert told not in scene.site.browser().client.get(address(number, "?told=posted")).text


def test_the_earlier_text_is_there_on_request(scene: Scene) -> None:
    scene.member("Ada")
    number = scene.post("Ada", "What I said first.")
    scene.pass_time(hours=1)
    scene.edit("Ada", number, "What I say now.")
    client = scene.site.browser().client
    assert "edited · earlier text" in comment_on(client.get(address(number)), number)
    assert "What I said first." in client.get(address(number, "/earlier")).text
    scene.remove(number)
    assert client.get(address(number, "/earlier")).status_code == 404


def test_a_silent_edit_shows_no_earlier_text(scene: Scene) -> None:
    scene.member("Ada")
    number = scene.post("Ada", "A slip.")
    scene.edit("Ada", number, "No slip.")
    client = scene.site.browser().client
    assert "earlier text" not in client.get(address(number)).text
    assert client.get(address(number, "/earlier")).status_code == 404


def test_a_further_page_shows_what_its_first_reply_answers(scene: Scene) -> None:
    scene.member("Ada")
    root = scene.post("Ada")
    first = scene.post("Ada", to=root)
    below = [scene.post("Ada", to=first) for _ in range(52)]
    client = scene.site.browser().client
    rest = client.get(address(root)).text.split('<p class="older" lang="en"><a href="')[1].split('"')[0]
    page = client.get(rest)
    assert comments_on(page) == [root, first, *below[49:]]
    assert f'href="{address(root)}#comment-{root}"><bdi>Earlier replies' in page.text


def test_a_reply_leads_to_the_beginning_of_its_thread(scene: Scene, deep: list[int]) -> None:
    client = scene.site.browser().client
    beginning = f'href="{address(deep[0])}#comment-{deep[0]}"><bdi>The whole thread'
    assert beginning in client.get(address(deep[3])).text
    assert "The whole thread" not in client.get(address(deep[0])).text


def test_what_is_gone_and_was_not_answered_says_so(scene: Scene) -> None:
    scene.member("Ada")
    number = scene.post("Ada")
    scene.delete("Ada", number)
    page = scene.site.browser().client.get(address(number))
    assert "nobody answered it" in page.text
    assert "The whole discussion" in page.text
