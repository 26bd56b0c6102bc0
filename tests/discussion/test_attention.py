"""Marks, shown votes and changed minds: one's own choice, counted exactly, and gone when taken back."""

import pytest
from sqlalchemy import func, select

from pollsite.discussion.drafts import Draft, find_draft, keep_draft
from pollsite.discussion.errors import (
    CommentNotFound,
    MindNotChanged,
    NothingCredited,
    NotToBeRead,
    NotYours,
    NoVoteToShow,
    YourOwn,
)
from pollsite.discussion.joining import join_marks
from pollsite.discussion.minds import Creditable, creditable_polls
from pollsite.discussion.models import ChangedMind, Mark, Stance, StoredDraft, Tag, Visit
from pollsite.discussion.ranking import best
from pollsite.discussion.verifying import verify_discussions
from pollsite.discussion.visits import find_visit, note_visit
from tests.discussion.scene import GOOD, WEAK, Scene


@pytest.fixture
def written(scene: Scene) -> tuple[Scene, int]:
    """A comment of the member ada about one question; bea is a member too."""
    scene.member("ada")
    scene.member("bea")
    return scene, scene.post("ada", about=("single",))


def numbers(scene: Scene, comment_id: int) -> tuple[int, int, int]:
    """Good, weak, and the place among the best, which the tag must repeat."""
    stored = scene.comment(comment_id)
    with scene.site.reading() as session:
        assert session.scalars(select(Tag.best).where(Tag.comment_id == comment_id)).all() == [stored.best]
    return stored.good, stored.weak, stored.best


def count(scene: Scene, what: type) -> int:
    """How many rows of a table there are."""
    with scene.site.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def assert_exact(scene: Scene) -> None:
    """A recount finds no difference."""
    with scene.site.reading() as session:
        assert verify_discussions(session).differences == ()


def test_a_mark_counts_once_and_can_be_changed_and_taken_back(written: tuple[Scene, int]) -> None:
    scene, number = written
    for kind, good, weak in (
        (GOOD, 1, 0),
        (GOOD, 1, 0),
        (WEAK, 0, 1),
        (None, 0, 0),
        (None, 0, 0),
        (GOOD, 1, 0),
    ):
        scene.mark("dan", number, kind)
        assert numbers(scene, number) == (good, weak, best(good, weak))
    scene.mark("eve", number, WEAK)
    assert numbers(scene, number) == (1, 1, best(1, 1))


def test_weak_points_sort_and_are_not_shown(written: tuple[Scene, int]) -> None:
    scene, number = written
    before = scene.comment(number).version
    scene.mark("dan", number, WEAK)
    assert scene.comment(number).version == before
    scene.mark("dan", number, GOOD)
    assert scene.comment(number).version == before + 1


def test_nobody_marks_themselves_or_what_cannot_be_read(written: tuple[Scene, int]) -> None:
    scene, number = written
    with pytest.raises(YourOwn):
        scene.mark("ada", number)
    held = scene.post("guy")
    with pytest.raises(NotToBeRead):
        scene.mark("dan", held)
    scene.delete("ada", number)
    for comment in (number, 99):
        with pytest.raises(CommentNotFound):
            scene.mark("dan", comment)
    assert count(scene, Mark) == 0


def test_a_stance_is_the_authors_to_show_and_to_hide(written: tuple[Scene, int]) -> None:
    scene, number = written
    with pytest.raises(NoVoteToShow):
        scene.show_stance("ada", number)
    scene.vote("ada", "single", "yes")
    with pytest.raises(NotYours):
        scene.show_stance("bea", number)
    for _ in range(2):
        scene.show_stance("ada", number)
        assert (scene.comment(number).stance_shown, count(scene, Stance)) == (True, 1)
    scene.vote("ada", "single", "no")
    with scene.site.reading() as session:
        assert session.scalars(select(Stance.choices)).all() == [1], "as it was when it was ticked"
    for _ in range(2):
        scene.hide_stance("ada", number)
        assert (scene.comment(number).stance_shown, count(scene, Stance)) == (False, 0)


def test_a_vote_on_another_question_is_no_stance(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.vote("ada", "scale", "agree")
    with pytest.raises(NoVoteToShow):
        scene.show_stance("ada", number)


def test_a_changed_mind_is_credited_once_per_question(written: tuple[Scene, int]) -> None:
    scene, number = written
    other = scene.post("bea")
    scene.vote("dan", "single", "yes")
    with pytest.raises(MindNotChanged):
        scene.credit("dan", number, "single")
    scene.vote("dan", "single", "no")
    for comment in (number, number, other):
        scene.credit("dan", comment, "single")
    assert (scene.comment(number).minds, scene.comment(other).minds, count(scene, ChangedMind)) == (0, 1, 1)
    with scene.site.reading() as session:
        found = creditable_polls(session, article_id=scene.article_id, reader_id=scene.reader_of("dan"))
    assert found == (Creditable(scene.poll_id("single"), 1, 2, other),)


@pytest.mark.parametrize(("options", "minds"), [(("yes",), 0), ((), 0), (("rarely",), 1), (("no",), 1)])
def test_a_credit_ends_when_the_vote_returns(
    written: tuple[Scene, int], options: tuple[str, ...], minds: int
) -> None:
    scene, number = written
    scene.vote("dan", "single", "yes")
    scene.vote("dan", "single", "no")
    scene.credit("dan", number, "single")
    scene.vote("dan", "single", *options)
    assert (scene.comment(number).minds, count(scene, ChangedMind)) == (minds, minds)
    assert_exact(scene)


def test_credits_are_refused_as_marks_are(written: tuple[Scene, int]) -> None:
    scene, number = written
    for name in ("ada", "dan"):
        scene.vote(name, "single", "yes")
        scene.vote(name, "single", "no")
    with pytest.raises(YourOwn):
        scene.credit("ada", number, "single")
    with pytest.raises(MindNotChanged):
        scene.credit("dan", number, "scale")
    with pytest.raises(NothingCredited):
        scene.withdraw_credit("dan", "single")
    held = scene.post("guy")
    with pytest.raises(NotToBeRead):
        scene.credit("dan", held, "single")


def join(scene: Scene, name: str, to: str) -> None:
    """The reader `name` signs in as `to`, twice: a request may be repeated."""
    for _ in range(2):
        with scene.site.writing() as session:
            join_marks(
                session, from_reader=scene.reader_of(name), to_reader=scene.reader_of(to), at=scene.now
            )
    assert_exact(scene)


def test_marks_join_the_account_but_for_its_own_words_and_its_own_marks(written: tuple[Scene, int]) -> None:
    scene, own = written
    both, free = scene.post("bea"), scene.post("bea")
    for comment in (own, both, free):
        scene.mark("dan", comment, GOOD)
    scene.mark("ada", both, WEAK)
    join(scene, "dan", "ada")
    with scene.site.reading() as session:
        marks = {(mark.comment_id, mark.reader_id): mark.kind for mark in session.scalars(select(Mark))}
    ada = scene.reader_of("ada")
    assert marks == {(both, ada): WEAK, (free, ada): GOOD}


def test_a_credit_joins_where_the_accounts_vote_changed_too(written: tuple[Scene, int]) -> None:
    scene, number = written
    for name in ("dan", "eve"):
        scene.vote(name, "single", "yes")
        scene.vote(name, "single", "no")
        scene.credit(name, number, "single")
    scene.vote("bea", "single", "no")
    join(scene, "dan", "bea")
    assert scene.comment(number).minds == 2
    join(scene, "eve", "bea")
    assert scene.comment(number).minds == 1, "once per reader and question"
    join(scene, "bea", "ada")
    assert scene.comment(number).minds == 0, "not for one's own"


def test_a_credit_of_a_vote_that_does_not_stand_ends(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.vote("dan", "single", "yes")
    scene.vote("dan", "single", "no")
    scene.credit("dan", number, "single")
    scene.vote("bea", "single", "yes")
    join(scene, "dan", "bea")
    assert count(scene, ChangedMind) == 0


def test_the_draft_just_typed_takes_the_place_of_an_older_one(written: tuple[Scene, int]) -> None:
    scene, _ = written
    place = {"article_id": scene.article_id, "parent_id": None}
    with scene.site.writing() as session:
        for name, words in (("bea", "Old."), ("dan", "New.")):
            keep_draft(session, reader_id=scene.reader_of(name), draft=Draft(words), at=scene.now, **place)
    join(scene, "dan", "bea")
    assert count(scene, StoredDraft) == 1
    with scene.site.reading() as session:
        assert find_draft(session, reader_id=scene.reader_of("bea"), **place) == Draft("New.")


def test_a_visit_is_kept_once_per_member_and_discussion(written: tuple[Scene, int]) -> None:
    scene, _ = written
    visit = {"account_id": scene.people["ada"].account_id, "article_id": scene.article_id}
    for minutes in (0, 5, 60):
        moment = scene.pass_time(minutes=minutes)
        with scene.site.writing() as session:
            note_visit(session, **visit, until=moment, at=moment)
    assert count(scene, Visit) == 1
    with scene.site.reading() as session:
        known = find_visit(session.connection(), **visit)
    assert known is not None
    assert known.latest_until == scene.now
    assert (scene.now - known.seen_until).total_seconds() == 3600
