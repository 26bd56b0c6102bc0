"""What is sent twice, sent again after it went, or sent by somebody who is gone: stored or refused, and said so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pollsite.discussion.drafts import Draft, keep_draft
from pollsite.discussion.errors import RemovedWords, SignedOutMeanwhile
from pollsite.discussion.limits import DRAFT_AGE
from pollsite.discussion.models import Comment, StoredDraft, Visit
from pollsite.discussion.told import told_in_words
from pollsite.discussion.types import Status
from pollsite.discussion.visits import note_visit
from pollsite.markup import MAX_CHARACTERS
from pollsite.pages.leaving import leave
from tests.discussion.paper import comment_form
from tests.discussion.scene import Scene
from tests.discussion.writing import Hand, guest, hand_of, number_in
from tests.fixtures.site import reader
from tests.samples import SLUG

WORDS = "Said once, meant twice."


def stored(scene: Scene) -> int:
    """How many comments there are."""
    with scene.site.reading() as session:
        return session.scalar(select(func.count()).select_from(Comment)) or 0


@pytest.mark.parametrize("key", ["k", "another"])
def test_what_its_author_deleted_can_be_sent_again(scene: Scene, key: str) -> None:
    scene.member("ada")
    first = scene.post("ada", WORDS, key="k")
    scene.delete("ada", first)
    again = scene.submit("ada", WORDS, key=key)
    assert (again.comment_id == first, again.is_repeat) == (False, False)
    assert scene.submit("ada", WORDS, key=key).comment_id == again.comment_id, "and that once"


@pytest.mark.parametrize("key", ["k", "another"])
@pytest.mark.parametrize("hours", [0, 3])
def test_what_a_moderator_removed_cannot(scene: Scene, key: str, hours: int) -> None:
    scene.member("ada")
    scene.remove(scene.post("ada", WORDS, key="k"))
    scene.pass_time(hours=hours)
    with pytest.raises(RemovedWords, match="A moderator removed these words"):
        scene.submit("ada", WORDS, key=key)
    assert not scene.submit("ada", "In other words.", key="a third").is_repeat


def test_the_form_of_a_deleted_comment_posts_a_new_one(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    first = number_in(ada.write(WORDS))
    assert ada.act("deletion", first).status_code == 303
    second = ada.write(WORDS)
    assert "told=posted" in second.location
    assert scene.comment(number_in(second)).body_source == WORDS


def test_the_form_of_a_removed_comment_keeps_the_words(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    scene.remove(number_in(ada.write(WORDS)))
    page = ada.write(WORDS)
    assert page.status_code == 409
    assert comment_form(page).body == WORDS
    assert "A moderator removed these words" in comment_form(page).sentence


@pytest.mark.parametrize("hand", [lambda scene: hand_of(scene, "Ada"), guest])
def test_a_repeat_says_that_it_is_one(scene: Scene, hand: Callable[[Scene], Hand]) -> None:
    author = hand(scene)
    name = "" if scene.people else "Jo Field"
    first, second = author.write(WORDS, name=name), author.write(WORDS, name=name)
    assert number_in(first) == number_in(second)
    assert "told=repeat#" in second.location
    assert "You have posted this already" in author.get(second.location).text
    assert stored(scene) == 1


@pytest.mark.parametrize("status", [Status.VISIBLE, Status.HELD])
def test_what_is_told_is_told_to_the_author(status: Status) -> None:
    for told in ("repeat", "no-vote"):
        assert told_in_words(told, own=True, status=status)
        assert told_in_words(told, own=False, status=status) == ""


def test_a_vote_that_was_to_be_shown_and_is_not_there_is_told(scene: Scene) -> None:
    ada = hand_of(scene, "Ada")
    answer = ada.write(WORDS, polls=["single"], stance=True)
    assert "told=no-vote#" in answer.location
    assert "You have no vote on these questions yet, so none is shown." in ada.get(answer.location).text
    assert not scene.comment(number_in(answer)).stance_shown
    scene.vote("Ada", "single", "yes")
    answer = ada.write("Other words.", polls=["single"], stance=True, key="another")
    assert "told=posted#" in answer.location


def test_an_account_that_went_meanwhile_posts_nothing(scene: Scene) -> None:
    ada = scene.member("Ada")
    with scene.site.writing() as session:
        leave(session, account_id=ada.account_id, remove_words=False, at=scene.now)
    with pytest.raises(SignedOutMeanwhile, match="Your text is still here"):
        scene.post("Ada", WORDS)
    assert stored(scene) == 0
    with scene.site.writing() as session:
        article = scene.article_id
        note_visit(session, account_id=ada.account_id, article_id=article, until=scene.now, at=scene.now)
        assert session.scalars(select(Visit)).all() == []


def drafts(scene: Scene) -> int:
    """How many drafts are kept, of all."""
    with scene.site.reading() as session:
        return session.scalar(select(func.count()).select_from(StoredDraft)) or 0


def test_a_draft_longer_than_a_comment_is_kept_by_its_author(scene: Scene) -> None:
    hand = guest(scene)
    page = hand.write("x" * (MAX_CHARACTERS + 1), intent="sign-in")
    assert page.status_code == 422
    assert len(comment_form(page).body) == MAX_CHARACTERS + 1
    assert "at most 5,000 characters" in comment_form(page).sentence
    assert drafts(scene) == 0
    assert hand.write("x" * MAX_CHARACTERS, intent="sign-in").status_code == 303
    assert drafts(scene) == 1


def test_drafts_are_counted_as_comments_are(scene: Scene) -> None:
    hand = guest(scene)
    answers = [hand.write(f"Draft {number}", intent="sign-in") for number in range(13)]
    assert [answer.status_code for answer in answers] == [303] * 12 + [429]
    assert comment_form(answers[-1]).body == "Draft 12"


def test_drafts_that_nobody_came_back_to_are_let_go(scene: Scene) -> None:
    begun = scene.now
    for name, at, left in (
        ("ada", begun, 1),
        ("bea", begun + DRAFT_AGE, 2),
        ("guy", begun + DRAFT_AGE + timedelta(seconds=1), 2),
    ):
        with scene.site.writing() as session:
            keep_draft(
                session,
                reader_id=reader(name),
                article_id=scene.article_id,
                parent_id=None,
                draft=Draft(WORDS),
                at=at,
            )
        assert drafts(scene) == left


def test_questions_of_a_draft_are_no_more_than_a_comment_may_carry(scene: Scene) -> None:
    hand = guest(scene)
    polls = ["single", "multiple", "scale", "closed"]
    assert hand.write(WORDS, polls=polls, intent="sign-in").status_code == 303
    assert comment_form(hand.get(f"/articles/{SLUG}/comment")).sent("poll") == polls[:3]
