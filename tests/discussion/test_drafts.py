"""Words written before signing in are there again afterwards; what was posted is kept no longer."""

from urllib.parse import parse_qs, urlsplit

from tests.accounts.entering import Visitor, letters, link_in
from tests.accounts.people import PASSWORD, sign_in
from tests.discussion.paper import comment_form, press
from tests.discussion.scene import Scene
from tests.discussion.writing import Hand, guest, hand_of, number_in, stranger
from tests.samples import SLUG

WORDS = "Words before an account.\n\n> with a quote"
SIGN_IN = "Sign in first: your words are kept"
COMPOSE = f"/articles/{SLUG}/comment"


def come_back(scene: Scene, hand: Hand, name: str, address: str) -> Hand:
    """Sign in, as the page does that one is sent to, and go where it would lead."""
    sign_in(hand.browser, scene.member(name))
    hand.send(f"/articles/{scene.article_id}/visit", {"until": "2026-11-24T12:00:00+00:00"})
    assert hand.get(address).status_code == 200
    return hand


def test_signing_in_first_leads_there_and_back(scene: Scene) -> None:
    answer = guest(scene).write(WORDS, intent="sign-in")
    assert answer.status_code == 303
    assert answer.location.startswith("/account/sign-in?")
    assert parse_qs(urlsplit(answer.location).query) == {"next": [COMPOSE]}


def test_signing_in_before_a_reply_leads_back_to_the_reply(scene: Scene) -> None:
    scene.member("Ben")
    parent = scene.post("Ben")
    answer = guest(scene).write(WORDS, to=parent, intent="sign-in")
    assert parse_qs(urlsplit(answer.location).query) == {"next": [f"{COMPOSE}?parent={parent}"]}


def test_the_form_is_filled_from_the_draft(scene: Scene) -> None:
    reader = guest(scene)
    reader.write(WORDS, polls=["single", "scale", "gone"], stance=True, intent="sign-in")
    form = comment_form(reader.get(COMPOSE))
    assert (form.body, form.sent("poll"), form.sent("stance")) == (WORDS, ["single", "scale"], ["1"])


def test_a_draft_is_shown_where_it_was_written_and_to_nobody_else(scene: Scene) -> None:
    scene.member("Ben")
    parent = scene.post("Ben")
    reader = guest(scene)
    reader.write(WORDS, to=parent, intent="sign-in")
    assert comment_form(reader.get(f"{COMPOSE}?parent={parent}")).body == WORDS
    assert comment_form(reader.get(COMPOSE)).body == ""
    assert comment_form(guest(scene).get(f"{COMPOSE}?parent={parent}")).body == ""


def test_a_draft_survives_signing_in_and_is_dropped_when_posted(scene: Scene) -> None:
    reader = guest(scene)
    reader.write(WORDS, intent="sign-in")
    ada = come_back(scene, reader, "Ada", COMPOSE)
    form = comment_form(ada.get(COMPOSE))
    assert form.body == WORDS
    assert "Your name" not in ada.get(COMPOSE).text
    comment = scene.comment(number_in(press(ada.browser.client, form, "Post")))
    assert (comment.account_id, comment.body_source) == (scene.people["Ada"].account_id, WORDS)
    assert comment_form(ada.get(COMPOSE)).body == ""


def test_a_quote_is_added_to_a_draft(scene: Scene) -> None:
    reader = guest(scene)
    reader.write("I began.", intent="sign-in")
    form = comment_form(reader.get(f"{COMPOSE}?quote=A+sentence."))
    assert form.body == "I began.\n\n> A sentence.\n\n"


def test_nothing_is_kept_of_an_empty_form(scene: Scene) -> None:
    reader = guest(scene)
    assert reader.write("", intent="sign-in").status_code == 303
    assert comment_form(reader.get(COMPOSE)).body == ""


def test_signing_in_without_a_cookie_is_one_step_more(scene: Scene) -> None:
    reader = stranger(scene)
    page = reader.write(WORDS, intent="sign-in")
    assert page.status_code == 403
    answer = press(reader.browser.client, comment_form(page), "Sign in: your words are kept")
    assert answer.location.startswith("/account/sign-in?")
    assert comment_form(reader.get(COMPOSE)).body == WORDS


def test_the_last_draft_for_a_place_stands(scene: Scene) -> None:
    reader = guest(scene)
    for words in ("First try.", "Second try."):
        reader.write(words, intent="sign-in")
    assert comment_form(reader.get(COMPOSE)).body == "Second try."


def test_a_draft_for_a_parent_that_went_is_still_there(scene: Scene) -> None:
    scene.member("Ben")
    parent = scene.post("Ben")
    reader = guest(scene)
    reader.write(WORDS, to=parent, intent="sign-in")
    scene.remove(parent)
    page = reader.get(f"{COMPOSE}?parent={parent}")
    assert page.status_code == 409
    assert comment_form(page).body == WORDS
    assert "Post it as a comment of its own" in comment_form(page).buttons


def test_a_member_signs_in_no_further(scene: Scene) -> None:
    assert SIGN_IN not in comment_form(hand_of(scene, "Ada").get(COMPOSE)).buttons


def test_a_draft_survives_making_an_account(scene: Scene) -> None:
    reader = guest(scene)
    answer = reader.write(WORDS, intent="sign-in")
    ada = Visitor(reader.browser.client)
    register = answer.location.replace("sign-in", "register", 1)
    made = ada.send("/account/register", register, email="ada@example.org", name="Ada", password=PASSWORD)
    assert made.location == "/account/letter-sent"
    confirmed = ada.send(link_in(letters(scene.site)[0]))
    assert ada.send(confirmed.location, email="ada@example.org", password=PASSWORD).location == COMPOSE
    form = comment_form(ada.open(COMPOSE))
    assert (form.body, form.sent("name")) == (WORDS, [])
