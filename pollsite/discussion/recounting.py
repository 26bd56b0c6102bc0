"""What the numbers of a discussion must be, counted from nothing but comments, marks and credits."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pollsite.discussion.placing import Place, ancestors, first_place, place_below
from pollsite.discussion.ranking import best
from pollsite.discussion.types import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a recount starts from: a comment as it was written, without anything that was counted."""

    id: int
    article_id: int
    parent_id: int | None
    status: Status
    created_at: datetime
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a comment's row must hold."""

    root_id: int
    path: str
    depth: int
    good: int
    weak: int
    best: int
    replies: int
    minds: int
    listed: bool
    stance_shown: bool
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recount:
    """By comment id what its row must hold; visible comments by thread and by article."""

    comments: Mapping[int, Counted]
    threads: Mapping[int, int]
    articles: Mapping[int, int]


def recount(
    comments: Iterable[Written],
    *,
    good: Mapping[int, int],
    weak: Mapping[int, int],
    minds: Mapping[int, int],
    stances: frozenset[int],
) -> Recount:
    """Count it all again. `comments` in order of id, so that each comes after what it answers."""
    written = list(comments)
    places = _placed(written)
    replies: Counter[int] = Counter()
    threads: Counter[int] = Counter()
    articles: Counter[int] = Counter()
    for comment in written:
        if comment.status is Status.VISIBLE:
            replies.update(ancestors(places[comment.id].path))
            threads[places[comment.id].root_id] += 1
            articles[comment.article_id] += 1
    counted = {
        comment.id: _counted(
            comment,
            places[comment.id],
            good=good.get(comment.id, 0),
            weak=weak.get(comment.id, 0),
            minds=minds.get(comment.id, 0),
            replies=replies[comment.id],
            has_stance=comment.id in stances,
        )
        for comment in written
    }
    return Recount(counted, threads, articles)


def _placed(comments: Iterable[Written]) -> dict[int, Place]:
    places: dict[int, Place] = {}
    for comment in comments:
        parent = places.get(comment.parent_id) if comment.parent_id else None
        places[comment.id] = place_below(parent, comment.id) if parent else first_place(comment.id)
    return places


def _counted(
    comment: Written, place: Place, *, good: int, weak: int, minds: int, replies: int, has_stance: bool
) -> Counted:
    return Counted(
        root_id=place.root_id,
        path=place.path,
        depth=place.depth,
        good=good,
        weak=weak,
        best=best(good, weak),
        replies=replies,
        minds=minds,
        listed=comment.status is Status.VISIBLE or replies > 0,
        stance_shown=has_stance,
        published_at=_published(comment),
    )


def _published(comment: Written) -> datetime | None:
    """Nothing can be read before it was written."""
    if comment.published_at is None:
        return None
    return max(comment.published_at, comment.created_at)
