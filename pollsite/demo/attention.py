"""What a made-up debate is given: marks, nearly all of them on few comments, and minds that it changed."""

import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pollsite.demo.said import Said, Stage
from pollsite.discussion.types import MarkKind

MOST_MARKS = 400
SKEW = 1.25
"""The exponent of how many marks comments get: the smaller, the fewer get most."""

HEARD = 25
"""So many times the marks go to whoever opens a thread and says how they voted."""
GOOD_FROM_OWN_CAMP = 0.93
GOOD_FROM_OTHERS = 0.5
CREDITED = 0.6
_LOOKS = 12


@dataclass(frozen=True, slots=True)
class GivenMark:
    """A person's word on a comment."""

    comment: int
    person: int
    kind: MarkKind
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUpMind:
    """A person changed a vote and named the comment that did it."""

    question: str
    wording_id: int
    person: int
    comment: int
    before: int
    after: int
    at: float


def give_marks(chance: random.Random, comments: Sequence[Said], stage: Stage) -> Iterator[GivenMark]:
    """Marks comment by comment, counted in `good` and `weak` of each as they are given; none on one's own."""
    most = min(MOST_MARKS, len(stage.people) // 2)
    for number, comment in enumerate(comments):
        if comment.published_at is None:
            continue
        keen = chance.paretovariate(SKEW) * _weight(comment)
        for person in chance.sample(range(len(stage.people)), min(most, int(keen - 0.5))):
            if person != comment.author:
                kind = _word(chance, stage.people[person].leaning > 0, comment)
                left = stage.lasts - comment.published_at
                yield GivenMark(number, person, kind, comment.published_at + left * chance.random() ** 3)


def _weight(comment: Said) -> float:
    if comment.place.answers is not None:
        return 0.8
    return 1.5 * HEARD if comment.stances else 1.5


def _word(chance: random.Random, at_ease: bool, comment: Said) -> MarkKind:
    share = GOOD_FROM_OWN_CAMP if at_ease is comment.at_ease else GOOD_FROM_OTHERS
    if chance.random() < share:
        comment.good += 1
        return MarkKind.GOOD
    comment.weak += 1
    return MarkKind.WEAK


def change_minds(chance: random.Random, comments: Sequence[Said], stage: Stage) -> Iterator[MadeUpMind]:
    """Of those whose vote changed, most name a comment they could have read; counted in its `minds`."""
    written = [comment.created_at for comment in comments]
    for person, votings in enumerate(stage.votings):
        for question, (_, wording_id) in stage.polls.items():
            steps = votings[wording_id].steps if wording_id in votings else ()
            if len(steps) < 2 or not steps[1].choices or chance.random() >= CREDITED:
                continue
            before, after = steps[:2]
            read = bisect_right(written, after.at)
            found = _telling_comment(
                chance, comments, read=read, person=person, question=question, at=after.at
            )
            if found is not None:
                comments[found].minds += 1
                yield MadeUpMind(
                    question=question,
                    wording_id=wording_id,
                    person=person,
                    comment=found,
                    before=before.choices,
                    after=after.choices,
                    at=after.at,
                )


def _telling_comment(
    chance: random.Random, comments: Sequence[Said], *, read: int, person: int, question: str, at: float
) -> int | None:
    """One of the first `read`, by somebody else, in a thread about the question; the better marked of a few."""
    fitting = []
    for _ in range(_LOOKS if read else 0):
        number = read - int(read ** chance.random())
        comment = comments[number]
        known = comment.is_visible and comment.published_at is not None and comment.published_at <= at
        if known and comment.author != person and question in comment.questions:
            fitting.append(number)
    return max(fitting, key=lambda number: comments[number].good, default=None)
