"""Who cannot write is told before they do: in a locked thread, and in front of a comment that a moderator removed."""

import pytest

from pollsite.discussion.locking import set_locked
from pollsite.discussion.types import Openness
from tests.discussion.paper import comment_form
from tests.discussion.scene import Scene
from tests.discussion.writing import hand_of
from tests.patience import eventually
from tests.samples import SLUG

LOCKED = "A moderator locked this thread: it can be read, and takes no replies."


def lock(scene: Scene, comment_id: int, *, locked: bool = True) -> None:
    """A moderator locks the thread, or opens it again."""
    with scene.site.writing() as session:
        set_locked(session.connection(), comment_id, locked=locked)


@pytest.mark.parametrize(
    "address",
    [f"/articles/{SLUG}", f"/articles/{SLUG}/discussion", "/comments/1", "/comments/2", "/comments/5"],
)
def test_a_locked_thread_says_so_at_its_first_comment_once(scene: Scene, address: str) -> None:
    scene.member("Ada")
    scene.thread("Ada", "Ada", "Ada", "Ada", "Ada")
    reader = scene.site.app.test_client()

    def said() -> int:
        return reader.get(address, follow_redirects=True).text.count(LOCKED)

    assert said() == 0
    lock(scene, 2)
    eventually(lambda: said() == 1)
    lock(scene, 2, locked=False)
    eventually(lambda: said() == 0)


def test_a_removed_first_comment_still_says_that_its_thread_is_locked(scene: Scene) -> None:
    scene.member("Ada")
    scene.thread("Ada", "Ada")
    lock(scene, 1)
    scene.remove(1)
    page = scene.site.app.test_client().get(f"/articles/{SLUG}/discussion").text
    assert page.count(LOCKED) == 1


def test_the_form_for_a_locked_thread_is_the_sentence(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = scene.post("Ada")
    lock(scene, number)
    answer = ada.browser.client.get(f"/articles/{SLUG}/comment?parent={number}")
    assert answer.status_code == 409
    form = comment_form(answer)
    assert (form.sentence, form.buttons) == (LOCKED, {})
    assert "still here" not in answer.text


def test_what_was_written_while_it_was_locked_can_be_posted_to_the_article(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = scene.post("Ada")
    lock(scene, number)
    form = comment_form(ada.write("My answer.", to=number))
    assert form.body == "My answer."
    assert "Post it as a comment of its own" in form.buttons


def test_the_form_for_a_closed_discussion_speaks_of_no_text(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    scene.set_openness(Openness.CLOSED)
    form = comment_form(ada.browser.client.get(f"/articles/{SLUG}/comment"))
    assert form.sentence == "This discussion is closed: it can be read, and takes no new comments."


def test_a_removed_comment_is_not_offered_for_editing(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = scene.post("Ada")
    assert f"/comments/{number}/edit" in ada.browser.client.get(f"/articles/{SLUG}/comments/{number}").text
    scene.remove(number)
    page = ada.browser.client.get(f"/articles/{SLUG}/comments/{number}").text
    assert f"/comments/{number}/edit" not in page
    assert f"/comments/{number}/deletion" in page
    refused = ada.browser.client.get(f"/comments/{number}/edit")
    assert refused.status_code == 409
    assert "You can still delete it." in refused.text
    assert "still here" not in refused.text
    assert f'href="/articles/{SLUG}/comments/{number}#comment-{number}"' in refused.text


def test_a_tombstone_leads_to_the_rule_that_it_names(scene: Scene) -> None:
    scene.member("Ada")
    scene.thread("Ada", "Ada")
    scene.remove(1, "rule 3, hate")
    page = scene.site.app.test_client().get(f"/articles/{SLUG}/discussion").text
    assert 'href="/rules#rule-3"' in page
