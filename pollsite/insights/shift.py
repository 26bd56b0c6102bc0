"""What readers thought before they read and what they vote: the figure `shift`, worked out in the background."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pollsite.articles.models import Article
from pollsite.insights.answers import Answers
from pollsite.insights.shift_table import flow_table
from pollsite.polls.models import Ballot, BeforeAnswer
from pollsite.polls.types import Hold, PollDefinition

SHIFT = "shift"
Masks = tuple[int, int]
"""What a group of readers chose before and after; 0 for no answer."""


def shift_figure(session: Session, article_id: int, answers: Answers, _at: datetime) -> dict[str, Any]:
    """shift_table.FlowTable's numbers with the `wording` they are about; {} where there is nothing to publish."""
    poll = _leading(session, article_id, answers)
    if poll is None:
        return {}
    places = {1 << choice.position: choice.position for choice in poll.choices}
    number = len(places)
    twice = [[0] * number for _ in range(number)]
    only_after, only_before = [0] * number, 0
    for (before, after), readers in _pairs(session, poll.wording_id).items():
        if before and after:
            twice[places[before]][places[after]] += readers
        elif after:
            only_after[places[after]] += readers
        else:
            only_before += readers
    table = flow_table(twice, only_after=only_after, only_before=only_before)
    return {"wording": poll.wording_id, **asdict(table)} if table else {}


def _leading(session: Session, article_id: int, answers: Answers) -> PollDefinition | None:
    """The question that is asked before reading too, if figures may be made from it."""
    key = session.scalar(select(Article.shift).where(Article.id == article_id))
    return next((poll for poll in answers.polls if poll.key == key), None)


def _pairs(session: Session, wording_id: int) -> Mapping[Masks, int]:
    """How many readers chose what; whose vote is held is in none."""
    answer, ballot = BeforeAnswer, Ballot
    own = (ballot.wording_id == answer.wording_id) & (ballot.reader_id == answer.reader_id)
    choices = func.coalesce(ballot.choices, 0)
    answered = (
        select(answer.choices, choices, func.count())
        .outerjoin(ballot, own)
        .where(answer.wording_id == wording_id, func.coalesce(ballot.held, Hold.NONE) == Hold.NONE)
        .group_by(answer.choices, choices)
    )
    voted = (
        select(ballot.choices, func.count())
        .where(ballot.wording_id == wording_id, ballot.held == Hold.NONE)
        .group_by(ballot.choices)
    )
    pairs = Counter({(before, after): readers for before, after, readers in session.execute(answered)})
    with_vote = Counter[int]()
    for (_, after), readers in pairs.items():
        with_vote[after] += readers
    for after, readers in session.execute(voted):
        pairs[0, after] = readers - with_vote[after]
    return pairs
