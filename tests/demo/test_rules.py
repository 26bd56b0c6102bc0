"""The rules by which a debate is made up: threads, words, votes, marks."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from pollsite.articles.types import Kind, Visibility
from pollsite.demo.attention import change_minds, give_marks
from pollsite.demo.debate import Debate
from pollsite.demo.opinions import vote
from pollsite.demo.people import DAY_S, make_people
from pollsite.demo.plan import LONGEST, SHORTEST, span_of
from pollsite.demo.said import Said, Stage
from pollsite.demo.texts import Renderings, Speech
from pollsite.demo.threads import Growth
from pollsite.discussion.limits import MAX_DEPTH
from pollsite.discussion.types import Status
from pollsite.markup import render_comment
from pollsite.polls.choosing import mask_of, positions_in
from tests.samples import make_poll

POLLS = (
    make_poll(number=1),
    make_poll(number=2, kind=Kind.SCALE, visibility=Visibility.AFTER_VOTE),
    make_poll(
        number=3, kind=Kind.MULTIPLE, options=("a", "b", "c", "none"), exclusive=("none",), max_choices=3
    ),
)
UNTIL = datetime(2026, 11, 24, 12, tzinfo=UTC)


def make_stage(chance: random.Random, *, readers: int = 200, lasts: float = 10 * DAY_S) -> Stage:
    """Readers who have voted in POLLS, and may speak."""
    people = make_people(chance, readers, fold=str.casefold)
    votings = [
        {poll.id: vote(chance, poll, leaning=person.leaning, since=0, until=lasts) for poll in POLLS}
        for person in people
    ]
    return Stage(
        people=people,
        votings=votings,
        members=sum(person.is_member for person in people),
        writers=sum(bool(person.name) for person in people),
        polls={f"poll-{poll.id}": (poll.id, poll.id) for poll in POLLS},
        quotes=("So what is a face?",),
        lasts=lasts,
    )


def hold(seed: int = 1, number: int = 3_000) -> tuple[Stage, list[Said]]:
    """A debate, and what it was about."""
    chance = random.Random(seed)
    stage = make_stage(chance)
    return stage, Debate(chance, stage).hold(number)


def test_few_threads_are_long_and_most_are_short() -> None:
    growth = Growth(random.Random(1))
    for at in range(5_000):
        growth.next_place(at)
        growth.publish(at)
    sizes = sorted(Counter(place.root for place in growth.places).values())
    assert sizes[len(sizes) // 2] <= 3
    assert sizes[-1] > 100
    depths = Counter(place.depth for place in growth.places)
    assert max(depths) == MAX_DEPTH
    assert any(place.answers != place.below for place in growth.places), "somebody answers the deepest"


def test_an_answer_is_to_something_its_author_could_read() -> None:
    _, said = hold()
    for comment in said:
        if comment.place.answers is not None:
            answered = said[comment.place.answers]
            assert answered.published_at is not None
            assert answered.published_at <= comment.created_at
            assert answered.place.root == comment.place.root


def test_comments_meet_every_fate() -> None:
    stage, said = hold()
    fates = Counter((stage.people[comment.author].is_member, comment.status) for comment in said)
    assert set(fates) >= {(True, Status.VISIBLE), (True, Status.DELETED), (True, Status.REMOVED)}
    assert set(fates) >= {(False, Status.VISIBLE), (False, Status.HELD)}
    assert (True, Status.HELD) not in fates
    assert any(comment.earlier and comment.earlier.public for comment in said)
    assert any(comment.earlier and not comment.earlier.public for comment in said)
    assert any(comment.stances for comment in said)
    assert {len(comment.questions) for comment in said} == {0, 1, 2, 3}


def test_nothing_happens_after_the_end_and_time_only_passes() -> None:
    stage, said = hold()
    written = [comment.created_at for comment in said]
    assert written == sorted(written)
    assert all((comment.published_at or 0) <= stage.lasts for comment in said)
    assert all(comment.earlier.replaced_at < stage.lasts for comment in said if comment.earlier)


def test_texts_differ_and_render_block_by_block_as_they_do_whole() -> None:
    _, said = hold()
    renderings = Renderings(render_comment)
    assert len({comment.spoken.source for comment in said}) > len(said) * 0.7
    for comment in said[::10]:
        whole = render_comment(comment.spoken.source)
        assert renderings.html_of(comment.spoken.blocks).split() == whole.split()
    lengths = [len(comment.spoken.source) for comment in said]
    assert max(lengths) > 1_000
    assert sum(length < 300 for length in lengths) > len(lengths) / 2


def test_texts_quote_list_and_link() -> None:
    speech = Speech(random.Random(1))
    sources = [speech.opening("trust", at_ease=True, article_quotes=("So?",)).source for _ in range(400)]
    for sign in ("> So?", "\n- ", "https://", "*"):
        assert any(sign in source for source in sources), sign


@pytest.mark.parametrize("poll", POLLS, ids=lambda poll: str(poll.kind))
def test_every_vote_is_one_that_the_poll_takes(poll: object) -> None:
    chance = random.Random(1)
    asked = next(one for one in POLLS if one is poll)
    for _ in range(800):
        voting = vote(chance, asked, leaning=chance.uniform(-1, 1), since=10, until=100)
        instants = [step.at for step in voting.steps]
        assert instants == sorted(instants)
        assert all(10 <= at <= 100 for at in instants)
        for step in voting.steps:
            keys = [asked.choices[place].key for place in positions_in(step.choices)]
            assert not keys or mask_of(asked, keys) == step.choices


def test_who_is_at_ease_answers_otherwise_than_who_is_not() -> None:
    chance = random.Random(1)

    def first_answers(leaning: float) -> int:
        votes = [vote(chance, POLLS[0], leaning=leaning, since=0, until=1) for _ in range(300)]
        return sum(voting.choices == 1 for voting in votes)

    assert first_answers(0.8) > 3 * first_answers(-0.8)


def test_a_vote_is_known_for_the_time_in_which_it_stood() -> None:
    chance = random.Random(3)
    changed = next(
        voting
        for voting in iter(lambda: vote(chance, POLLS[0], leaning=0.5, since=0, until=100), None)
        if len(voting.steps) == 2 and voting.steps[1].choices
    )
    first, second = changed.steps
    assert changed.choices_at(first.at - 0.01) == 0
    assert changed.choices_at(first.at) == changed.choices_at(second.at - 0.01) == first.choices
    assert changed.choices_at(second.at) == changed.choices == second.choices


def test_marks_and_credits_are_by_others_and_counted() -> None:
    stage, said = hold()
    chance = random.Random(2)
    marks, minds = list(give_marks(chance, said, stage)), list(change_minds(chance, said, stage))
    assert marks
    assert minds
    assert all(mark.person != said[mark.comment].author for mark in marks)
    assert len({(mark.comment, mark.person) for mark in marks}) == len(marks)
    assert sum(comment.good + comment.weak for comment in said) == len(marks)
    assert all(mind.person != said[mind.comment].author for mind in minds)
    assert all(mind.question in said[mind.comment].questions and mind.before != mind.after for mind in minds)
    assert sum(comment.minds for comment in said) == len(minds)


def test_the_same_seed_makes_the_same_debate() -> None:
    assert hold(7, 300)[1] == hold(7, 300)[1]
    assert hold(7, 300)[1] != hold(8, 300)[1]


@pytest.mark.parametrize(
    ("published", "begins"),
    [
        (UNTIL - timedelta(days=5), UNTIL - timedelta(days=5)),
        (UNTIL - timedelta(days=500), UNTIL - LONGEST),
        (UNTIL - timedelta(hours=1), UNTIL - SHORTEST),
        (UNTIL + timedelta(days=9), UNTIL - SHORTEST),
    ],
)
def test_the_debate_begins_with_the_article_if_that_can_be(published: datetime, begins: datetime) -> None:
    assert span_of(published_at=published, until=UNTIL).begins == begins
