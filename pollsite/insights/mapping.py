"""The opinion map: all questions together, readers as points in a plane, and whether they fall into groups.

The method is Pol.is's (see projecting.py, grouping.py, claims.py), with a doubt added: groups are spoken of only where
they stand apart more than the same answers do once they are shuffled, and more than any single cloud of points would.
What is kept is about five readers or more; only `axes` are exact, and no page shows them. For the background alone.
"""

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from pollsite.insights.answers import Answers
from pollsite.insights.claims import Claim, Share, claims_of, dividing, shared, typical
from pollsite.insights.crossing import K, pair_figure
from pollsite.insights.crossing_asked import Facet, side_of
from pollsite.insights.doubting import NUMBERS, is_clear
from pollsite.insights.grouping import Floats, Groups, Places, Points, best_groups, gather, sizes
from pollsite.insights.map_view import FEWEST_QUESTIONS, FEWEST_READERS
from pollsite.insights.parts import MAP_ANSWERS
from pollsite.insights.picturing import area_of, squares_of
from pollsite.insights.projecting import answered_enough, axes_of, project, values_of
from pollsite.insights.statements import statements_of
from pollsite.insights.telling import share_kept


def map_figure(_session: Session, _article_id: int, answers: Answers, _at: datetime) -> dict[str, Any]:
    """The map of these ballots; see `map_of`."""
    return map_of(answers)


def map_of(answers: Answers) -> dict[str, Any]:
    """`questions` by wording number, `readers` on the map, `least` answers that takes; and if they are enough, `axes`,
    `squares` and `groups`, with `claims` and which of them are `shared` and `dividing`, and `counts` by group and option.
    """
    least = min(MAP_ANSWERS, len(answers.polls))
    placed = answered_enough(answers, least=max(least, 1))
    kept: dict[str, Any] = {
        "questions": [poll.wording_id for poll in answers.polls],
        "least": least,
        "readers": int(placed.sum()),
    }
    if kept["readers"] < FEWEST_READERS or len(answers.polls) < FEWEST_QUESTIONS:
        kept["readers"] = 0
        return kept
    values = values_of(answers.polls, answers.masks)
    axes = axes_of(values)
    projected = project(values[placed], axes)
    points = gather(projected)
    found = best_groups(points, numbers=NUMBERS, fewest=K)
    groups = found if found and is_clear(answers, placed, found) else None
    kept["axes"] = {
        "middle": axes.middle.round(3).tolist(),
        "directions": axes.directions.round(3).tolist(),
        "statements": [len(statements_of(poll)) for poll in answers.polls],
    }
    return kept | _drawn(points, projected, groups) | _said(answers, placed, points, groups)


def _drawn(points: Points, projected: Floats, groups: Groups | None) -> dict[str, Any]:
    """Nothing is drawn where there are no groups."""
    if groups is None:
        return {"squares": [], "groups": []}
    of = groups.of[points.of]
    return {
        "squares": squares_of(projected, of),
        "groups": [
            {
                "size": size,
                "centre": groups.centres[place].round(3).tolist(),
                "area": area_of(projected[of == place]),
            }
            for place, size in enumerate(sizes(points, groups))
        ],
    }


def _said(
    answers: Answers, placed: NDArray[np.bool_], points: Points, groups: Groups | None
) -> dict[str, Any]:
    """What the groups say, and what all readers do."""
    claims = [claim for place, poll in enumerate(answers.polls) for claim in claims_of(place, poll)]
    number = len(groups.centres) if groups else 0
    of = np.full(len(placed), number, dtype=np.int64)
    if groups:
        of[placed] = groups.of[points.of]
    shares = [[_share(answers, claim, of == group) for group in range(number)] for claim in claims]
    overall = [_share(answers, claim, np.ones(len(of), dtype=np.bool_)) for claim in claims]
    counts = [_counts(answers, question, of, number) for question in range(len(answers.polls))]
    return {
        "counts": counts,
        "claims": [
            {
                "question": claim.question,
                "positions": list(claim.positions),
                "chosen": claim.chosen,
                "shares": [
                    share_kept(claim, share, counts[claim.question], group) for group, share in enumerate(by)
                ],
            }
            for claim, by in zip(claims, shares, strict=True)
        ],
        "typical": [typical(shares, group) for group in range(number)],
        "shared": shared(shares, overall),
        "dividing": dividing(claims, shares, overall),
    }


def _share(answers: Answers, claim: Claim, among: NDArray[np.bool_]) -> Share:
    masks = answers.masks[among, claim.question]
    answered = masks[masks != 0]
    chosen = np.zeros(len(answered), dtype=np.bool_)
    for position in claim.positions:
        chosen |= (answered >> position) & 1 == 1
    return Share(int(np.count_nonzero(chosen == claim.chosen)), len(answered))


def _counts(answers: Answers, question: int, of: Places, number: int) -> dict[str, Any]:
    """How many of each group chose each option, and how many answered; None where a small number could be worked out."""
    if not number:
        return {"cells": [], "answered": []}
    group = Facet(tuple(range(number)), number, of)
    pair = pair_figure(group, side_of(answers, question), k=K)
    return {"cells": pair["cells"], "answered": pair["row_totals"]}
