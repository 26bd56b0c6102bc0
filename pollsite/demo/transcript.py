"""A made-up debate, stored: comments with what hangs on them, and the counts of the whole discussion."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from pollsite.demo.attention import GivenMark, MadeUpMind
from pollsite.demo.plan import Span
from pollsite.demo.said import Said, Stage
from pollsite.demo.storing import Row, store
from pollsite.demo.texts import Renderings
from pollsite.discussion.models import (
    ChangedMind,
    Comment,
    CommentRevision,
    Discussion,
    Mark,
    Slice,
    Stance,
    Tag,
)
from pollsite.discussion.placing import Place, first_place, place_below
from pollsite.discussion.ranking import best
from pollsite.discussion.types import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A debate, and what it needs to become rows. `first_id` is the id of its first comment."""

    article_id: int
    first_id: int
    said: Sequence[Said]
    stage: Stage
    account_ids: Sequence[int]
    span: Span
    renderings: Renderings


def next_comment_id(session: Session) -> int:
    """The id that the next comment would get."""
    return (session.scalar(select(func.max(Comment.id))) or 0) + 1


def store_comments(
    session: Session, transcript: Transcript, chance: random.Random, *, told: Callable[[int], None]
) -> None:
    """Comments, their earlier texts, tags and stances, and the counts of the discussion and its slices."""
    store(session, Comment, _comments(transcript, chance), told=told)
    store(session, CommentRevision, _revisions(transcript))
    store(session, Tag, _tags(transcript))
    store(session, Stance, _stances(transcript))
    _count(session, transcript)


def store_marks(
    session: Session, transcript: Transcript, marks: Sequence[GivenMark], *, told: Callable[[int], None]
) -> None:
    """The marks themselves; their counts are the comments'."""
    people, first_id, span = transcript.stage.people, transcript.first_id, transcript.span
    rows = (
        {
            "comment_id": first_id + mark.comment,
            "reader_id": people[mark.person].reader_id,
            "kind": mark.kind,
            "at": span.instant(mark.at),
        }
        for mark in marks
    )
    store(session, Mark, rows, told=told)


def store_minds(session: Session, transcript: Transcript, minds: Sequence[MadeUpMind]) -> None:
    """The changed minds themselves; their counts are the comments'."""
    stage, span = transcript.stage, transcript.span
    rows = (
        {
            "poll_id": stage.polls[mind.question][0],
            "reader_id": stage.people[mind.person].reader_id,
            "comment_id": transcript.first_id + mind.comment,
            "wording_id": mind.wording_id,
            "before": mind.before,
            "after": mind.after,
            "at": span.instant(mind.at),
        }
        for mind in minds
    )
    store(session, ChangedMind, rows)


def _comments(transcript: Transcript, chance: random.Random) -> Iterator[Row]:
    places: list[Place] = []
    for number, comment in enumerate(transcript.said):
        comment_id, answers = transcript.first_id + number, comment.place.answers
        place = first_place(comment_id) if answers is None else place_below(places[answers], comment_id)
        places.append(place)
        yield {
            "id": comment_id,
            "article_id": transcript.article_id,
            "parent_id": None if answers is None else transcript.first_id + answers,
            "root_id": place.root_id,
            "path": place.path,
            "depth": place.depth,
            "submission_key": f"{chance.getrandbits(128):032x}",
            **_author(transcript, comment),
            **_words(transcript, comment),
            **_standing(transcript.span, comment),
        }


def _author(transcript: Transcript, comment: Said) -> Row:
    person = transcript.stage.people[comment.author]
    return {
        "reader_id": person.reader_id,
        "account_id": transcript.account_ids[comment.author] if person.is_member else None,
        "guest_name": None if person.is_member else person.name,
    }


def _words(transcript: Transcript, comment: Said) -> Row:
    erased = comment.status is Status.DELETED
    earlier = comment.earlier
    return {
        "body_source": "" if erased else comment.spoken.source,
        "body_html": "" if erased else transcript.renderings.html_of(comment.spoken.blocks),
        "revision": 1 if earlier is None else 2,
        "edited_at": transcript.span.instant(earlier.replaced_at) if earlier and earlier.public else None,
    }


def _standing(span: Span, comment: Said) -> Row:
    published_at = comment.published_at
    return {
        "status": comment.status,
        "reason": comment.reason,
        "listed": comment.is_listed,
        "created_at": span.instant(comment.created_at),
        "published_at": None if published_at is None else span.instant(published_at),
        "stance_shown": bool(comment.stances),
        "good": comment.good,
        "weak": comment.weak,
        "best": best(comment.good, comment.weak),
        "replies": comment.replies,
        "minds": comment.minds,
    }


def _revisions(transcript: Transcript) -> Iterator[Row]:
    for comment_id, comment in enumerate(transcript.said, transcript.first_id):
        if (earlier := comment.earlier) is not None:
            yield {
                "comment_id": comment_id,
                "number": 1,
                "body_source": earlier.spoken.source,
                "body_html": transcript.renderings.html_of(earlier.spoken.blocks),
                "public": earlier.public,
                "replaced_at": transcript.span.instant(earlier.replaced_at),
            }


def _tags(transcript: Transcript) -> Iterator[Row]:
    for comment_id, comment in enumerate(transcript.said, transcript.first_id):
        for key in comment.questions if comment.place.answers is None else ():
            yield {
                "poll_id": transcript.stage.polls[key][0],
                "comment_id": comment_id,
                "listed": comment.is_listed,
                "best": best(comment.good, comment.weak),
                "replies": comment.replies,
                "minds": comment.minds,
            }


def _stances(transcript: Transcript) -> Iterator[Row]:
    for comment_id, comment in enumerate(transcript.said, transcript.first_id):
        for wording_id, choices in comment.stances:
            yield {"comment_id": comment_id, "wording_id": wording_id, "choices": choices}


def _count(session: Session, transcript: Transcript) -> None:
    visible = [comment for comment in transcript.said if comment.is_visible]
    _add_to_discussion(session, transcript.article_id, comments=len(visible), changes=len(transcript.said))
    in_slices = Counter(key for comment in visible for key in comment.questions)
    for key, number in sorted(in_slices.items()):
        _add_to_slice(session, transcript.stage.polls[key][0], comments=number)


def _add_to_discussion(session: Session, article_id: int, *, comments: int, changes: int) -> None:
    if session.get(Discussion, article_id) is None:
        session.add(Discussion(article_id=article_id))
        session.flush()
    grown = {"comments": Discussion.comments + comments, "version": Discussion.version + changes}
    session.execute(update(Discussion).where(Discussion.article_id == article_id).values(grown))


def _add_to_slice(session: Session, poll_id: int, *, comments: int) -> None:
    if session.get(Slice, poll_id) is None:
        session.add(Slice(poll_id=poll_id))
        session.flush()
    session.execute(update(Slice).where(Slice.poll_id == poll_id).values(comments=Slice.comments + comments))
