"""Filling an instance with a made-up debate: people, their votes, what they say, and what they think of it."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from pollsite.articles.queries import PublishedArticle
from pollsite.demo.attention import GivenMark, MadeUpMind, change_minds, give_marks
from pollsite.demo.debate import Debate
from pollsite.demo.electorate import has_real_people, number_made_up, store_people, store_votes
from pollsite.demo.errors import DemoRefused
from pollsite.demo.first_thoughts import store_first_thoughts
from pollsite.demo.plan import Wish, span_of
from pollsite.demo.reports import store_reports
from pollsite.demo.said import Stage
from pollsite.demo.texts import Renderings
from pollsite.demo.transcript import Transcript, next_comment_id, store_comments, store_marks, store_minds
from pollsite.markup import render_comment
from pollsite.polls.queries import article_states

Progress = Callable[[str], None]
"""Takes one line for the person who waits."""


@dataclass(frozen=True, slots=True)
class Filled:
    """How much was made up."""

    readers: int
    comments: int
    visible: int
    marks: int
    minds: int
    cases: int


def refuse_real_people(session: Session) -> None:
    """Raises DemoRefused where anybody but made-up people has been."""
    if has_real_people(session):
        raise DemoRefused(
            "Real people have been here, and made-up comments and votes could not be told from theirs. "
            "Take another instance (POLLSITE_INSTANCE_PATH), or add --force."
        )


def fill(session: Session, article: PublishedArticle, wish: Wish, *, progress: Progress) -> Filled:
    """Make up what is wished for under the article, in the caller's transaction; every stored number is exact."""
    chance = random.Random(f"pollsite demo {wish.seed} after {number_made_up(session)}")
    published_at = datetime.combine(article.published_on, time(), UTC)
    span = span_of(published_at=published_at, until=wish.until)
    people, account_ids = store_people(session, chance, wish.readers, span)
    polls = [state.definition for state in article_states(session, article.id)]
    votings = store_votes(
        session, chance, people, polls, span, told=lambda number: progress(f"{number:,} votes")
    )
    leading = next((poll for poll in polls if poll.key == article.shift), None)
    if leading is not None:
        thoughts = random.Random(f"first thoughts {wish.seed} after {people[0].reader_id}")
        store_first_thoughts(session, thoughts, people, leading, votings, span)
    stage = Stage(
        people=people,
        votings=votings,
        members=len(account_ids),
        writers=sum(bool(person.name) for person in people),
        polls={poll.key: (poll.id, poll.wording_id) for poll in polls},
        quotes=tuple(article.quotes.values()),
        lasts=span.lasts,
    )
    said = Debate(chance, stage).hold(wish.comments)
    marks = list(give_marks(chance, said, stage))
    minds = list(change_minds(chance, said, stage))
    transcript = Transcript(
        article_id=article.id,
        first_id=next_comment_id(session),
        said=said,
        stage=stage,
        account_ids=account_ids,
        span=span,
        renderings=Renderings(render_comment),
    )
    _store(session, transcript, chance, marks, minds, progress=progress)
    cases = store_reports(session, transcript, chance, wish.cases)
    visible = sum(comment.is_visible for comment in said)
    return Filled(len(people), len(said), visible, len(marks), len(minds), cases)


def _store(
    session: Session,
    transcript: Transcript,
    chance: random.Random,
    marks: Sequence[GivenMark],
    minds: Sequence[MadeUpMind],
    *,
    progress: Progress,
) -> None:
    """The comments, and what others made of them."""
    comments = f"{len(transcript.said):,} comments"
    store_comments(session, transcript, chance, told=lambda number: progress(f"{number:,} of {comments}"))
    store_marks(
        session, transcript, marks, told=lambda number: progress(f"{number:,} of {len(marks):,} marks")
    )
    store_minds(session, transcript, minds)
