"""A preview shows what would be posted, by the same rules, and stores nothing."""

import pytest

from tests.discussion.paper import comment_form, press
from tests.discussion.scene import Scene
from tests.discussion.writing import guest, hand_of, number_in, stranger

WORDS = "Faces *matter*,\nsays <b>she</b>."
RENDERED = "<p>Faces <em>matter</em>,<br>\nsays &lt;b&gt;she&lt;/b&gt;.</p>"


def test_a_preview_is_what_will_be_posted(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    page = ada.write(WORDS, polls=["single"], stance=True, intent="preview")
    assert page.status_code == 200
    assert RENDERED in page.text
    form = comment_form(page)
    assert (form.body, form.sent("poll"), form.sent("stance"), form.sentence) == (
        WORDS,
        ["single"],
        ["1"],
        "",
    )
    comment = scene.comment(number_in(press(ada.browser.client, form, "Post")))
    assert comment.body_html.strip() == RENDERED


def test_a_preview_stores_nothing(scene: Scene) -> None:
    guest(scene).write(WORDS, name="Jo Field", intent="preview")
    assert number_in(hand_of(scene, "Ada").write()) == 1


def test_a_preview_of_a_reply_shows_what_it_answers(scene: Scene) -> None:
    scene.member("Ben")
    parent = scene.post("Ben", "A claim to answer.")
    page = hand_of(scene, "Ada").write(WORDS, to=parent, intent="preview")
    assert "A claim to answer." in page.text
    assert comment_form(page).sent("parent") == [str(parent)]


def test_a_preview_of_an_edit_changes_nothing(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("First words."))
    page = ada.edit(number, WORDS, intent="preview")
    assert (page.status_code, RENDERED in page.text) == (200, True)
    assert scene.comment(number).body_source == "First words."
    assert press(ada.browser.client, comment_form(page), "Save").status_code == 303
    assert scene.comment(number).body_source == WORDS


@pytest.mark.parametrize("body", ["", "x" * 5_001])
def test_a_preview_says_what_posting_would(scene: Scene, body: str) -> None:
    page = hand_of(scene, "Ada").write(body, intent="preview")
    assert page.status_code == 422
    assert comment_form(page).sentence


def test_a_preview_without_a_token_is_one_step_away_and_renders_nothing(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    someone = stranger(scene)
    monkeypatch.setattr("pollsite.discussion.answering.render_comment", None)
    page = someone.write(WORDS, name="Jo Field", intent="preview")
    assert (page.status_code, RENDERED in page.text) == (403, False)
    assert comment_form(page).body == WORDS
    monkeypatch.undo()
    assert RENDERED in press(someone.browser.client, comment_form(page), "Preview").text


def test_previews_without_end_are_refused_and_the_words_kept(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    answers = [ada.write(WORDS, intent="preview") for _ in range(31)]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
    assert comment_form(answers[-1]).body == WORDS
    assert "no new preview" in comment_form(answers[-1]).sentence
