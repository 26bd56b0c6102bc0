"""Bringing a published article's questions to its polls without ever falsifying a tally."""

from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from pollsite.articles.types import Question, Visibility
from pollsite.polls.errors import WordingConflict
from pollsite.polls.exchanging import refuse_exchanged_labels
from pollsite.polls.ledger import record_wording
from pollsite.polls.models import Option, Poll, Wording
from pollsite.polls.words import counted, date_in_words

SAME_MEANING_RATIO = 0.75


def sync_questions(
    session: Session,
    *,
    article_id: int,
    questions: Sequence[Question],
    at: datetime,
    same_meaning: bool = False,
) -> list[str]:
    """Make the article's polls ask `questions`; returns a sentence for each change, in order.

    New text within the same wording number is a correction: votes stay and the poll says "edited". A raised
    number starts a tally of its own. A question left out stays stored and is no longer asked. Raises
    WordingConflict where votes would be falsified; `same_meaning` vouches for a rewrite that differs much.
    """
    known = {poll.key: poll for poll in session.scalars(select(Poll).where(Poll.article_id == article_id))}
    changes: list[str] = []
    for position, question in enumerate(questions):
        poll = known.pop(question.key, None)
        if poll is None:
            _add_poll(session, article_id, question, position, at=at)
            changes.append(f"{question.key}: asked for the first time.")
        else:
            changes += _update_poll(session, poll, question, position, at=at, same_meaning=same_meaning)
    for poll in known.values():
        if poll.active:
            poll.active = False
            changes.append(f"{poll.key}: no longer asked; its votes are kept.")
    session.flush()
    return changes


def _add_poll(session: Session, article_id: int, question: Question, position: int, *, at: datetime) -> None:
    poll = Poll(
        article_id=article_id,
        key=question.key,
        position=position,
        visibility=question.visibility,
        opens_at=question.opens_at,
        closes_at=question.closes_at,
        wording=question.wording,
        active=True,
    )
    session.add(poll)
    session.flush()
    _add_wording(session, poll, question, at=at)


def _add_wording(
    session: Session, poll: Poll, question: Question, *, at: datetime, after_version: int = 0
) -> None:
    """`after_version` lets a poll's version go on growing from one wording to the next."""
    wording = Wording(
        poll_id=poll.id,
        number=question.wording,
        kind=question.kind,
        question=question.question,
        max_choices=question.max_choices or 1,
        created_at=at,
        version=after_version + 1,
    )
    session.add(wording)
    session.flush()
    _add_options(session, wording, question, at=at)


def _add_options(session: Session, wording: Wording, question: Question, *, at: datetime) -> None:
    """The answers; the poll's ledger says that it is asked so."""
    session.add_all(
        Option(
            wording_id=wording.id,
            position=position,
            key=option.key,
            label=option.label,
            exclusive=option.exclusive,
            not_sure=option.not_sure,
        )
        for position, option in enumerate(question.options)
    )
    session.flush()
    record_wording(session.connection(), wording.id, at=at)


def _update_poll(
    session: Session, poll: Poll, question: Question, position: int, *, at: datetime, same_meaning: bool
) -> list[str]:
    wording = session.scalars(
        select(Wording).where(Wording.poll_id == poll.id, Wording.number == poll.wording)
    ).one()
    changes = [] if poll.active else [f"{poll.key}: asked again."]
    if question.wording < poll.wording:
        raise WordingConflict(
            f"{poll.key}: wording {question.wording} was asked before wording {poll.wording}; "
            f"put wording: {poll.wording} back, or raise it to {poll.wording + 1}."
        )
    if question.wording > poll.wording:
        _add_wording(session, poll, question, at=at, after_version=wording.version)
        changes.append(f"{poll.key}: wording {question.wording} starts its own tally.")
    else:
        _refuse_opening_early(poll, question, wording, at=at)
        changes += _correct(session, poll, wording, question, at=at, same_meaning=same_meaning)
    poll.position, poll.active, poll.wording = position, True, question.wording
    poll.visibility, poll.opens_at, poll.closes_at = (
        question.visibility,
        question.opens_at,
        question.closes_at,
    )
    return changes


def _refuse_opening_early(poll: Poll, question: Question, wording: Wording, *, at: datetime) -> None:
    """Results open by the poll's own rule, never by hand; and once shown at the close, voting cannot resume."""
    if not wording.ballots:
        return
    if question.visibility != poll.visibility:
        raise WordingConflict(
            f"{poll.key}: visibility cannot change from {poll.visibility} to {question.visibility} once there "
            f"are votes; put it back, or raise wording to {poll.wording + 1} for a new tally."
        )
    if poll.visibility == Visibility.AFTER_CLOSE:
        _refuse_moving_the_opening(poll, question, at=at)


def _refuse_moving_the_opening(poll: Poll, question: Question, *, at: datetime) -> None:
    """The close of such a poll is when its results open: it may be put off until it comes, never brought forward."""
    if poll.closes_at is None or question.closes_at is None or question.closes_at == poll.closes_at:
        return
    told = date_in_words(poll.closes_at)
    if poll.closes_at <= at:
        raise WordingConflict(
            f"{poll.key}: it closed on {told} and its results are out, so it cannot open again; "
            f"raise wording to {poll.wording + 1} to ask anew."
        )
    if question.closes_at < poll.closes_at:
        raise WordingConflict(
            f"{poll.key}: readers voted knowing that its results open on {told}, so it cannot close earlier; "
            f"put that back, or raise wording to {poll.wording + 1} for a new tally."
        )


def _correct(
    session: Session, poll: Poll, wording: Wording, question: Question, *, at: datetime, same_meaning: bool
) -> list[str]:
    options = session.scalars(
        select(Option).where(Option.wording_id == wording.id).order_by(Option.position)
    ).all()
    if not wording.ballots and _shape(options, wording) != _wanted_shape(question):
        return _restart(session, wording, options, question, at=at)
    if _shape(options, wording) != _wanted_shape(question):
        raise WordingConflict(
            f"{poll.key}: its kind, maximum or answers changed while it has {wording.ballots} votes; put them "
            f"back, or raise wording to {poll.wording + 1} to start a new tally."
        )
    texts = [(wording.question, question.question)]
    texts += [(old.label, new.label) for old, new in zip(options, question.options, strict=True)]
    if all(old == new for old, new in texts):
        return []
    if wording.ballots:
        labels = {old.key: new.label for old, new in zip(options, question.options, strict=True)}
        refuse_exchanged_labels(session, poll, options, labels)
    if wording.ballots and not same_meaning:
        _refuse_new_meaning(poll, wording, texts)
    wording.question = question.question
    for old, new in zip(options, question.options, strict=True):
        old.label = new.label
    if wording.ballots:
        wording.edited_at = at
    wording.version += 1
    session.flush()
    record_wording(session.connection(), wording.id, at=at)
    return [f"{poll.key}: text corrected; {counted(wording.ballots, 'vote', 'votes')} kept."]


def _restart(
    session: Session, wording: Wording, options: Sequence[Option], question: Question, *, at: datetime
) -> list[str]:
    """Nobody has voted: the wording may change freely."""
    for option in options:
        session.delete(option)
    session.flush()
    wording.kind, wording.question = question.kind, question.question
    wording.max_choices = question.max_choices or 1
    wording.version += 1
    _add_options(session, wording, question, at=at)
    return [f"{question.key}: answers changed before anybody voted."]


def _refuse_new_meaning(poll: Poll, wording: Wording, texts: Sequence[tuple[str, str]]) -> None:
    for old, new in texts:
        if SequenceMatcher(None, old, new).ratio() < SAME_MEANING_RATIO:
            raise WordingConflict(
                f"{poll.key}: “{old}” now reads “{new}”, and {wording.ballots} votes were cast on the old words. "
                f"Raise wording to {poll.wording + 1} if the meaning changed; if it did not, publish with "
                "--same-meaning."
            )


def _shape(options: Sequence[Option], wording: Wording) -> tuple[object, ...]:
    kept = tuple((option.key, option.exclusive, option.not_sure) for option in options)
    return (wording.kind, wording.max_choices, kept)


def _wanted_shape(question: Question) -> tuple[object, ...]:
    kept = tuple((option.key, option.exclusive, option.not_sure) for option in question.options)
    return (question.kind, question.max_choices or 1, kept)
