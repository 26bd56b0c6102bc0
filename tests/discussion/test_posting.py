"""A comment is stored once, in its place, or refused in a sentence; who is answered is told."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from pollsite.accounts.models import Ignore, Notice
from pollsite.accounts.types import NoticeKind, Told
from pollsite.discussion.drafts import Draft, find_draft, keep_draft
from pollsite.discussion.errors import (
    ArticleNotFound,
    DiscussionClosed,
    DiscussionRefused,
    GuestNameTaken,
    ParentGone,
    RepliesCarryNoTags,
    SubmissionIncomplete,
    TagNotAsked,
    TooManyTags,
)
from pollsite.discussion.limits import MAX_DRAFTS, REPEAT_WINDOW
from pollsite.discussion.models import Comment, Discussion, Slice, StoredDraft
from pollsite.discussion.posting import Posted, Submission, post_comment
from pollsite.discussion.types import Openness, Status
from tests.discussion.scene import Scene
from tests.fixtures.site import statements
from tests.samples import SINGLE, article_text


@pytest.fixture
def two(scene: Scene) -> Scene:
    """A debate between the members ada and bea."""
    scene.member("ada")
    scene.member("bea")
    return scene


def count(scene: Scene, what: type) -> int:
    """How many rows of a table there are."""
    with scene.site.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def facts(scene: Scene) -> tuple[int, int]:
    """Visible comments of the discussion, and its version."""
    with scene.site.reading() as session:
        row = session.get(Discussion, scene.article_id, populate_existing=True)
        return (row.comments, row.version) if row else (0, 1)


def test_a_members_comment_is_there_at_once_and_a_guests_is_held(two: Scene) -> None:
    assert two.submit("ada").status is Status.VISIBLE
    before = facts(two)
    held = two.submit("guy")
    assert held.status is Status.HELD
    stored = two.comment(held.comment_id)
    assert (stored.reason, stored.listed, stored.published_at, stored.guest_name) == (
        "guest",
        False,
        None,
        "guy",
    )
    assert facts(two) == before, "nothing that anybody could see has changed"


def test_a_holding_discussion_holds_members_too(two: Scene) -> None:
    two.set_openness(Openness.HOLDING)
    assert two.comment(two.post("ada")).reason == "everything"


def test_the_same_submission_twice_is_one_comment(two: Scene) -> None:
    first = two.submit("ada", "Once.", key="k")
    again = two.submit("ada", "Once, or so.", key="k")
    assert again == Posted(first.comment_id, first.status, is_repeat=True)
    assert two.submit("bea", "Once.", key="k").comment_id != first.comment_id
    assert count(two, Comment) == 2


def test_the_same_words_are_one_comment_for_ten_minutes(two: Scene) -> None:
    root = two.post("bea")
    first = two.post("ada", "Yes!", to=root)
    assert two.submit("ada", "Yes!", to=root).is_repeat
    assert not two.submit("ada", "Yes!").is_repeat, "to something else"
    assert not two.submit("bea", "Yes!", to=root).is_repeat, "by somebody else"
    late = two.comment(first).created_at + REPEAT_WINDOW
    assert not two.submit("ada", "Yes!", to=root, at=late).is_repeat


def test_words_taken_back_can_be_said_again(two: Scene) -> None:
    first = two.post("ada", "Hm.")
    two.delete("ada", first)
    assert not two.submit("ada", "Hm.").is_repeat


def test_a_repeat_of_a_held_comment_is_answered_as_the_first_one(two: Scene) -> None:
    assert two.submit("guy", "Hi.", key="k").status is two.submit("guy", "Hi.", key="k").status is Status.HELD


@pytest.mark.parametrize(
    ("fate", "said"),
    [
        (lambda scene, number: scene.remove(number), "removed by a moderator"),
        (lambda scene, number: scene.hold(number), "is not part of this discussion"),
        (lambda scene, number: scene.delete("ada", number), "removed by its author"),
    ],
)
def test_nobody_answers_what_cannot_be_read(two: Scene, fate: object, said: str) -> None:
    root = two.post("ada")
    assert callable(fate)
    fate(two, root)
    with pytest.raises(ParentGone, match=said):
        two.post("bea", to=root)
    assert count(two, Comment) == 1


def test_nobody_answers_from_another_article_or_into_the_void(two: Scene) -> None:
    root = two.post("ada")
    two.site.publish(article_text(SINGLE, slug="elsewhere"))
    elsewhere = Scene(two.site, "elsewhere", people=two.people)
    with pytest.raises(ParentGone, match="not part of this discussion"):
        elsewhere.post("bea", to=root)
    with pytest.raises(ParentGone, match="not part of this discussion"):
        two.post("bea", to=99)
    elsewhere.polls["scale"] = two.poll_id("scale")
    with pytest.raises(TagNotAsked):
        elsewhere.post("bea", about=("scale",))


def test_a_closed_discussion_takes_nothing_but_repeats(two: Scene) -> None:
    first = two.post("ada", "In time.", key="k")
    two.set_openness(Openness.CLOSED)
    with pytest.raises(DiscussionClosed):
        two.post("ada")
    assert two.submit("ada", "In time.", key="k").comment_id == first
    two.set_openness(Openness.OPEN)
    assert two.submit("ada").status is Status.VISIBLE


def test_refusals_of_tags_and_forms(two: Scene) -> None:
    root = two.post("ada")
    with pytest.raises(RepliesCarryNoTags):
        two.post("bea", to=root, about=("single",))
    with pytest.raises(TooManyTags):
        two.post("bea", about=("single", "multiple", "scale", "closed"))
    with pytest.raises(GuestNameTaken):
        two.post("Аdа")
    whole = {
        "article_id": two.article_id,
        "reader_id": two.reader_of("ada"),
        "source": "x",
        "html": "<p>x</p>",
    }
    broken: list[tuple[Submission, type[DiscussionRefused]]] = [
        (Submission(**whole, key="", account_id=1), SubmissionIncomplete),
        (Submission(**whole, key="k"), SubmissionIncomplete),
        (Submission(**whole, key="k", account_id=1, guest_name="x"), SubmissionIncomplete),
        (Submission(**{**whole, "article_id": 99}, key="k", account_id=1), ArticleNotFound),
    ]
    for submission, refusal in broken:
        with two.site.writing() as session, pytest.raises(refusal):
            post_comment(session, submission, at=two.now)
    assert count(two, Comment) == 1


def test_a_question_no_longer_asked_can_not_be_ticked(two: Scene) -> None:
    poll = two.poll_id("single")
    two.site.publish(article_text(SINGLE.__class__(key="other")))
    two.polls["single"] = poll
    with pytest.raises(TagNotAsked):
        two.post("ada", about=("single",))


def test_slices_count_whole_threads(two: Scene) -> None:
    root = two.post("ada", about=("single", "scale"))
    two.post("bea", to=root)
    two.post("bea", about=("scale",))
    with two.site.reading() as session:
        slices = {row.poll_id: row.comments for row in session.scalars(select(Slice))}
    assert slices == {two.poll_id("single"): 2, two.poll_id("scale"): 3}
    assert facts(two)[0] == 3


def test_a_stance_is_kept_as_it_was(two: Scene) -> None:
    two.vote("ada", "single", "yes")
    root = two.post("ada", about=("single",), stance=True)
    reply = two.post("bea", to=root, stance=True)
    assert two.comment(root).stance_shown
    assert not two.comment(reply).stance_shown, "who has not voted has nothing to show"


def test_a_member_is_told_of_a_reply_but_not_of_their_own(two: Scene) -> None:
    root = two.post("ada")
    told = two.submit("bea", to=root)
    ada = two.people["ada"].account_id
    assert told.told == (Told(ada, NoticeKind.REPLY, told.comment_id),)
    assert two.submit("ada", to=root).told == ()
    assert two.submit("bea", "Twice.", to=root, key="k").told != ()
    assert two.submit("bea", "Twice.", to=root, key="k").told == ()
    assert count(two, Notice) == 2


def test_who_is_ignored_reaches_no_inbox(two: Scene) -> None:
    root = two.post("ada")
    ada, bea = two.people["ada"].account_id, two.people["bea"].account_id
    with two.site.writing() as session:
        session.add(Ignore(account_id=ada, ignored_id=bea, at=two.now))
    assert two.submit("bea", to=root).told == ()


def test_a_held_reply_is_told_of_when_it_is_released(two: Scene) -> None:
    root = two.post("ada")
    held = two.submit("guy", to=root)
    assert held.told == ()
    assert two.release(held.comment_id) == 1
    two.hold(held.comment_id)
    assert two.release(held.comment_id) == 0, "it was read before"


def test_posting_lets_the_draft_go(two: Scene) -> None:
    place = {"reader_id": two.reader_of("ada"), "article_id": two.article_id}
    with two.site.writing() as session:
        for parent in (None, 7):
            keep_draft(session, **place, parent_id=parent, draft=Draft("Half.", (1, 2), True), at=two.now)
        keep_draft(session, **place, parent_id=None, draft=Draft("Half a thought.", (3,)), at=two.now)
        assert find_draft(session, **place, parent_id=None) == Draft("Half a thought.", (3,))
    two.post("ada")
    with two.site.reading() as session:
        assert find_draft(session, **place, parent_id=None) is None
        assert find_draft(session, **place, parent_id=7) == Draft("Half.", (1, 2), True)


def test_of_too_many_drafts_the_oldest_goes(two: Scene) -> None:
    with two.site.writing() as session:
        for number in range(MAX_DRAFTS + 2):
            keep_draft(
                session,
                reader_id=two.reader_of("ada"),
                article_id=two.article_id,
                parent_id=number,
                draft=Draft("x"),
                at=two.now + timedelta(minutes=number),
            )
        assert sorted(session.scalars(select(StoredDraft.parent_id))) == list(range(2, MAX_DRAFTS + 2))


def test_posting_costs_few_statements(two: Scene) -> None:
    root = two.post("ada", about=("single",))
    reply = two.post("bea", to=root)
    two.post("guy")
    submission = Submission(
        article_id=two.article_id,
        reader_id=two.reader_of("ada"),
        account_id=two.people["ada"].account_id,
        key="k",
        source="x",
        html="<p>x</p>",
    )
    with two.site.writing() as session, statements(two.site) as sent:
        post_comment(session, submission, at=two.now)
    assert len(sent) == 4, sent
    replying = Submission(**{**_values(submission), "key": "l", "parent_id": reply})
    with two.site.writing() as session, statements(two.site) as sent:
        post_comment(session, replying, at=two.now)
    assert len(sent) <= 9, sent


def _values(submission: Submission) -> dict[str, object]:
    return {name: getattr(submission, name) for name in Submission.__slots__}
