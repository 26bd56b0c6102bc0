"""The list of watched words at the moderators' door: added to, tried, taken from; and nobody else's business."""

from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from pollsite.accounts.types import Role
from pollsite.moderation.limits import MAX_WATCHED_LENGTH
from pollsite.moderation.models import WatchedWord
from tests.discussion.scene import Scene
from tests.discussion.writing import Hand, guest, hand_of, number_in
from tests.fixtures.site import Site

PAGE = "/moderation/words"


@pytest.fixture
def scene(site: Site) -> Scene:
    """A discussion, and a moderator called Mo."""
    scene = Scene(site)
    scene.member("Mo", role=Role.MODERATOR)
    return scene


@pytest.fixture
def mo(scene: Scene) -> Hand:
    """The moderator's browser."""
    return hand_of(scene, "Mo")


def add(mo: Hand, words: str, kind: str = "suspect") -> TestResponse:
    """Send the form."""
    return mo.send(PAGE, {"words": words, "kind": kind})


def listed(scene: Scene) -> list[tuple[str, str]]:
    """What is stored."""
    with scene.site.reading() as session:
        return [(word.words, word.kind) for word in session.query(WatchedWord).order_by(WatchedWord.id)]


def test_an_empty_list_says_so(mo: Hand) -> None:
    page = mo.get(PAGE)
    assert "Nothing is watched for yet." in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_word_is_added_told_of_and_listed_with_who_added_it(scene: Scene, mo: Hand) -> None:
    answer = add(mo, "  Cheap   pills ", "banned")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert listed(scene) == [("Cheap pills", "banned")]
    page = mo.get(PAGE).text
    assert "“Cheap pills” is watched for from now on." in page
    assert "<bdi>Mo</bdi>" in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "at least"),
        ("!?", "at least"),
        ("a", "at least"),
        ("\u200b\u00ad", "at least"),
        ("w" * (MAX_WATCHED_LENGTH + 1), f"at most {MAX_WATCHED_LENGTH} characters"),
        ("CASINO", "“casino”, which “CASINO” looks like, is on the list already, as suspect."),
        ("casino", "“casino” is on the list already, as suspect."),
        ("c\u0430s1no", "is on the list already"),
    ],
)
def test_what_cannot_be_watched_for_is_refused_with_the_form_filled(
    scene: Scene, mo: Hand, words: str, sentence: str
) -> None:
    add(mo, "casino")
    page = add(mo, words, "banned")
    assert page.status_code == 422
    assert sentence in page.text
    assert f'value="{words}"' in page.text
    assert 'value="banned" checked' in page.text
    assert listed(scene) == [("casino", "suspect")]


def test_a_word_is_taken_away_once(scene: Scene, mo: Hand) -> None:
    add(mo, "casino")
    for _ in range(2):
        assert mo.send(f"{PAGE}/1/removal", {}).status_code == 303
    assert listed(scene) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A fine day.", ["Nothing stands out."]),
        ("A fine c.a.s.i.n.o day.", ["would wait for a moderator", "c.a.s.i.n.o", "written apart"]),
        ("v1agra and c\u0430sino", ["would be refused", "v1agra", "look alike"]),
        ("see https://example.org/", ["would wait for a moderator", "a link or an address"]),
        ("a \u202eyad enif\u202c", ["would wait for a moderator", "turn letters round"]),
        ("", ["There is nothing to post yet."]),
        ("x" * 5_001, ["5,000 characters"]),
    ],
)
def test_a_text_is_tried_and_nothing_stored(scene: Scene, mo: Hand, text: str, told: list[str]) -> None:
    add(mo, "casino")
    add(mo, "viagra", "banned")
    page = mo.send(f"{PAGE}/trial", {"text": text})
    assert page.status_code == (422 if "5,000" in told[0] or "nothing" in told[0] else 200)
    for words in told:
        assert words in page.text
    assert f"\n{text}</textarea>" in page.text
    assert mo.get(f"{PAGE}/trial").location == PAGE
    with scene.site.reading() as session:
        assert session.query(WatchedWord).count() == 2


def test_a_text_that_is_tried_never_runs(mo: Hand) -> None:
    add(mo, "<script>alert(1)</script>")
    page = mo.send(f"{PAGE}/trial", {"text": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page


def test_the_list_holds_at_once_and_no_longer_once_the_word_is_gone(scene: Scene, mo: Hand) -> None:
    add(mo, "casino")
    ada = hand_of(scene, "Ada")
    first = number_in(ada.write("The casino again."))
    assert (scene.comment(first).status, scene.comment(first).reason) == ("held", "word")
    mo.send(f"{PAGE}/1/removal", {})
    second = number_in(ada.write("The casino once more.", key="two"))
    assert scene.comment(second).status == "visible"
    assert scene.comment(first).status == "held"


@pytest.mark.parametrize("who", [guest, lambda scene: hand_of(scene, "Ada")], ids=["reader", "member"])
@pytest.mark.parametrize("method", ["show", "add", "remove", "try"])
def test_nobody_else_sees_or_changes_the_list(
    scene: Scene, mo: Hand, who: Callable[[Scene], Hand], method: str
) -> None:
    add(mo, "casino")
    hand = who(scene)
    answer = {
        "show": lambda: hand.get(PAGE),
        "add": lambda: add(hand, "other"),
        "remove": lambda: hand.send(f"{PAGE}/1/removal", {}),
        "try": lambda: hand.send(f"{PAGE}/trial", {"text": "casino"}),
    }[method]()
    assert answer.status_code in (303, 403)
    assert "casino" not in answer.text
    assert listed(scene) == [("casino", "suspect")]


def test_a_number_that_no_column_holds_names_no_word(scene: Scene, mo: Hand) -> None:
    add(mo, "pills")
    for number in (2**31, 2**63 - 1, 10**30):
        assert mo.send(f"{PAGE}/{number}/removal", {}).status_code == 404
    assert listed(scene) == [("pills", "suspect")]
