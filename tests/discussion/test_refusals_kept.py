"""Every refusal is the form again: the sentence, a fitting status, and everything that was typed."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from pollsite.allowances import WRITING
from pollsite.discussion.types import Openness
from pollsite.markup import MAX_CHARACTERS, MAX_LINKS, MAX_NESTING
from pollsite.writing import NotWritten
from tests.discussion.paper import Form, comment_form, press
from tests.discussion.scene import Scene
from tests.discussion.writing import Hand, guest, hand_of, number_in
from tests.samples import SLUG

WAYS = pytest.mark.parametrize("fragment", [False, True], ids=["page", "script"])
WORDS = "What I think.\n\n> a quote\n\n<b>& so on"


def assert_kept(
    answer: TestResponse, *, status: int, words: str, body: str = WORDS, polls: tuple[str, ...] = ()
) -> Form:
    """The answer is the filled form with its sentence; nothing that was typed is lost, nobody keeps it."""
    assert answer.status_code == status
    form = comment_form(answer)
    assert words in form.sentence
    assert form.sentence.endswith((".", "?"))
    assert form.body == body
    assert tuple(form.sent("poll")) == polls
    assert answer.headers["Cache-Control"] == "private, no-store"
    return form


@WAYS
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "There is nothing to post yet."),
        (" \n\t ", "There is nothing to post yet."),
        ("x" * (MAX_CHARACTERS + 1), "at most 5,000 characters; this one has 5,001"),
        (
            " ".join(f"https://example.org/{n}" for n in range(MAX_LINKS + 1)),
            "can have 10 links; this one has 11",
        ),
        (">" * (MAX_NESTING + 1) + " deep", "nested 8 deep"),
    ],
    ids=["empty", "blank", "long", "links", "nested"],
)
def test_words_that_cannot_be_taken_stay_in_the_form(
    scene: Scene, fragment: bool, body: str, words: str
) -> None:
    answer = hand_of(scene, "Ada").write(body, polls=["single"], stance=True, fragment=fragment)
    form = assert_kept(answer, status=422, words=words, body=body, polls=("single",))
    assert form.sent("stance") == ["1"]
    assert form.sent("key") == ["a key"]


@WAYS
@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("", 422, "2 to 40 characters"),
        ("x" * 41, 422, "2 to 40 characters"),
        ("A\u202eda", 422, "cannot be seen"),
        ("Moderator", 422, "runs this site"),
        ("Ada", 409, "A member has this name"),
        ("ÁDA", 409, "A member has this name"),
        ("\u0430da", 422, "two alphabets"),
    ],
)
def test_a_guests_name_is_refused_and_kept(
    scene: Scene, fragment: bool, name: str, status: int, words: str
) -> None:
    scene.member("Ada")
    form = assert_kept(guest(scene).write(WORDS, name=name, fragment=fragment), status=status, words=words)
    assert form.sent("name") == [name]


@WAYS
def test_too_many_or_unknown_questions_are_refused_in_words(scene: Scene, fragment: bool) -> None:
    ada = hand_of(scene, "Ada")
    four = ("single", "multiple", "scale", "after-vote")
    many = ada.write(WORDS, polls=four, fragment=fragment)
    assert_kept(many, status=422, words="about 3 questions at most", polls=four)
    unknown = ada.write(WORDS, polls=["gone", "single"], fragment=fragment)
    assert_kept(unknown, status=409, words="no longer asked", polls=("single",))


@WAYS
def test_a_closed_discussion_gives_the_words_back(scene: Scene, fragment: bool) -> None:
    ada = hand_of(scene, "Ada")
    scene.set_openness(Openness.CLOSED)
    answer = ada.write(WORDS, fragment=fragment)
    form = assert_kept(answer, status=409, words="This discussion was closed meanwhile")
    assert form.buttons == {}, "there are only words to be copied"


def _remove(scene: Scene, number: int) -> None:
    scene.remove(number)


def _hold(scene: Scene, number: int) -> None:
    scene.hold(number)


def _delete(scene: Scene, number: int) -> None:
    scene.delete("Ben", number)


@WAYS
@pytest.mark.parametrize(
    ("lose", "words"),
    [
        (_remove, "was removed by a moderator meanwhile"),
        (_hold, "is not part of this discussion"),
        (_delete, "was removed by its author meanwhile"),
    ],
)
def test_a_reply_to_what_is_gone_can_be_posted_to_the_article(
    scene: Scene, fragment: bool, lose: Callable[[Scene, int], None], words: str
) -> None:
    ada = hand_of(scene, "Ada")
    scene.member("Ben")
    parent = scene.post("Ben", "Words that nobody is to read again.")
    lose(scene, parent)
    answer = ada.write(WORDS, to=parent, fragment=fragment)
    form = assert_kept(answer, status=409, words=words)
    assert "nobody is to read" not in answer.text
    assert "Ben" not in answer.text
    assert "Post reply" not in form.buttons
    posted = press(ada.browser.client, form, "Post it as a comment of its own")
    comment = scene.comment(number_in(posted))
    assert (comment.parent_id, comment.body_source) == (None, WORDS)


@pytest.mark.parametrize("to", [999, "x", "-1", "1.5", "99999999999999999999", "１"])
def test_a_reply_to_what_never_was_is_kept(scene: Scene, to: int | str) -> None:
    answer = hand_of(scene, "Ada").write(WORDS, to=to)
    assert_kept(answer, status=409, words="is not part of this discussion")


@WAYS
def test_past_the_limit_words_wait_in_the_form(scene: Scene, fragment: bool) -> None:
    ada = hand_of(scene, "Ada")
    for turn in range(WRITING.actor.amount):
        assert ada.write(f"Comment {turn}").status_code == 303
    answer = ada.write(WORDS, polls=["single"], fragment=fragment)
    assert_kept(answer, status=429, words="Your words are still here", polls=("single",))
    assert int(answer.headers["Retry-After"]) > 0


@WAYS
def test_what_the_database_does_not_take_is_kept(
    scene: Scene, fragment: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("Mine."))

    def fail(_act: object) -> None:
        raise NotWritten

    monkeypatch.setattr(scene.site.app.extensions["pollsite-writer"], "write", fail)
    for answer in (ada.write(WORDS, fragment=fragment), ada.edit(number, WORDS)):
        assert_kept(answer, status=503, words="could not store this")
        assert int(answer.headers["Retry-After"]) > 0
    assert ada.act("deletion", number).status_code == 503


def test_an_article_that_is_gone_gives_the_words_back(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    ada.article_id = 999
    assert_kept(ada.write(WORDS), status=404, words="is not here any more")


@pytest.mark.parametrize("intent", ["save", "preview"])
@pytest.mark.parametrize("whose", ["visible", "held", "nobody's"])
def test_rewriting_what_is_not_ones_own_gives_the_words_back(scene: Scene, whose: str, intent: str) -> None:
    scene.member("Ben")
    number = {"visible": scene.post("Ben", "By Ben."), "held": scene.post("Guest", "Held."), "nobody's": 999}[
        whose
    ]
    answer = hand_of(scene, "Ada").edit(number, WORDS, intent=intent)
    status = 403 if whose == "visible" else 404
    assert_kept(answer, status=status, words="Only its author" if status == 403 else "not here any more")
    assert "By Ben" not in answer.text
    assert "Held" not in answer.text


def test_an_edit_that_cannot_be_taken_stays_in_the_form(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("First words.", polls=["single"]))
    for body, words in (("", "nothing to post"), ("x" * 5_001, "5,001")):
        assert_kept(
            ada.edit(number, body, polls=["scale"]), status=422, words=words, body=body, polls=("scale",)
        )
    assert scene.comment(number).body_source == "First words."


def test_what_a_moderator_removed_is_not_rewritten(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("First words."))
    scene.remove(number)
    assert_kept(ada.edit(number, WORDS), status=409, words="A moderator removed this comment")


def _forget_the_session(hand: Hand) -> None:
    hand.browser.client.delete_cookie("pollsite")


def _spoil_the_token(hand: Hand) -> None:
    hand.browser.token = hand.browser.token[:-3] + "abc"


def _send_no_token(hand: Hand) -> None:
    hand.browser.token = ""


@pytest.mark.parametrize("spoil", [_spoil_the_token, _send_no_token])
def test_a_stale_token_keeps_the_words_one_step_from_posted(
    scene: Scene, spoil: Callable[[Hand], None]
) -> None:
    ada = hand_of(scene, "Ada")
    spoil(ada)
    answer = ada.write(WORDS, polls=["single", "scale"], stance=True)
    form = comment_form(answer)
    assert (answer.status_code, form.body, form.sent("poll")) == (403, WORDS, ["single", "scale"])
    comment = scene.comment(number_in(press(ada.browser.client, form, "Post it")))
    assert (comment.body_source, comment.submission_key != "") == (WORDS, True)


def test_a_session_that_ended_keeps_the_words_and_offers_to_sign_in(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    page = ada.get(f"/articles/{SLUG}/comment")
    _forget_the_session(ada)
    answer = press(ada.browser.client, comment_form(page), "Post", body=WORDS)
    form = assert_kept(answer, status=403, words="You are signed out. Sign in again; your words are kept.")
    assert (form.sent("name"), form.sent("as")) == ([], ["member"])
    away = press(ada.browser.client, form, "Sign in again")
    assert away.location.startswith("/account/sign-in?next=")
    assert comment_form(ada.get(f"/articles/{SLUG}/comment")).body == WORDS


@WAYS
def test_a_member_s_words_are_never_posted_as_a_guest_s(scene: Scene, fragment: bool) -> None:
    form = {"body": WORDS, "parent": "0", "name": "Jo Field", "key": "k", "as": "member", "intent": "post"}
    answer = guest(scene).send(f"/articles/{scene.article_id}/comments", form, fragment=fragment)
    assert_kept(answer, status=403, words="You are signed out.")
    number = number_in(hand_of(scene, "Ada").write())
    answer = guest(scene).send(f"/comments/{number}/edit", {"body": WORDS, "as": "member"}, fragment=fragment)
    assert_kept(answer, status=403, words="You are signed out.")


@pytest.mark.parametrize("spoil", [_spoil_the_token, _send_no_token])
def test_an_edit_with_a_stale_token_is_one_step_from_stored(
    scene: Scene, spoil: Callable[[Hand], None]
) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("First words."))
    spoil(ada)
    form = assert_kept(ada.edit(number, WORDS), status=403, words="nothing is stored yet")
    assert press(ada.browser.client, form, "Save").status_code == 303
    assert scene.comment(number).body_source == WORDS


@pytest.mark.parametrize("spoil", [_spoil_the_token, _send_no_token, _forget_the_session])
def test_the_script_with_a_stale_token_is_told_to_fetch_another(
    scene: Scene, spoil: Callable[[Hand], None]
) -> None:
    ada = hand_of(scene, "Ada")
    spoil(ada)
    answer = ada.write(WORDS, fragment=True)
    assert answer.status_code == 403
    assert "comment-form" not in answer.text, "this is how the script knows"
