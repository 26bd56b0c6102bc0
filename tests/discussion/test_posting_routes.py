"""Posting through the front door: where one is sent, what is stored, and that it is stored once."""

import pytest

from pollsite.discussion.types import Openness, Status
from tests.discussion.scene import Scene
from tests.discussion.writing import guest, hand_of, number_in
from tests.samples import SLUG


def test_a_member_posts_at_once_and_is_led_to_the_comment(scene: Scene) -> None:
    answer = hand_of(scene, "Ada").write("Faces *matter*.")
    number = number_in(answer)
    assert answer.location == f"/articles/{SLUG}/comments/{number}?told=posted#comment-{number}"
    comment = scene.comment(number)
    assert (comment.status, comment.body_source) == (Status.VISIBLE, "Faces *matter*.")
    assert comment.body_html.strip() == "<p>Faces <em>matter</em>.</p>"
    assert comment.account_id == scene.people["Ada"].account_id


def test_a_guest_is_named_and_waits(scene: Scene) -> None:
    answer = guest(scene).write(name="  Jo   Field ")
    number = number_in(answer)
    assert "?told=held#" in answer.location
    comment = scene.comment(number)
    assert (comment.status, comment.guest_name, comment.account_id) == (Status.HELD, "Jo Field", None)


def test_a_member_cannot_post_under_another_name(scene: Scene) -> None:
    comment = scene.comment(number_in(hand_of(scene, "Ada").write(name="Somebody Else")))
    assert (comment.guest_name, comment.account_id) == (None, scene.people["Ada"].account_id)


def test_a_comment_carries_its_questions_and_a_ticked_stance(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    scene.vote("Ada", "single", "yes")
    number = number_in(ada.write(polls=["single", "scale"], stance=True))
    page = ada.get(f"/comments/{number}/edit").text
    assert [key for key in ("single", "multiple", "scale") if f'value="{key}" checked' in page] == [
        "single",
        "scale",
    ]
    assert scene.comment(number).stance_shown


def test_a_stance_is_not_shown_unless_ticked(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    scene.vote("Ada", "single", "yes")
    assert not scene.comment(number_in(ada.write(polls=["single"]))).stance_shown


def test_a_reply_stands_below_what_it_answers(scene: Scene) -> None:
    scene.member("Ada")
    first = scene.post("Ada")
    reply = scene.comment(number_in(hand_of(scene, "Ben").write(to=first)))
    assert (reply.parent_id, reply.root_id, reply.depth) == (first, first, 1)


@pytest.mark.parametrize("key", ["a key", ""])
def test_the_same_form_sent_twice_is_one_comment(scene: Scene, key: str) -> None:
    ada = hand_of(scene, "Ada")
    first, again = ada.write(key=key), ada.write(key=key)
    assert number_in(first) == number_in(again)
    assert "?told=repeat#" in again.location


def test_the_same_form_with_other_words_is_another_comment(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    first = number_in(ada.write("One thing."))
    other = number_in(ada.write("Another thing."))
    assert first != other
    assert scene.comment(other).body_source == "Another thing."


def test_the_same_key_of_two_people_is_two_comments(scene: Scene) -> None:
    assert number_in(hand_of(scene, "Ada").write()) != number_in(hand_of(scene, "Ben").write())


def test_where_everything_is_held_a_member_is_told_so(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    scene.set_openness(Openness.HOLDING)
    assert "told=held" in ada.write().location
    assert "shown once a moderator" in ada.get(f"/articles/{SLUG}/comment").text


def test_a_member_who_is_answered_finds_it_counted(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    first = number_in(ada.write("A claim."))
    number_in(hand_of(scene, "Ben").write("An answer.", to=first))
    assert scene.comment(first).replies == 1


def test_an_edit_is_stored_and_leads_back(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("Teh first.", polls=["single"]))
    answer = ada.edit(number, "The first.", polls=["scale"])
    assert answer.location == f"/articles/{SLUG}/comments/{number}?told=edited#comment-{number}"
    assert scene.comment(number).body_source == "The first."
    page = ada.get(f"/comments/{number}/edit").text
    assert 'value="scale" checked' in page
    assert 'value="single" checked' not in page


def test_a_reply_is_edited_without_questions(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    reply = number_in(ada.write(to=number_in(ada.write("First."))))
    assert 'name="poll"' not in ada.get(f"/comments/{reply}/edit").text
    assert ada.edit(reply, "Put better.").status_code == 303


def test_deleting_asks_first_then_erases_and_says_so(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("Words to regret."))
    assert "Delete your comment?" in ada.get(f"/comments/{number}/deletion").text
    answer = ada.act("deletion", number)
    assert answer.location == f"/articles/{SLUG}/discussion?told=deleted-{number}#discussion"
    assert "Your comment was deleted." in ada.get(answer.location).text
    assert "was deleted" not in hand_of(scene, "Ben").get(answer.location).text
    comment = scene.comment(number)
    assert (comment.status, comment.body_source, comment.body_html) == (Status.DELETED, "", "")
    assert ada.act("deletion", number).status_code == 303, "twice is harmless"


def test_deleting_leads_to_what_is_left_of_the_thread(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    first = number_in(ada.write("First."))
    middle = number_in(ada.write("Second.", to=first))
    last = number_in(hand_of(scene, "Ben").write("Third.", to=middle))
    to_line = ada.act("deletion", middle).location
    assert to_line == f"/articles/{SLUG}/comments/{middle}?told=deleted-{middle}#comment-{middle}"
    assert "Your comment was deleted." in ada.get(to_line).text
    assert scene.comment(last).parent_id == middle
    answer = number_in(ada.write("A reply.", to=first))
    to_parent = ada.act("deletion", answer).location
    assert to_parent == f"/articles/{SLUG}/comments/{first}?told=deleted-{answer}#comment-{first}"
    assert "Your comment was deleted." in ada.get(to_parent).text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"http://localhost/articles/{SLUG}", f"/articles/{SLUG}"),
        (
            f"http://localhost/articles/{SLUG}/discussion?sort=newest",
            f"/articles/{SLUG}/discussion?sort=newest",
        ),
        (f"http://elsewhere.example/articles/{SLUG}", ""),
        ("http://localhost/account", ""),
    ],
)
def test_a_mark_leads_back_to_where_its_form_stood(scene: Scene, before: str, after: str) -> None:
    scene.member("Ada")
    number = scene.post("Ada")
    hand = guest(scene)
    form = {"kind": "good", "csrf_token": hand.browser.token}
    answer = hand.browser.client.post(f"/comments/{number}/mark", data=form, headers={"Referer": before})
    place = after or f"/articles/{SLUG}/comments/{number}"
    assert (answer.status_code, answer.location) == (303, f"{place}#comment-{number}")


@pytest.mark.parametrize("act", ["mark", "stance", "credit", "credit-withdrawal"])
def test_the_address_of_a_form_leads_back_to_its_comment(scene: Scene, act: str) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write())
    answer = ada.get(f"/comments/{number}/{act}")
    assert (answer.status_code, answer.location) == (303, f"/comments/{number}")


@pytest.mark.parametrize("act", ["comments", "visit"])
def test_the_address_of_a_form_leads_back_to_the_discussion(scene: Scene, act: str) -> None:
    answer = guest(scene).get(f"/articles/{scene.article_id}/{act}")
    assert (answer.status_code, answer.location) == (303, f"/articles/{SLUG}#discussion")


def test_a_visit_is_noted_for_members_only(scene: Scene) -> None:
    address, until = f"/articles/{scene.article_id}/visit", {"until": "2026-11-24T12:00:00+00:00"}
    assert hand_of(scene, "Ada").send(address, dict(until)).status_code == 303
    assert guest(scene).send(address, dict(until)).location.startswith("/account/sign-in?next=/articles/")
