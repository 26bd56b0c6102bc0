"""Reading a discussion: what of a comment may be shown to whom, in words; each rule once."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from pollsite.discussion.records import Answered, Author, CommentRecord, Personal, ShownVote
from pollsite.discussion.states import reader_states
from pollsite.discussion.types import Status
from pollsite.discussion.views import ChosenView, DebatedArticle, ReaderState, view_comment
from pollsite.discussion.visibility import Shown, readable_votes, shown_of
from tests.samples import DURING, make_poll

ADA, BEA = UUID(int=1), UUID(int=2)
COMMENT = CommentRecord(
    id=5,
    article_id=1,
    root_id=5,
    path="00000005",
    depth=0,
    status=Status.VISIBLE,
    reason="",
    listed=True,
    html="<p>Words.</p>",
    author=Author(ADA, "Ada", 7),
    answers=None,
    tags=(1,),
    created_at=DURING,
    published_at=DURING,
    edited_at=None,
    stance_shown=True,
    good=3,
    replies=0,
    minds=1,
    version=1,
)
POLL = make_poll()
ARTICLE = DebatedArticle("on-portraits", {1: POLL})
GUEST = replace(COMMENT, author=Author(ADA, "Jo", None))


def status(of: Status, *, listed: bool = True, published: bool = True, reason: str = "") -> CommentRecord:
    """The comment in another state."""
    moment = DURING if published else None
    return replace(COMMENT, status=of, listed=listed, published_at=moment, reason=reason)


@pytest.mark.parametrize(
    ("comment", "reader", "notice"),
    [
        (status(Status.DELETED), BEA, "Removed by its author."),
        (
            status(Status.REMOVED, reason="rule 3, personal attack"),
            BEA,
            "Removed by a moderator: rule 3, personal attack.",
        ),
        (status(Status.REMOVED), None, "Removed by a moderator."),
        (status(Status.HELD), BEA, "It is waiting for a moderator."),
        (status(Status.DELETED), ADA, "Removed by its author."),
    ],
)
def test_a_tombstone_says_who_and_nothing_else(
    comment: CommentRecord, reader: UUID | None, notice: str
) -> None:
    assert shown_of(comment, reader_id=reader) == Shown(author=False, words=False, notice=notice)
    view = view_comment(comment, ARTICLE, shown=Shown(author=False, words=False, notice=notice))
    assert (view.name, view.html, view.portrait, view.tags, view.good, view.minds) == (
        "",
        "",
        None,
        (),
        0,
        "",
    )


@pytest.mark.parametrize(
    ("comment", "known"),
    [
        (status(Status.HELD, listed=False, published=False), False),
        (status(Status.HELD, listed=False), False),
        (status(Status.REMOVED, listed=False), True),
        (status(Status.REMOVED, listed=False, published=False), False),
        (status(Status.DELETED, listed=False), True),
        (status(Status.DELETED, listed=False, published=False), False),
    ],
)
def test_what_nobody_could_read_is_not_known_of(comment: CommentRecord, known: bool) -> None:
    assert (shown_of(comment, reader_id=BEA) is not None) is known


@pytest.mark.parametrize("state", [Status.HELD, Status.REMOVED])
def test_an_author_reads_their_own_words_under_a_notice(state: Status) -> None:
    shown = shown_of(status(state, listed=False, published=False), reader_id=ADA)
    assert shown is not None
    assert (shown.words, shown.author, bool(shown.notice)) == (True, True, True)


def test_who_is_ignored_is_folded_but_not_to_themselves() -> None:
    assert shown_of(COMMENT, reader_id=BEA, ignored={7}) == Shown(
        author=True, words=True, notice="Hidden because you ignore this person", folded=True
    )
    assert shown_of(COMMENT, reader_id=ADA, ignored={7}) == Shown(author=True, words=True)
    assert shown_of(GUEST, reader_id=BEA, ignored={7}) == Shown(author=True, words=True)


@pytest.mark.parametrize(
    ("comment", "open_wordings", "told"),
    [
        (COMMENT, {1}, True),
        (COMMENT, {2}, False),
        (replace(COMMENT, stance_shown=False), {1}, False),
        (status(Status.HELD), {1}, False),
        (status(Status.REMOVED), {1}, False),
    ],
)
def test_a_vote_is_told_only_where_results_are_open(
    comment: CommentRecord, open_wordings: set[int], told: bool
) -> None:
    votes = (ShownVote(1, 1, 2),)
    assert readable_votes(comment, votes, open_wordings=open_wordings) == (votes if told else ())


def test_a_vote_is_told_in_the_words_of_its_question() -> None:
    votes = (ShownVote(1, 0b1, 0b10), ShownVote(99, 1, 1))
    (view,) = view_comment(COMMENT, ARTICLE, shown=Shown(author=True, words=True), votes=votes).votes
    assert view.about.question == "Is it a portrait?"
    assert view.then == (ChosenView("Yes", "tone-0"),)
    assert view.now == (ChosenView("No", "tone-1"),)


@pytest.mark.parametrize(
    ("depth", "flat", "status", "told"),
    [
        (5, False, Status.VISIBLE, None),
        (6, False, Status.VISIBLE, (4, "Bea")),
        (1, True, Status.VISIBLE, (4, "Bea")),
        (7, False, Status.REMOVED, (4, "")),
    ],
)
def test_whom_a_comment_answers_is_told_where_the_indent_does_not(
    depth: int, flat: bool, status: Status, told: tuple[int, str] | None
) -> None:
    reply = replace(COMMENT, depth=depth, answers=Answered(4, "Bea", status))
    view = view_comment(reply, ARTICLE, shown=Shown(author=True, words=True), flat=flat)
    assert view.answers == told
    assert view.indent == (0 if flat else min(depth, 5))


@pytest.mark.parametrize(
    ("author", "name", "guest"),
    [
        (Author(ADA, "Ada", 7), "Ada", False),
        (Author(ADA, "Jo", None), "Jo", True),
        (Author(ADA, "", None), "[deleted]", False),
    ],
)
def test_authors_are_members_guests_or_gone(author: Author, name: str, guest: bool) -> None:
    view = view_comment(replace(COMMENT, author=author), ARTICLE, shown=Shown(author=True, words=True))
    assert (view.name, view.guest) == (name, guest)


def states(
    personal: Personal, *comments: CommentRecord, voted: frozenset[int] = frozenset()
) -> dict[int, ReaderState]:
    """What is between a reader and comments of one thread about poll 1."""
    return reader_states(comments, personal, ARTICLE, tags={5: (1,)}, voted=voted)


def test_what_is_nobodys_is_no_state() -> None:
    assert states(Personal(reader_id=BEA), COMMENT) == {}


def test_new_comments_lead_to_each_other() -> None:
    later = [replace(COMMENT, id=number, published_at=DURING + timedelta(hours=1)) for number in (5, 6, 7)]
    own = replace(COMMENT, id=8, author=Author(BEA, "Bea", 8), published_at=DURING + timedelta(hours=1))
    found = reader_states(
        [later[0], COMMENT, *later[1:], own], Personal(reader_id=BEA, seen_until=DURING), ARTICLE, tags={}
    )
    assert {number: (state.previous_new, state.next_new) for number, state in found.items() if state.new} == {
        5: (0, 6),
        6: (5, 7),
        7: (6, 0),
    }


def test_a_changed_vote_offers_credit_until_it_is_given() -> None:
    asked = Personal(reader_id=BEA, changed=frozenset({1, 2}))
    (state,) = states(asked, COMMENT).values()
    assert [offer.key for offer in state.offers] == [POLL.key]
    (given,) = states(replace(asked, credited={1: 5}), COMMENT).values()
    assert (given.offers, [one.key for one in given.credited]) == ((), [POLL.key])
    assert states(replace(asked, credited={1: 99}), COMMENT) == {}


def test_nobody_marks_or_credits_their_own() -> None:
    own = Personal(reader_id=ADA, marks={5: 1}, changed=frozenset({1}))
    (state,) = states(own, COMMENT, voted=frozenset({1})).values()
    assert (state.own, state.mark, state.offers, state.may_show_vote) == (True, 0, (), True)
