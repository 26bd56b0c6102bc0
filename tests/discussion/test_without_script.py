"""The whole of a debate by plain forms, read from the pages and sent with their buttons."""

import pytest

from pollsite.discussion.types import Status
from tests.discussion.paper import comment_form, forms_on, press
from tests.discussion.scene import Scene
from tests.discussion.writing import hand_of, number_in, stranger
from tests.samples import SLUG

COMPOSE = f"/articles/{SLUG}/comment"


def test_a_first_comment_of_somebody_unknown_takes_one_step_more(scene: Scene) -> None:
    reader = stranger(scene)
    page = reader.get(COMPOSE)
    assert "Set-Cookie" not in page.headers
    form = comment_form(page)
    asked = press(
        reader.browser.client, form, "Post", ticked=[("poll", "scale")], body="My *first*.", name="Jo Field"
    )
    assert asked.status_code == 403
    assert "<p>My <em>first</em>.</p>" in asked.text
    assert "one cookie" in asked.text
    again = comment_form(asked)
    edited = comment_form(press(reader.browser.client, again, "Edit"))
    assert (edited.body, edited.sent("name"), edited.sent("poll")) == ("My *first*.", ["Jo Field"], ["scale"])
    assert (again.body, again.sent("name"), again.sent("poll")) == ("My *first*.", ["Jo Field"], ["scale"])
    number = number_in(press(reader.browser.client, again, "Post it"))
    comment = scene.comment(number)
    assert (comment.status, comment.guest_name, comment.body_source) == (
        Status.HELD,
        "Jo Field",
        "My *first*.",
    )


def test_pressing_twice_posts_once(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    form = comment_form(ada.get(COMPOSE))
    first, second = (press(ada.browser.client, form, "Post", body="Once.") for _ in range(2))
    assert number_in(first) == number_in(second)


def test_going_back_and_writing_something_else_posts_that_too(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    form = comment_form(ada.get(COMPOSE))
    numbers = [number_in(press(ada.browser.client, form, "Post", body=body)) for body in ("One.", "Two.")]
    assert [scene.comment(number).body_source for number in numbers] == ["One.", "Two."]


def test_the_form_of_a_reply_shows_what_it_answers(scene: Scene) -> None:
    scene.member("Ben")
    parent = scene.post("Ben", "A *claim*.")
    ada = hand_of(scene, "Ada")
    page = ada.get(f"{COMPOSE}?parent={parent}")
    assert "<p>A <em>claim</em>.</p>" in page.text
    form = comment_form(page)
    assert form.boxes == [("stance", "1")], "a reply is about what its thread is about"
    reply = scene.comment(number_in(press(ada.browser.client, form, "Post reply", body="An answer.")))
    assert reply.parent_id == parent


@pytest.mark.parametrize(
    ("quote", "body"),
    [
        ("A sentence.", "> A sentence.\n\n"),
        ("Two\n\nparagraphs ", "> Two\n>\n> paragraphs\n\n"),
        ("  ", ""),
    ],
)
def test_a_quote_in_the_address_is_quoted(scene: Scene, quote: str, body: str) -> None:
    answer = stranger(scene).browser.client.get(COMPOSE, query_string={"quote": quote})
    assert comment_form(answer).body == body


def test_a_question_in_the_address_is_ticked(scene: Scene) -> None:
    form = comment_form(stranger(scene).get(f"{COMPOSE}?poll=scale&poll=gone"))
    assert form.sent("poll") == ["scale"]


def test_the_form_says_what_is_possible(scene: Scene) -> None:
    page = stranger(scene).get(COMPOSE).text
    assert "*emphasis*" in page
    assert "up to 5,000 characters" in page
    assert "Up to 3." in page
    assert "maxlength" not in page


def test_rewriting_by_form(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("Teh words.", polls=["single"]))
    form = comment_form(ada.get(f"/comments/{number}/edit"))
    assert (form.body, form.sent("poll")) == ("Teh words.", ["single"])
    assert press(ada.browser.client, form, "Save", body="The words.").status_code == 303
    assert scene.comment(number).body_source == "The words."


def test_a_guest_rewrites_and_deletes_what_waits(scene: Scene) -> None:
    reader = stranger(scene)
    asked = press(
        reader.browser.client, comment_form(reader.get(COMPOSE)), "Post", body="Mine.", name="Jo Field"
    )
    number = number_in(press(reader.browser.client, comment_form(asked), "Post it"))
    form = comment_form(reader.get(f"/comments/{number}/edit"))
    assert press(reader.browser.client, form, "Save", body="Mine, better.").status_code == 303
    assert (scene.comment(number).status, scene.comment(number).body_source) == (Status.HELD, "Mine, better.")
    (deletion,) = forms_on(reader.get(f"/comments/{number}/deletion"))
    answer = press(reader.browser.client, deletion, "Delete it")
    assert answer.location.endswith(f"/discussion?told=deleted-{number}#discussion")
    assert "Your comment was deleted." in reader.get(answer.location).text
    assert "was deleted" not in stranger(scene).get(answer.location).text
    assert scene.comment(number).status == Status.DELETED


def test_pages_for_one_person_are_kept_by_nobody(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write())
    for address in (COMPOSE, f"/comments/{number}/edit", f"/comments/{number}/deletion"):
        assert ada.get(address).headers["Cache-Control"] == "private, no-store"
