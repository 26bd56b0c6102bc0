"""What a made-up debate leaves to its moderators: comments that wait, comments that were reported, and a log."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from pollsite.demo.said import Said
from pollsite.demo.storing import Row, store
from pollsite.demo.transcript import Transcript
from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.limits import APPEAL_WINDOW, COLLAPSE_WEIGHT, DEFAULT_WEIGHT
from pollsite.moderation.models import Case, Decision, Flag, Statement
from pollsite.moderation.priority import priority_of
from pollsite.moderation.rulebook import RULES, rule_in_words
from pollsite.moderation.types import Actor, CaseKind, DecisionKind, FlagReason, Restriction

LOOKED_AT_S = 1800.0
"""A made-up moderator takes so long."""
_REASONS = (
    FlagReason.ATTACK,
    FlagReason.SPAM,
    FlagReason.OFF_TOPIC,
    FlagReason.MISLEADING,
    FlagReason.HATE,
)
_OFTEN = (4, 3, 3, 2, 1)
_REPORTERS = (1, 2, 3)
_CROWDS = (14, 4, 1)
_NOTES = (
    "",
    "",
    "",
    "Not the first time.",
    "Look at the last sentence.",
    "This is about a person, not the question.",
)
_KINDS = {
    Status.HELD: (DecisionKind.HOLD, Actor.AUTOMATIC),
    Status.REMOVED: (DecisionKind.REMOVE, Actor.OPERATOR),
    Status.DELETED: (DecisionKind.DELETE, Actor.AUTHOR),
}
_NUMBERS = {rule_in_words(rule.number): rule.number for rule in RULES}


@dataclass(frozen=True, slots=True)
class Reported:
    """A visible comment, by its place in the debate, who reports it, and as what."""

    comment: int
    reporters: tuple[int, ...]
    reason: FlagReason


def choose_reported(chance: random.Random, transcript: Transcript, number: int) -> list[Reported]:
    """So many of the visible comments, or all; nobody reports their own."""
    visible = [place for place, comment in enumerate(transcript.said) if comment.is_visible]
    people = range(len(transcript.stage.people))
    reported = []
    for place in sorted(chance.sample(visible, min(number, len(visible)))):
        wanted = chance.choices(_REPORTERS, _CROWDS)[0]
        drawn = chance.sample(people, min(wanted + 1, len(people)))
        reporters = [person for person in drawn if person != transcript.said[place].author][:wanted]
        reason = chance.choices(_REASONS, _OFTEN)[0]
        reported.append(Reported(place, tuple(reporters), reason))
    return reported


def store_reports(session: Session, transcript: Transcript, chance: random.Random, number: int) -> int:
    """Log what became of the comments, open a case for each that waits and for `number` that are reported; how many
    cases there are now of this debate.
    """
    reported = choose_reported(chance, transcript, number)
    log = _log(transcript, reported, first=_next_id(session, Decision.id))
    store(session, Decision, log)
    store(session, Statement, _statements(transcript, log))
    held = [place for place, comment in enumerate(transcript.said) if comment.status is Status.HELD]
    first_case = _next_id(session, Case.id)
    store(session, Case, _held_cases(transcript, held, first_case))
    store(session, Case, _flagged_cases(transcript, reported, first_case + len(held)))
    store(session, Flag, _flags(transcript, chance, reported, first_case + len(held)))
    _warm(session, transcript, reported)
    return len(held) + len(reported)


def _log(transcript: Transcript, reported: Sequence[Reported], *, first: int) -> list[Row]:
    """Every step in the order in which they were taken, for the log is read by its numbers."""
    collapsed = (_collapse(transcript, one) for one in reported if _is_collapsed(one))
    steps = sorted([*_decisions(transcript), *collapsed], key=lambda step: step["at"])
    return [{"id": number, **step} for number, step in enumerate(steps, first)]


def _decisions(transcript: Transcript) -> Iterator[Row]:
    for place, comment in enumerate(transcript.said):
        if comment.status not in _KINDS:
            continue
        kind, actor = _KINDS[comment.status]
        author = transcript.stage.people[comment.author]
        yield {
            "comment_id": transcript.first_id + place,
            "account_id": transcript.account_ids[comment.author] if author.is_member else None,
            "kind": kind,
            "actor": actor,
            "rule": _NUMBERS.get(comment.reason),
            "reason": comment.reason,
            "revision": 1 if comment.earlier is None else 2,
            "status_before": Status.VISIBLE,
            "status_after": comment.status,
            "at": _decided_at(transcript, comment),
        }


def _decided_at(transcript: Transcript, comment: Said) -> datetime:
    waited = 0.0 if comment.status is Status.HELD else LOOKED_AT_S
    return transcript.span.instant(min(comment.created_at + waited, transcript.span.lasts))


def _statements(transcript: Transcript, log: Sequence[Row]) -> Iterator[Row]:
    for step in log:
        if step["status_after"] is Status.REMOVED:
            comment = transcript.said[step["comment_id"] - transcript.first_id]
            yield {
                "decision_id": step["id"],
                "reader_id": transcript.stage.people[comment.author].reader_id,
                "restriction": Restriction.REMOVED,
                "rule": _NUMBERS[comment.reason],
                "quote": comment.spoken.source,
                "appeal_until": step["at"] + APPEAL_WINDOW,
            }


def _held_cases(transcript: Transcript, held: Sequence[int], first: int) -> Iterator[Row]:
    for number, place in enumerate(held, first):
        yield {
            "id": number,
            "kind": CaseKind.HELD,
            "comment_id": transcript.first_id + place,
            "opened_at": transcript.span.instant(transcript.said[place].created_at),
            "priority": priority_of(CaseKind.HELD),
        }


def _flagged_cases(transcript: Transcript, reported: Sequence[Reported], first: int) -> Iterator[Row]:
    for number, one in enumerate(reported, first):
        weight = len(one.reporters) * DEFAULT_WEIGHT
        yield {
            "id": number,
            "kind": CaseKind.FLAGGED,
            "comment_id": transcript.first_id + one.comment,
            "opened_at": _reported_at(transcript, one),
            "flags": len(one.reporters),
            "weight": weight,
            "priority": priority_of(CaseKind.FLAGGED, weight=weight, reasons=(one.reason,)),
        }


def _reported_at(transcript: Transcript, one: Reported) -> datetime:
    published_at = transcript.said[one.comment].published_at or 0.0
    return transcript.span.instant(min(published_at + LOOKED_AT_S, transcript.span.lasts))


def _flags(
    transcript: Transcript, chance: random.Random, reported: Sequence[Reported], first: int
) -> Iterator[Row]:
    for number, one in enumerate(reported, first):
        for person in one.reporters:
            yield {
                "case_id": number,
                "comment_id": transcript.first_id + one.comment,
                "revision": 1 if transcript.said[one.comment].earlier is None else 2,
                "reader_id": transcript.stage.people[person].reader_id,
                "reason": one.reason,
                "note": chance.choice(_NOTES),
                "weight": DEFAULT_WEIGHT,
                "at": _reported_at(transcript, one),
            }


def _warm(session: Session, transcript: Transcript, reported: Sequence[Reported]) -> None:
    """Threads count those who reported something in them, and what weighs too much is collapsed."""
    reporters: dict[int, set[int]] = defaultdict(set)
    for one in reported:
        place = transcript.said[one.comment].place
        reporters[transcript.first_id + place.root].update(one.reporters)
    connection = session.connection()
    if reporters:
        heat = [{"root": root, "by": len(people)} for root, people in sorted(reporters.items())]
        connection.execute(_HEAT, heat)
    collapsed = [one for one in reported if _is_collapsed(one)]
    if collapsed:
        connection.execute(_COLLAPSE, [{"comment": transcript.first_id + one.comment} for one in collapsed])


def _is_collapsed(one: Reported) -> bool:
    return len(one.reporters) * DEFAULT_WEIGHT >= COLLAPSE_WEIGHT


def _collapse(transcript: Transcript, one: Reported) -> Row:
    return {
        "comment_id": transcript.first_id + one.comment,
        "account_id": None,
        "kind": DecisionKind.COLLAPSE,
        "actor": Actor.AUTOMATIC,
        "rule": None,
        "reason": "",
        "revision": 1 if transcript.said[one.comment].earlier is None else 2,
        "status_before": Status.VISIBLE,
        "status_after": Status.VISIBLE,
        "at": _reported_at(transcript, one),
    }


def _next_id(session: Session, column: InstrumentedAttribute[int]) -> int:
    return (session.scalar(select(func.max(column))) or 0) + 1


_HEAT = update(Comment).where(Comment.id == bindparam("root")).values(heat=Comment.heat + bindparam("by"))
_COLLAPSE = update(Comment).where(Comment.id == bindparam("comment")).values(collapsed=True)
