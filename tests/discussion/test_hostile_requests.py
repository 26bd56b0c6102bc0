"""Requests no form of ours sends: a sentence and a 4xx, never a 5xx, and nothing is stored that should not be."""

from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from pollsite.discussion.types import Status
from tests.browsing import FRAGMENT
from tests.discussion.paper import comment_form
from tests.discussion.scene import Scene
from tests.discussion.writing import guest, hand_of, number_in, stranger
from tests.samples import SLUG, Asked, article_text

STRANGE = [
    "",
    "0",
    "-1",
    "1e3",
    "١",
    "NaN",
    "null",
    "[]",
    "%00",
    "\x00",
    "\ud83d".encode("utf-8", "replace").decode(),
    "'; --",
]
HUGE = "9" * 400
ACTS = ("edit", "deletion", "mark", "stance", "credit", "credit-withdrawal")


def stored(scene: Scene) -> list[str]:
    """Everything about comments that is stored, as text."""
    tables = scene.site.stored()
    return tables["comments"] + tables["marks"]


def assert_told(answer: TestResponse, *statuses: int) -> None:
    """A page that says something, with one of these statuses."""
    assert answer.status_code in (statuses or range(400, 500)), answer.status
    assert "<main" in answer.text


@pytest.mark.parametrize(
    "parent", [*(value for value in STRANGE[2:] if value.strip("\0")), HUGE, "2147483648"]
)
def test_a_strange_parent_is_none(scene: Scene, parent: str) -> None:
    assert_told(hand_of(scene, "Ada").write(to=parent), 409)
    assert stored(scene) == []


@pytest.mark.parametrize("article", ["0", "999", "2147483647"])
def test_an_unknown_article_is_told_with_the_words(scene: Scene, article: str) -> None:
    answer = hand_of(scene, "Ada").send(f"/articles/{article}/comments", {"body": "Words.", "parent": "0"})
    assert_told(answer, 404)
    assert comment_form(answer).body == "Words."


@pytest.mark.parametrize("article", ["-1", "2147483648", HUGE, "x", "1.0", "%00"])
def test_what_is_no_number_has_no_door(scene: Scene, article: str) -> None:
    ada = hand_of(scene, "Ada")
    for address in (
        f"/articles/{article}/comments",
        f"/comments/{article}/edit",
        f"/comments/{article}/mark",
    ):
        assert_told(ada.send(address, {"body": "Words."}), 404, 405)
        assert_told(ada.get(address), 404, 405)


@pytest.mark.parametrize("value", [*STRANGE, HUGE, "x" * 50_000])
@pytest.mark.parametrize("field", ["name", "key", "poll", "stance", "intent", "parent", "nothing of ours"])
def test_any_field_may_hold_anything(scene: Scene, field: str, value: str) -> None:
    form: dict[str, Any] = {"body": "Words.", "name": "Jo Field", "key": "k", "intent": "post", field: value}
    answer = guest(scene).send(f"/articles/{scene.article_id}/comments", form)
    assert answer.status_code < 500
    if answer.status_code != 303:
        assert_told(answer)
        assert comment_form(answer).body == "Words."


@pytest.mark.parametrize("fragment", [False, True])
def test_an_empty_request_is_told(scene: Scene, fragment: bool) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("Mine."))
    for address in (f"/articles/{scene.article_id}/comments", f"/articles/{scene.article_id}/visit"):
        assert_told(ada.send(address, {}, fragment=fragment), 422)
    for act in ("edit", "mark", "credit", "credit-withdrawal"):
        assert_told(ada.act(act, number, fragment=fragment), 422, 409)
    assert scene.comment(number).body_source == "Mine."


def test_files_and_other_kinds_of_body_are_no_words(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    address, headers = f"/articles/{scene.article_id}/comments", {"X-CSRFToken": ada.browser.token}
    upload = {"csrf_token": ada.browser.token, "body": (BytesIO(b"words"), "words.txt")}
    assert_told(ada.browser.client.post(address, data=upload), 422)
    assert_told(ada.browser.client.post(address, json={"body": "words"}, headers=headers), 422)
    raw = ada.browser.client.post(address, data=b"\xff\xfe", content_type="text/plain", headers=headers)
    assert_told(raw, 422)
    assert stored(scene) == []


def test_words_that_are_no_utf_8_are_taken_as_far_as_they_go(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    body = b"body=caf%e9%ff%00&parent=0&intent=post&csrf_token=" + ada.browser.token.encode()
    answer = ada.browser.client.post(
        f"/articles/{scene.article_id}/comments", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (303, 400, 422)


def test_the_longest_comment_of_the_widest_signs_is_taken_or_given_back(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    assert ada.write("🙂" * 5_000).status_code == 303
    answer = ada.write("🙂" * 5_001)
    assert answer.status_code == 422
    assert comment_form(answer).body == "🙂" * 5_001


def test_far_too_much_is_refused_before_it_is_read(scene: Scene) -> None:
    assert_told(hand_of(scene, "Ada").write("x" * 2_000_000), 413)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["member", "guest"])
def test_nobody_acts_as_another(scene: Scene, act: str, who: str) -> None:
    scene.member("Ben")
    scene.vote("Ben", "single", "yes")
    number = scene.post("Ben", "By Ben.", about=("single",))
    hand = hand_of(scene, "Ada") if who == "member" else guest(scene)
    answer = hand.act(act, number, body="Not by Ben.", shown="1", kind="none", poll="single")
    assert answer.status_code in (303, 403, 409)
    comment = scene.comment(number)
    assert (comment.body_source, comment.status, comment.stance_shown) == ("By Ben.", Status.VISIBLE, False)
    if act in ("edit", "deletion"):
        assert_told(answer, 403)
        assert_told(hand.get(f"/comments/{number}/{act}"), 403)


@pytest.mark.parametrize("act", ["edit", "deletion"])
def test_what_may_not_be_read_is_not_told_apart_from_what_never_was(scene: Scene, act: str) -> None:
    held = scene.post("A guest", "Nobody reads this yet.")
    ada = hand_of(scene, "Ada")
    for method in ("GET", "POST"):
        form = {"csrf_token": ada.browser.token, "body": "x"} if method == "POST" else {}
        answers = [
            ada.browser.client.open(f"/comments/{number}/{act}", method=method, data=form)
            for number in (held, 999)
        ]
        known, unknown = (
            answer.text.replace(f"/{number}/", "/N/")
            for answer, number in zip(answers, (held, 999), strict=True)
        )
        assert [answer.status_code for answer in answers] == [404, 404]
        assert strip_keys(known) == strip_keys(unknown)


def strip_keys(page: str) -> str:
    """The page without what is drawn anew for every answer."""
    return "\n".join(
        line for line in page.splitlines() if 'name="key"' not in line and "csrf_token" not in line
    )


def test_a_comment_answers_only_within_its_article(scene: Scene) -> None:
    scene.site.publish(article_text(Asked(key="other"), slug="on-bread", title="On bread"))
    scene.member("Ben")
    number = scene.post("Ben", "About portraits.")
    ada = hand_of(scene, "Ada")
    ada.article_id += 1
    answer = ada.write("Words.", to=number)
    assert_told(answer, 409)
    assert "About portraits." not in answer.text
    assert_told(ada.write("Words.", polls=["single"]), 409)
    assert "About portraits." not in ada.get(f"/articles/on-bread/comment?parent={number}").text


def test_two_tabs_with_one_form_each_are_two_comments(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    forms = [comment_form(ada.get(f"/articles/{SLUG}/comment")) for _ in range(2)]
    keys = [form.sent("key")[0] for form in forms]
    assert keys[0] != keys[1]
    numbers = [number_in(ada.write(f"From tab {tab}.", key=key)) for tab, key in enumerate(keys)]
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize(
    "until",
    [
        "",
        "now",
        "2026-11-24",
        "2026-11-24T12:00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        HUGE,
    ],
)
def test_a_visit_until_no_instant_is_refused(scene: Scene, until: str) -> None:
    answer = hand_of(scene, "Ada").send(f"/articles/{scene.article_id}/visit", {"until": until})
    assert_told(answer, 422)


@pytest.mark.parametrize("until", ["2000-01-01T00:00:00Z", "2999-01-01T00:00:00+00:00"])
def test_a_visit_at_any_time_is_taken(scene: Scene, until: str) -> None:
    answer = hand_of(scene, "Ada").send(f"/articles/{scene.article_id}/visit", {"until": until})
    assert answer.status_code == 303


@pytest.mark.parametrize("parent", ["x", "-1", HUGE, "999"])
def test_a_form_for_a_reply_to_nothing_says_so(scene: Scene, parent: str) -> None:
    answer = stranger(scene).get(f"/articles/{SLUG}/comment?parent={parent}")
    assert_told(answer, 409)
    assert "Set-Cookie" not in answer.headers


def test_no_address_of_a_form_runs_what_it_quotes(scene: Scene) -> None:
    page = stranger(scene).get(
        f'/articles/{SLUG}/comment?quote="></textarea><script>go()</script>&poll="><b>'
    )
    assert "<script>go" not in page.text
    assert comment_form(page).body == '> "></textarea><script>go()</script>\n\n'


def test_a_form_for_an_article_that_is_not_there_is_not_found(scene: Scene) -> None:
    assert_told(stranger(scene).get("/articles/nothing/comment"), 404)


def test_another_site_posts_nothing(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    answer = ada.browser.client.post(
        f"/articles/{scene.article_id}/comments",
        data={"body": "Words.", "csrf_token": ada.browser.token},
        headers={"Sec-Fetch-Site": "cross-site", **FRAGMENT},
    )
    assert_told(answer, 403)
    assert stored(scene) == []
