"""Which parts of a figure are replaced: those in which the answers of five readers have changed since their own edition.

With fewer, whoever has both editions could take the one from the other, and see what a single reader did. Who held or
released ballots by the dozen is seen by how many readers are in the table.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from pollsite.insights.answers import Answers
from pollsite.insights.changes import Moves, answered_twice, moves_since
from pollsite.insights.models import KeptFigure
from pollsite.insights.parts import Among, Cut, Part
from pollsite.insights.side_marks import markers

FEWEST_CHANGED = 5
"""So many readers are in one edition of a table otherwise than in the other."""


@dataclass(frozen=True, slots=True)
class EditionOf:
    """When a part was made (`at` in ISO 8601), after which step of any ballot's history, and how many readers were in it."""

    revision: int
    at: str
    readers: int | None


def standing_parts(
    session: Session, cut: Cut, kept: KeptFigure, answers: Answers, *, questions: tuple[int, ...]
) -> dict[str, tuple[Part, EditionOf]]:
    """By name: the parts of the kept figure that are not to be replaced, each with its edition."""
    editions = _editions(kept)
    unknown = EditionOf(kept.revision, kept.computed_at.isoformat(), None)
    found = {
        part.name: (part, editions.get(part.name, unknown))
        for part in cut.parts(json.loads(kept.body))
        if not cut.keeps_wordings or {*part.wordings} <= {*questions}
    }
    unsure = {
        name: (part, edition)
        for name, (part, edition) in found.items()
        if not _many_came(session, part, cut.present(part, questions), edition, answers)
    }
    if not unsure:
        return {}
    asked = (wording for part, _ in unsure.values() for wording in cut.present(part, questions).wordings)
    wordings = {*asked, *(wording for part, _ in unsure.values() for wording in part.wordings)}
    oldest = min(edition.revision for _, edition in unsure.values())
    moves = moves_since(session, wordings, revision=oldest)
    return {
        name: (part, edition)
        for name, (part, edition) in unsure.items()
        if _stands(session, part, cut.present(part, questions), edition, answers, moves, kept.article_id)
    }


def editions_of(
    session: Session,
    parts: tuple[Part, ...],
    standing: Mapping[str, tuple[Part, EditionOf]],
    answers: Answers,
    *,
    revision: int,
    at: datetime,
) -> dict[str, EditionOf]:
    """By name: the edition of each part of a figure, old for what stands and new for all else."""
    return {
        part.name: standing[part.name][1]
        if part.name in standing
        else EditionOf(revision, at.isoformat(), _readers(session, part, answers))
        for part in parts
    }


def written(editions: Mapping[str, EditionOf]) -> str:
    """As KeptFigure.editions has it."""
    return json.dumps({name: asdict(edition) for name, edition in editions.items()}, sort_keys=True)


def _editions(kept: KeptFigure) -> dict[str, EditionOf]:
    stored: dict[str, Any] = json.loads(kept.editions)
    return {name: EditionOf(**edition) for name, edition in stored.items()}


def _many_came(session: Session, then: Part, now: Part, edition: EditionOf, answers: Answers) -> bool:
    """Whether so many more or fewer are in the table now that as many must have come or gone."""
    moved = _came(session, then, now, edition, answers)
    return moved is not None and moved >= FEWEST_CHANGED


def _came(session: Session, then: Part, now: Part, edition: EditionOf, answers: Answers) -> int | None:
    readers = None if edition.readers is None else _readers(session, now, answers)
    return None if readers is None or edition.readers is None else abs(readers - edition.readers)


def _stands(
    session: Session,
    then: Part,
    now: Part,
    edition: EditionOf,
    answers: Answers,
    moves: Moves,
    article_id: int,
) -> bool:
    """Whether too few have changed. Where nobody has, what other questions tell is no reader's secret."""
    changed = moves.changed(then, now, revision=edition.revision)
    if then.among is Among.MARKERS:
        (wording,) = then.wordings
        marked = markers(session, article_id, wording, since=datetime.fromisoformat(edition.at))
        if len(marked) < FEWEST_CHANGED:
            marked |= markers(session, article_id, wording) & {*changed}
        return len(marked) < FEWEST_CHANGED
    number = len([*islice(changed, FEWEST_CHANGED)])
    if number == 0 and {*then.wordings} != {*now.wordings}:
        return bool(_came(session, then, now, edition, answers))
    return number < FEWEST_CHANGED


def _readers(session: Session, part: Part, answers: Answers) -> int | None:
    """How many are in the table now; None for one of marks, and for one about questions that are asked no more."""
    columns = {poll.wording_id: place for place, poll in enumerate(answers.polls)}
    if part.among is Among.MARKERS or not {*part.wordings} <= columns.keys():
        return None
    if part.among is Among.BEFORE:
        return answered_twice(session, part.wordings[0])
    answered = answers.masks[:, [columns[wording] for wording in part.wordings]] != 0
    return int(np.count_nonzero(answered.sum(axis=1) >= part.least))
