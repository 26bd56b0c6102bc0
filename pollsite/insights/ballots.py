"""The ballots that figures are made from, as NumPy has them: for the background alone, no request imports this."""

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from pollsite.insights.answers import Answers
from pollsite.insights.participating import takes_part
from pollsite.polls.models import Ballot
from pollsite.polls.queries import article_states
from pollsite.polls.types import Hold


def article_answers(session: Session, article_id: int, *, at: datetime) -> Answers:
    """Every counted ballot on the questions that take part, as they are worded now. Two statements."""
    asked = (state.definition for state in article_states(session, article_id))
    polls = tuple(poll for poll in asked if takes_part(poll.visibility, poll.closes_at, at=at))
    columns = {poll.wording_id: place for place, poll in enumerate(polls)}
    rows = session.connection().execute(
        select(Ballot.reader_id, Ballot.wording_id, Ballot.choices)
        .where(Ballot.wording_id.in_(columns), Ballot.held == Hold.NONE)
        .order_by(Ballot.reader_id)
    )
    places: dict[Any, int] = {}
    found = [
        (places.setdefault(reader, len(places)), columns[wording], choices)
        for reader, wording, choices in rows
    ]
    masks = np.zeros((len(places), len(polls)), dtype=np.int32)
    if found:
        readers, questions, choices = np.array(found, dtype=np.int64).T
        masks[readers, questions] = choices
    return Answers(polls, masks[np.lexsort(masks.T[::-1])] if len(polls) else masks)
