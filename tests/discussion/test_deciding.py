"""Comments come and go, with their words where that is meant; from the command line too."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select, text

from pollsite.accounts.models import Notice
from pollsite.accounts.notices import mark_read
from pollsite.accounts.types import NoticeKind, Told
from pollsite.discussion.deleting import delete_all_of, forget_author
from pollsite.discussion.errors import CommentNotFound, NotYours, StatusMoved
from pollsite.discussion.models import CommentRevision, Discussion, Stance, Visit
from pollsite.discussion.statuses import change_status
from pollsite.discussion.types import Openness, Status
from pollsite.discussion.verifying import Difference, verify_discussions
from pollsite.discussion.visits import note_visit
from tests.discussion.scene import Scene
from tests.fixtures.site import statements

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def debate(scene: Scene) -> Scene:
    """1 by ada about a question, answered by bea (2), who is answered by the guest guy (3, held); 4 by bea."""
    scene.member("ada")
    scene.member("bea")
    scene.vote("ada", "single", "yes")
    first = scene.post("ada", "One.", about=("single",), stance=True)
    second = scene.post("bea", "Two.", to=first)
    assert scene.post("guy", "Three.", to=second) == 3
    assert scene.post("bea", "Four.") == 4
    scene.marked(1, good=2, weak=1)
    return scene


def listed(scene: Scene) -> list[int]:
    """The comments that pages have a place for."""
    return [number for number in range(1, 5) if scene.comment(number).listed]


def differences(scene: Scene) -> tuple[Difference, ...]:
    """What a recount finds wrong."""
    with scene.site.reading() as session:
        return verify_discussions(session).differences


def test_a_tombstone_stays_while_there_are_answers(debate: Scene) -> None:
    assert listed(debate) == [1, 2, 4]
    debate.delete("ada", 1)
    assert listed(debate) == [1, 2, 4]
    debate.delete("bea", 2)
    assert listed(debate) == [4]
    debate.release(3)
    assert listed(debate) == [1, 2, 3, 4], "its way down is there again"
    assert differences(debate) == ()


def test_deleting_erases_words_earlier_words_and_stance(debate: Scene) -> None:
    debate.edit("ada", 1, "One more.")
    for _ in range(2):
        debate.delete("ada", 1)
    stored = debate.comment(1)
    assert (stored.body_source, stored.body_html, stored.stance_shown) == ("", "", False)
    with debate.site.reading() as session:
        for what in (CommentRevision, Stance):
            assert session.scalar(select(func.count()).select_from(what)) == 0
    with pytest.raises(CommentNotFound):
        debate.release(1)
    with pytest.raises(NotYours):
        debate.delete("ada", 2)


def test_a_decision_for_what_has_moved_is_refused(debate: Scene) -> None:
    with debate.site.writing() as session, pytest.raises(StatusMoved, match="is visible by now"):
        change_status(session, comment_id=1, status=Status.VISIBLE, at=debate.now, only_from=(Status.HELD,))


def test_words_come_back_as_they_were(debate: Scene) -> None:
    since = debate.comment(1).published_at
    debate.remove(1, "rule 3")
    assert (debate.comment(1).status, debate.comment(1).reason) == ("removed", "rule 3")
    debate.release(1)
    stored = debate.comment(1)
    assert (stored.body_source, stored.reason, stored.published_at) == ("One.", "", since)
    assert differences(debate) == ()


@pytest.mark.parametrize("leave", [forget_author, delete_all_of])
def test_nothing_names_an_account_that_left(debate: Scene, leave: Callable[..., None]) -> None:
    bea = debate.people["bea"].account_id
    with debate.site.writing() as session:
        note_visit(session, account_id=bea, article_id=debate.article_id, until=debate.now, at=debate.now)
        leave(session, account_id=bea, **({"at": debate.now} if leave is delete_all_of else {}))
    for number in (2, 4):
        assert debate.comment(number).account_id is None
        assert bool(debate.comment(number).body_source) is (leave is forget_author)
    with debate.site.reading() as session:
        assert session.scalars(select(Visit)).all() == []
    assert differences(debate) == ()


FALSIFIED = [
    ("UPDATE comments SET good = 9 WHERE id = 1", {("comment 1 good", 9, 2)}),
    ("UPDATE comments SET best = 9 WHERE id = 4", {("comment 4 best", 9, 0)}),
    ("UPDATE comments SET replies = 7 WHERE id = 2", {("comment 2 replies", 7, 0)}),
    ("UPDATE comments SET minds = 1 WHERE id = 4", {("comment 4 minds", 1, 0)}),
    ("UPDATE comments SET listed = true WHERE id = 3", {("comment 3 listed", True, False)}),
    ("UPDATE comments SET path = '00000009' WHERE id = 4", {("comment 4 path", "00000009", "00000004")}),
    ("UPDATE comments SET root_id = 4, depth = 2 WHERE id = 2", {("comment 2 root_id", 4, 1), ("comment 2 depth", 2, 1)}),
    ("UPDATE comments SET stance_shown = true WHERE id = 4", {("comment 4 stance_shown", True, False)}),
    ("UPDATE tags SET replies = 0", {("tag 1 of comment 1 replies", 0, 1)}),
    ("UPDATE slices SET comments = 3", {("slice on-portraits/single comments", 3, 2)}),
    ("DELETE FROM slices", {("slice on-portraits/single comments", 0, 2)}),
    ("UPDATE discussions SET comments = 4", {("discussion on-portraits comments", 4, 3)}),
    ("DELETE FROM discussions", {("discussion on-portraits comments", 0, 3)}),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "expected"), FALSIFIED)
def test_each_falsified_number_is_found_and_mended(
    debate: Scene, statement: str, expected: set[tuple[str, object, object]]
) -> None:
    with debate.site.writing() as session:
        session.execute(text(statement))
    assert {(found.name, found.stored, found.recount) for found in differences(debate)} == expected
    with debate.site.writing() as session:
        verify_discussions(session, repair=True)
    assert differences(debate) == ()


def test_a_recount_asks_as_often_for_many_comments_as_for_few(debate: Scene) -> None:
    costs = []
    for _ in range(2):
        with debate.site.reading() as session, statements(debate.site) as sent:
            verify_discussions(session)
        costs.append(len(sent))
        for number in range(20):
            debate.post("ada", to=1 if number % 2 else None)
    assert costs[0] == costs[1] <= 9


@pytest.fixture
def command(debate: Scene) -> Command:
    """`pollsite discussion …` on that site: the exit code, and what it says."""

    def run(*words: str) -> tuple[int, str]:
        return debate.site.run("discussion", *words)

    return run


def test_the_command_verifies_and_repairs(debate: Scene, command: Command) -> None:
    assert command("verify") == (0, "4 comments: every number equals its recount.\n")
    with debate.site.writing() as session:
        session.execute(text("UPDATE comments SET good = 9 WHERE id = 1"))
    code, told = command("verify")
    assert code == 1
    assert told == "comment 1 good: stored 9, recount 2\n4 comments: 1 number differs.\n"
    assert command("verify", "--repair")[0] == 0
    assert command("verify")[0] == 0


def test_the_command_lists_and_decides(debate: Scene, command: Command) -> None:
    code, told = command("held")
    assert code == 0
    assert told.startswith("3.1  /articles/on-portraits  2026-11-24 12:00  guy  (guest)  'Three.'")
    debate.edit("guy", 3, "Three, or so.")
    for stale in ("3", "3.1", "3.3"):
        code, told = command("release", stale)
        assert code == 1
        assert "has changed this comment's words since" in told
    for nonsense in ("3.", "three", "3.2.1", "-3"):
        assert command("release", nonsense)[0] == 2
    assert command("release", "999") == (1, "Error: No comment has the number 999.\n")
    assert command("hold", "nope") == (1, "Error: No article is called nope.\n")
    assert command("held")[1].startswith("3.2  ")
    assert command("release", "3.2") == (0, "Comment 3 is visible.\n")
    assert command("held") == (0, "No comment waits.\n")
    assert command("release", "3")[0] == 1
    assert command("restore", "3")[0] == 1
    assert command("remove", "3", "--rule", "2", "--note", "Be kind.") == (
        0,
        "Comment 3 is removed: rule 2, personal attack.\n",
    )
    assert debate.comment(3).reason == "rule 2, personal attack"
    assert command("remove", "3", "--rule", "3")[0] == 1
    assert command("restore", "3") == (0, "Comment 3 is visible again.\n")
    for rule in ("99", "0", "-1"):
        assert command("remove", "3", "--rule", rule)[0] == 1
    assert command("remove", "3", "--rule", "a rule")[0] == 2
    assert command("remove", "99", "--rule", "3")[0] == 1


@pytest.mark.parametrize(
    ("word", "openness"), [("close", Openness.CLOSED), ("hold", Openness.HOLDING), ("open", Openness.OPEN)]
)
def test_the_command_opens_and_closes(debate: Scene, command: Command, word: str, openness: Openness) -> None:
    assert command(word, debate.slug)[0] == 0
    with debate.site.reading() as session:
        assert session.get_one(Discussion, debate.article_id, populate_existing=True).openness == openness
    assert command(word, "nowhere")[0] == 1


def test_an_author_is_told_what_was_decided_about_their_words(scene: Scene) -> None:
    ada = scene.member("ada").account_id
    comment = scene.post("ada")
    decision = Told(ada, NoticeKind.DECISION, comment)
    assert scene.decide(comment, Status.REMOVED, "rule 3") == 1
    with scene.site.writing() as session:
        mark_read(session, account_id=ada, at=scene.now)
        restored = change_status(session, comment_id=comment, status=Status.VISIBLE, at=scene.now)
        again = change_status(session, comment_id=comment, status=Status.VISIBLE, at=scene.now)
    assert (restored, again) == ((decision,), ())


def test_who_deletes_their_own_words_is_not_told_of_it(scene: Scene) -> None:
    scene.member("ada")
    scene.delete("ada", scene.post("ada"))
    with scene.site.reading() as session:
        assert session.scalars(select(Notice)).all() == []
