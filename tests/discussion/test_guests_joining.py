"""What a guest wrote is their account's once they sign in, under the name it was written with."""

import json

import pytest

from pollsite.accounts.identicons import identicon_path
from pollsite.discussion.deleting import delete_all_of, forget_author
from pollsite.discussion.errors import YourOwn
from pollsite.discussion.joining import join_marks
from pollsite.discussion.verifying import verify_discussions
from tests.accounts.people import sign_in
from tests.discussion.scene import GOOD, Scene
from tests.discussion.writing import Hand, guest, number_in
from tests.fixtures.site import reader
from tests.samples import SLUG


def join(scene: Scene, name: str, to: str) -> None:
    """The reader `name` signs in as `to`, twice: a request may be repeated."""
    for _ in range(2):
        with scene.site.writing() as session:
            join_marks(
                session, from_reader=scene.reader_of(name), to_reader=scene.reader_of(to), at=scene.now
            )
    with scene.site.reading() as session:
        assert verify_discussions(session).differences == ()


@pytest.fixture
def written(scene: Scene) -> tuple[Scene, int]:
    """A guest's comment that was released."""
    scene.member("ada")
    number = scene.post("guy", "Mine.", about=("single",), key="k")
    scene.release(number)
    return scene, number


def test_the_comment_is_the_accounts_and_the_name_the_guests(written: tuple[Scene, int]) -> None:
    scene, number = written
    before = scene.comment(number).version
    join(scene, "guy", "ada")
    comment = scene.comment(number)
    assert comment.reader_id == scene.reader_of("ada")
    assert (comment.account_id, comment.guest_name) == (None, "guy")
    assert comment.version == before + 1
    with pytest.raises(YourOwn):
        scene.mark("ada", number)
    assert scene.edit("ada", number, "Still mine.").waits_again, "a guest's name is a guest's"
    scene.delete("ada", number)
    assert scene.comment(number).body_source == ""


def test_marks_and_thanks_of_the_account_for_those_words_end(written: tuple[Scene, int]) -> None:
    scene, number = written
    for name in ("ada", "dan"):
        scene.mark(name, number, GOOD)
        scene.vote(name, "single", "yes")
        scene.vote(name, "single", "no")
        scene.credit(name, number, "single")
    join(scene, "guy", "ada")
    comment = scene.comment(number)
    assert (comment.good, comment.minds) == (1, 1)


def test_two_guests_who_sent_the_same_form_join_one_account(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.post("ada", "As a member.", key="k")
    other = scene.post("gil", "Mine, too.", key="k")
    for name in ("guy", "gil"):
        join(scene, name, "ada")
    assert {scene.comment(one).reader_id for one in (number, other)} == {scene.reader_of("ada")}
    assert not scene.submit("ada", "Mine, too.").is_repeat, "under another name"


def test_the_drawing_ties_nobody_to_a_member(written: tuple[Scene, int]) -> None:
    scene, number = written
    address = f"/articles/{SLUG}/comments/{number}"
    own = scene.post("ada", "As a member.")
    shown = scene.site.browser().client.get(address).text
    assert identicon_path(reader("guy"), "guy").path in shown
    join(scene, "guy", "ada")
    shown = scene.site.browser().client.get(address).text
    assert identicon_path(scene.reader_of("ada"), "guy").path in shown
    members = identicon_path(scene.reader_of("ada")).path
    assert members not in shown
    assert members in scene.site.browser().client.get(f"/articles/{SLUG}/comments/{own}").text


def test_leaving_with_all_words_takes_those_along(written: tuple[Scene, int]) -> None:
    scene, number = written
    join(scene, "guy", "ada")
    with scene.site.writing() as session:
        delete_all_of(session, account_id=scene.people["ada"].account_id, at=scene.now)
    assert scene.comment(number).body_source == ""


def test_signing_in_moves_what_was_written_and_hands_it_out(scene: Scene) -> None:
    ada = Hand(guest(scene).browser, scene.article_id)
    number = number_in(ada.write("Written as a guest.", name="Jo Field"))
    sign_in(ada.browser, scene.member("Ada"))
    ada.send(f"/articles/{scene.article_id}/visit", {"until": "2026-11-24T12:00:00+00:00"})
    assert scene.comment(number).reader_id == scene.people["Ada"].reader_id
    assert "Written as a guest." in ada.get(f"/comments/{number}/edit").text
    handed = ada.get("/account/data")
    assert "Written as a guest." in json.dumps(handed.json, ensure_ascii=False)


def test_words_without_an_account_have_no_face_and_no_earlier_text(scene: Scene) -> None:
    for name in ("ada", "bea"):
        scene.member(name)
        number = scene.post(name, "First words.")
        scene.pass_time(hours=1)
        scene.edit(name, number, "Second words.")
    drawings = [identicon_path(scene.reader_of(name)).path for name in ("ada", "bea")]
    ada, address = scene.people["ada"], f"/articles/{SLUG}/comments/1"
    browser = scene.site.browser()
    assert "First words." in browser.client.get(f"{address}/earlier").text
    with scene.site.writing() as session:
        forget_author(session, account_id=ada.account_id)
    page = browser.client.get(address).text
    assert "Second words." in page
    assert "[deleted]" in page
    assert drawings[0] not in page
    assert "/earlier" not in page
    assert "First words." not in browser.client.get(f"{address}/earlier").text
    assert drawings[1] in browser.client.get(f"/articles/{SLUG}/comments/2").text
