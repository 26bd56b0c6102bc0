"""Authors change what they wrote: in silence for a while, then in the open; and they alone."""

import pytest
from sqlalchemy import select

from pollsite.discussion.errors import (
    CommentNotFound,
    NotYours,
    RemovedByModerator,
    RepliesCarryNoTags,
    TagNotAsked,
    TooManyTags,
)
from pollsite.discussion.models import CommentRevision, Slice, Stance, Tag
from tests.discussion.scene import Scene


@pytest.fixture
def written(scene: Scene) -> tuple[Scene, int]:
    """A comment of the member ada about one question."""
    scene.member("ada")
    scene.member("bea")
    return scene, scene.post("ada", "First.", about=("single",))


def revisions(scene: Scene) -> list[tuple[int, str, bool]]:
    """Number, words and openness of everything kept from before edits."""
    with scene.site.reading() as session:
        rows = session.scalars(select(CommentRevision).order_by(CommentRevision.number))
        return [(row.number, row.body_source, row.public) for row in rows]


def slices(scene: Scene) -> dict[str, int]:
    """The counts of slices that are not empty, by question."""
    with scene.site.reading() as session:
        known = {row.poll_id: row.comments for row in session.scalars(select(Slice))}
    return {key: known[number] for key, number in scene.polls.items() if known.get(number)}


def test_an_edit_within_the_window_is_silent(written: tuple[Scene, int]) -> None:
    scene, number = written
    edited = scene.edit("ada", number, "Second.")
    assert (edited.changed, edited.is_public) == (True, False)
    stored = scene.comment(number)
    assert (stored.body_source, stored.body_html) == ("Second.", "<p>Second.</p>\n")
    assert (stored.edited_at, stored.revision, stored.version) == (None, 2, 2)
    assert revisions(scene) == [(1, "First.", False)]


def test_a_late_edit_says_so_and_opens_only_what_it_replaced(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.edit("ada", number, "Second.")
    scene.pass_time(minutes=16)
    assert scene.edit("ada", number, "Third.").is_public
    assert scene.comment(number).edited_at == scene.now
    assert revisions(scene) == [(1, "First.", False), (2, "Second.", True)]


def test_once_answered_an_edit_is_open(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.post("bea", to=number)
    assert scene.edit("ada", number, "Second.").is_public


def test_saving_without_a_change_changes_nothing(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.pass_time(hours=1)
    assert not scene.edit("ada", number, "First.", about=("single",)).changed
    assert scene.comment(number).version == 1
    assert revisions(scene) == []


def test_what_is_held_stays_held_and_its_words_were_never_open(scene: Scene) -> None:
    number = scene.post("guy", "First.")
    scene.pass_time(hours=1)
    assert not scene.edit("guy", number, "Second.").is_public
    assert scene.comment(number).status == "held"


def test_only_the_author_edits_and_only_what_is_there(written: tuple[Scene, int]) -> None:
    scene, number = written
    with pytest.raises(NotYours):
        scene.edit("bea", number, "Mine.")
    scene.remove(number)
    with pytest.raises(RemovedByModerator):
        scene.edit("ada", number, "Second.")
    gone = scene.post("ada")
    scene.delete("ada", gone)
    for comment in (gone, 99):
        with pytest.raises(CommentNotFound):
            scene.edit("ada", comment, "Second.")


def test_other_questions_move_the_whole_thread(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.post("bea", to=number)
    scene.post("guy", to=number)
    assert slices(scene) == {"single": 2}
    assert scene.edit("ada", number, "First.", about=("multiple", "scale")).changed
    assert slices(scene) == {"multiple": 2, "scale": 2}
    with scene.site.reading() as session:
        assert {(tag.replies, tag.listed) for tag in session.scalars(select(Tag))} == {(1, True)}
    scene.edit("ada", number, "First.", about=())
    assert slices(scene) == {}


def test_tags_of_a_held_thread_count_when_it_is_released(scene: Scene) -> None:
    number = scene.post("guy", about=("single",))
    scene.edit("guy", number, "First.", about=("scale",))
    assert slices(scene) == {}
    scene.release(number)
    assert slices(scene) == {"scale": 1}


def test_a_stance_on_a_question_taken_off_is_forgotten(written: tuple[Scene, int]) -> None:
    scene, number = written
    scene.vote("ada", "single", "yes")
    scene.vote("bea", "single", "no")
    reply = scene.post("bea", to=number, stance=True)
    scene.show_stance("ada", number)
    scene.edit("ada", number, "First.", about=("scale",))
    with scene.site.reading() as session:
        assert session.scalars(select(Stance)).all() == []
    assert not scene.comment(number).stance_shown
    assert not scene.comment(reply).stance_shown


def test_tags_are_refused_as_when_posting(written: tuple[Scene, int]) -> None:
    scene, number = written
    reply = scene.post("ada", to=number)
    scene.polls["nowhere"] = 99
    for comment, about, refusal in (
        (reply, ("single",), RepliesCarryNoTags),
        (number, ("single", "multiple", "scale", "closed"), TooManyTags),
        (number, ("nowhere",), TagNotAsked),
    ):
        with pytest.raises(refusal):
            scene.edit("ada", comment, "Second.", about=about)
    assert scene.comment(number).body_source == "First."


def test_a_question_no_longer_asked_stays_with_its_thread(written: tuple[Scene, int]) -> None:
    scene, number = written
    with scene.site.writing() as session:
        session.connection().exec_driver_sql("UPDATE polls SET active = false WHERE key = 'single'")
    scene.edit("ada", number, "First.", about=("scale",))
    assert slices(scene) == {"single": 1, "scale": 1}
