"""Whose words wait for a moderator: new ones and rewritten ones, by one rule that no door goes around."""

from urllib.parse import urlsplit

import pytest

from pollsite.discussion.errors import EditingClosed, NameTakenMeanwhile, NothingLeft, WordsMoved
from pollsite.discussion.holding import hold_reason, hold_reason_of_new_words
from pollsite.discussion.models import Comment, Discussion
from pollsite.discussion.statuses import change_status
from pollsite.discussion.types import HoldReason, Openness, Status
from pollsite.discussion.verifying import verify_discussions
from tests.discussion.paper import comment_form
from tests.discussion.scene import Scene
from tests.discussion.writing import guest, hand_of, number_in
from tests.samples import SLUG

GUEST, EVERYTHING = HoldReason.GUEST, HoldReason.EVERYTHING


@pytest.mark.parametrize(
    ("is_guest", "openness", "reason"),
    [
        (True, Openness.OPEN, GUEST),
        (True, Openness.HOLDING, GUEST),
        (False, Openness.OPEN, None),
        (False, Openness.HOLDING, EVERYTHING),
    ],
)
def test_new_words_of_a_visible_comment_are_held_as_a_new_comment_is(
    is_guest: bool, openness: Openness, reason: HoldReason | None
) -> None:
    assert hold_reason(is_guest=is_guest, openness=openness) is reason
    for status in Status:
        expected = reason if status is Status.VISIBLE else None
        found = hold_reason_of_new_words(status=status, is_guest=is_guest, openness=openness)
        assert found is expected


def standing(scene: Scene, number: int) -> tuple[str, str, int]:
    """Where a comment stands and why, and how many are visible."""
    with scene.site.reading() as session:
        assert verify_discussions(session).differences == ()
        facts = session.get(Discussion, scene.article_id)
        visible = facts.comments if facts else 0
    comment = scene.comment(number)
    return comment.status, comment.reason, visible


@pytest.mark.parametrize("later", [0, 60])
def test_a_guest_publishes_nothing_by_rewriting_what_was_released(scene: Scene, later: int) -> None:
    number = scene.post("guy", "Harmless.", about=("single",))
    scene.release(number)
    scene.pass_time(minutes=later)
    edited = scene.edit("guy", number, "Harmful.", about=("scale",))
    assert edited.waits_again
    assert standing(scene, number) == ("held", "guest", 0)
    scene.release(number)
    assert standing(scene, number) == ("visible", "", 1)
    assert not scene.edit("guy", number, "Harmful.", about=("single",)).waits_again, "no word is another one"
    assert standing(scene, number) == ("visible", "", 1)


def test_words_that_never_were_released_are_no_earlier_text(scene: Scene) -> None:
    number = scene.post("guy", "Harmless.")
    scene.release(number)
    for words in ("Harmful.", "Harmless again."):
        scene.pass_time(hours=1)
        scene.edit("guy", number, words)
    scene.release(number)
    page = scene.site.browser().client.get(f"/articles/{SLUG}/comments/{number}/earlier").text
    assert ("Harmless." in page, "Harmful." in page) == (True, False)


def test_replies_stay_below_words_that_wait_again(scene: Scene) -> None:
    scene.member("ada")
    number = scene.post("guy")
    scene.release(number)
    scene.post("ada", to=number)
    scene.edit("guy", number, "Other words.")
    assert standing(scene, number) == ("held", "guest", 1)
    assert scene.comment(number).listed


def test_a_member_rewrites_freely_but_where_everything_is_held(scene: Scene) -> None:
    scene.member("ada")
    number = scene.post("ada")
    assert not scene.edit("ada", number, "Second.").waits_again
    scene.set_openness(Openness.HOLDING)
    assert scene.edit("ada", number, "Third.").waits_again
    assert standing(scene, number) == ("held", "everything", 0)


def test_what_a_moderator_holds_keeps_the_moderators_reason(scene: Scene) -> None:
    number = scene.post("guy")
    scene.release(number)
    scene.hold(number)
    assert not scene.edit("guy", number, "Other words.").waits_again
    assert standing(scene, number) == ("held", "a doubt", 0)


def test_a_release_is_of_the_words_that_were_read(scene: Scene) -> None:
    number = scene.post("guy", "Harmless.")
    scene.edit("guy", number, "Harmful.")
    with scene.site.writing() as session, pytest.raises(WordsMoved, match="has changed this comment's words"):
        change_status(session, comment_id=number, status=Status.VISIBLE, at=scene.now, revision=1)
    assert standing(scene, number) == ("held", "guest", 0)
    with scene.site.writing() as session:
        change_status(session, comment_id=number, status=Status.VISIBLE, at=scene.now, revision=2)
    assert standing(scene, number) == ("visible", "", 1)


def test_a_closed_discussion_takes_no_other_words(scene: Scene) -> None:
    scene.member("ada")
    number = scene.post("ada", "First.")
    scene.set_openness(Openness.CLOSED)
    with pytest.raises(EditingClosed):
        scene.edit("ada", number, "Second.")
    assert scene.comment(number).body_source == "First."
    scene.delete("ada", number)
    assert standing(scene, number) == ("deleted_by_author", "", 0)


def test_a_name_that_became_a_members_is_not_released(scene: Scene) -> None:
    number = scene.post("Ida Noll")
    other = scene.post("Jo Field")
    scene.member("Ida NoII")
    for act in (scene.release, scene.release):
        with pytest.raises(NameTakenMeanwhile, match="A member has this guest's name"):
            act(number)
    scene.release(other)
    scene.remove(number)
    with pytest.raises(NameTakenMeanwhile):
        scene.release(number)
    assert standing(scene, number)[0] == "removed"


def test_an_author_takes_their_words_back_but_not_the_decision(scene: Scene) -> None:
    scene.member("ada")
    number = scene.post("ada", "Rude.", about=("single",))
    reply = scene.post("ada", to=number)
    scene.edit("ada", number, "Ruder.")
    scene.remove(number, "rule 3, personal attack")
    before = scene.comment(number).version
    for _ in range(2):
        scene.delete("ada", number)
    erased = scene.comment(number)
    assert (erased.body_source, erased.body_html) == ("", "")
    assert (erased.status, erased.reason) == ("removed", "rule 3, personal attack")
    assert erased.version == before + 1
    for status in (Status.VISIBLE, Status.HELD):
        with pytest.raises(NothingLeft, match="nothing left to restore"):
            scene.decide(number, status)
    page = scene.site.browser().client.get(f"/articles/{SLUG}/comments/{reply}").text
    assert "removed by a moderator: rule 3, personal attack" in page.lower()


def test_deleting_a_removed_comment_is_told_as_done(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("Rude."))
    scene.remove(number)
    answer = ada.act("deletion", number)
    assert answer.status_code == 303
    done = ada.get(urlsplit(answer.location).path)
    assert (done.status_code, "Rude." in done.text) == (200, False)
    assert scene.comment(number).status == "removed"
    own = ada.get(f"/articles/{SLUG}/comments/{number}").text
    assert "Rude." not in own
    assert "removed by a moderator: rule 3, personal attack" in own.lower()
    assert ada.act("deletion", number).status_code == 303


def test_a_guest_is_told_that_the_new_words_wait_and_nobody_reads_any(scene: Scene) -> None:
    jo = guest(scene)
    number = number_in(jo.write("Harmless words.", name="Jo Field"))
    scene.release(number)
    answer = jo.edit(number, "Harmful words.")
    assert answer.location == f"/articles/{SLUG}/comments/{number}?told=edited-waits#comment-{number}"
    own = jo.get(answer.location).text
    assert "it waits for a moderator again" in own
    assert "Harmful words." in own
    for address in (
        f"/articles/{SLUG}",
        f"/articles/{SLUG}/discussion",
        f"/articles/{SLUG}/comments/{number}",
        f"/articles/{SLUG}/comments/{number}/earlier",
        f"/articles/{SLUG}/discussion.atom",
    ):
        page = guest(scene).get(address).text
        assert "Harmful words." not in page
        assert "Harmless words." not in page


def test_words_for_a_closed_discussion_are_kept_in_the_form(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    number = number_in(ada.write("First."))
    scene.set_openness(Openness.CLOSED)
    page = ada.edit(number, "Second.")
    assert page.status_code == 409
    form = comment_form(page)
    assert form.body == "Second."
    assert "This discussion is closed" in form.sentence
    form = comment_form(ada.get(f"/comments/{number}/edit"))
    assert (form.body, "This discussion is closed" in form.sentence) == ("First.", True)


def test_a_comment_that_waits_is_told_apart_from_none_by_its_author_only(scene: Scene) -> None:
    jo = guest(scene)
    number = number_in(jo.write("Waiting.", name="Jo Field"))
    removed = number_in(jo.write("Waiting, too.", name="Jo Field", key="another"))
    scene.remove(removed)
    ada = hand_of(scene, "Ada")
    compose = f"/articles/{SLUG}/comment?parent="
    unknown = ada.get(f"{compose}9").text
    for hidden in (number, removed):
        assert _without_key(ada.get(f"{compose}{hidden}").text) == _without_key(unknown)
        refusals = {
            comment_form(ada.write("An answer.", to=to, key=f"key {to}")).sentence for to in (hidden, 9)
        }
        assert len(refusals) == 1
        assert "is not part of this discussion" in refusals.pop()
    assert "is waiting for a moderator" in jo.get(f"{compose}{number}").text
    with scene.site.reading() as session:
        assert session.query(Comment).count() == 2


def _without_key(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line and 'name="key"' not in line)
