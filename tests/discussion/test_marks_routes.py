"""Marks, stances and credits at the front door: counted once, for others' comments, refused in words."""

import pytest

from tests.discussion.paper import forms_on, press
from tests.discussion.scene import Scene
from tests.discussion.writing import guest, hand_of, stranger

WAYS = pytest.mark.parametrize("fragment", [False, True], ids=["form", "script"])
ACTS = [("mark", {"kind": "good"}), ("credit", {"poll": "single"}), ("credit-withdrawal", {"poll": "single"})]


@pytest.fixture
def ben(scene: Scene) -> int:
    """A comment by Ben about the question `single`."""
    scene.member("Ben")
    return scene.post("Ben", "By Ben.", about=("single",))


def counts(scene: Scene, number: int) -> tuple[int, int]:
    """Good and weak points of a comment."""
    comment = scene.comment(number)
    return comment.good, comment.weak


@WAYS
def test_a_mark_is_counted_changed_and_taken_back(scene: Scene, ben: int, fragment: bool) -> None:
    reader = guest(scene)
    for kind, expected in (
        ("good", (1, 0)),
        ("good", (1, 0)),
        ("weak", (0, 1)),
        ("none", (0, 0)),
        ("none", (0, 0)),
    ):
        answer = reader.act("mark", ben, kind=kind, fragment=fragment)
        assert (answer.status_code, answer.location) == (
            303,
            f"/articles/on-portraits/comments/{ben}#comment-{ben}",
        )
        assert counts(scene, ben) == expected


def test_readers_are_counted_apart(scene: Scene, ben: int) -> None:
    for hand in (guest(scene), guest(scene), hand_of(scene, "Ada")):
        hand.act("mark", ben, kind="good")
    assert counts(scene, ben) == (3, 0)


def test_a_mark_without_a_cookie_is_one_button_away(scene: Scene, ben: int) -> None:
    reader = stranger(scene)
    page = reader.act("mark", ben, kind="weak")
    assert page.status_code == 403
    assert "Mark this comment as a weak point?" in page.text
    assert "By Ben." in page.text
    assert counts(scene, ben) == (0, 0)
    (form,) = forms_on(page)
    assert press(reader.browser.client, form, "Yes, do it").status_code == 303
    assert counts(scene, ben) == (0, 1)


@WAYS
@pytest.mark.parametrize(("act", "form"), ACTS[:2])
def test_nobody_marks_or_credits_their_own(
    scene: Scene, ben: int, act: str, form: dict[str, str], fragment: bool
) -> None:
    scene.vote("Ben", "single", "yes")
    scene.vote("Ben", "single", "no")
    answer = hand_of(scene, "Ben").act(act, ben, fragment=fragment, **form)
    assert answer.status_code == 409
    assert "This comment is yours." in answer.text


@pytest.mark.parametrize(("act", "form"), [*ACTS, ("stance", {"shown": "1"})])
@pytest.mark.parametrize("lost", ["held", "removed", "deleted", "unknown"])
def test_what_cannot_be_read_cannot_be_marked(
    scene: Scene, ben: int, act: str, form: dict[str, str], lost: str
) -> None:
    if lost == "held":
        scene.hold(ben)
    elif lost == "removed":
        scene.remove(ben)
    elif lost == "deleted":
        scene.delete("Ben", ben)
    answer = hand_of(scene, "Ada").act(act, 999 if lost == "unknown" else ben, **form)
    assert answer.status_code == 404
    assert "This comment is not here any more." in answer.text
    assert "By Ben" not in answer.text


def test_a_changed_mind_is_credited_once_and_taken_back(scene: Scene, ben: int) -> None:
    ada = hand_of(scene, "Ada")
    assert ada.act("credit", ben, poll="single").status_code == 409
    scene.vote("Ada", "single", "yes")
    scene.vote("Ada", "single", "no")
    for _ in range(2):
        assert ada.act("credit", ben, poll="single").status_code == 303
    assert scene.comment(ben).minds == 1
    assert ada.act("credit-withdrawal", ben, poll="single").status_code == 303
    assert scene.comment(ben).minds == 0
    assert ada.act("credit-withdrawal", ben, poll="single").status_code == 409


def test_an_author_shows_and_hides_their_vote(scene: Scene, ben: int) -> None:
    hand = hand_of(scene, "Ben")
    refused = hand.act("stance", ben, shown="1")
    assert (refused.status_code, "no vote of yours to show" in refused.text) == (409, True)
    scene.vote("Ben", "single", "yes")
    assert hand.act("stance", ben, shown="1").status_code == 303
    assert scene.comment(ben).stance_shown
    assert hand.act("stance", ben, shown="0").status_code == 303
    assert not scene.comment(ben).stance_shown


def test_nobody_shows_anothers_vote(scene: Scene, ben: int) -> None:
    scene.vote("Ben", "single", "yes")
    answer = hand_of(scene, "Ada").act("stance", ben, shown="1")
    assert (answer.status_code, "Only its author" in answer.text) == (403, True)
    assert not scene.comment(ben).stance_shown


@pytest.mark.parametrize(
    ("act", "form"),
    [
        ("mark", {}),
        ("mark", {"kind": ""}),
        ("mark", {"kind": "1"}),
        ("mark", {"kind": "GOOD"}),
        ("credit", {}),
        ("credit", {"poll": "gone"}),
        ("credit", {"poll": "1"}),
        ("credit-withdrawal", {"poll": ""}),
    ],
)
def test_a_form_that_says_nothing_of_use_is_refused(
    scene: Scene, ben: int, act: str, form: dict[str, str]
) -> None:
    answer = guest(scene).act(act, ben, **form)
    assert (answer.status_code, "arrived incomplete" in answer.text) == (422, True)


@pytest.mark.parametrize("act", ["mark", "stance", "credit", "credit-withdrawal"])
def test_a_stale_token_is_asked_about_again(scene: Scene, ben: int, act: str) -> None:
    hand = hand_of(scene, "Ben")
    hand.browser.token = "stale"
    page = hand.act(act, ben, kind="good", shown="0", poll="single")
    assert (page.status_code, page.headers["Cache-Control"]) == (403, "private, no-store")
    (form,) = forms_on(page)
    assert form.action == f"/comments/{ben}/{act}"


def test_marks_have_a_limit(scene: Scene, ben: int) -> None:
    reader = guest(scene)
    answers = [reader.act("mark", ben, kind="good").status_code for _ in range(61)]
    assert answers[-1] == 429
    assert counts(scene, ben) == (1, 0)
