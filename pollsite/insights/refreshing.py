"""Figures about ballots are worked out here, in the background: never in a request, and not for every ballot.

A table is replaced only once five readers who are in it have changed since, for who has both editions could take one from
the other, and see what a single reader did (see renewing.py). The command line calls this in a process of its own, so that
NumPy's memory and time are not the server's.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from pollsite.db import committing
from pollsite.insights.answers import Answers
from pollsite.insights.ballots import article_answers
from pollsite.insights.crossing import crossing_figure
from pollsite.insights.mapping import map_figure
from pollsite.insights.models import KeptFigure
from pollsite.insights.over_time import OVER_TIME, over_time_figure
from pollsite.insights.parts import MAP, PAIRS, SHIFT_CUT, SIDES, Cut, Part
from pollsite.insights.queries import counted_readers, present_editions, readers_since, stored_figures
from pollsite.insights.renewing import FEWEST_CHANGED, EditionOf, editions_of, standing_parts, written
from pollsite.insights.shift import SHIFT, shift_figure
from pollsite.insights.side_marks import sides_figure
from pollsite.insights.types import Edition

log = structlog.get_logger()

Compute = Callable[[Session, int, Answers, datetime], dict[str, Any]]
"""What is kept of a figure, to be written as JSON: from a session that reads, the article's number, every counted ballot
on its questions that take part, and the time. It names wordings, options and comments by number or key, not by text.
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """A kind of figure. `format` is raised by whoever changes what is kept or how it comes about.

    `hears_debate`: it is also made from comments and marks, and looked at whenever the debate has moved. `cut`: how it falls
    into parts, each of which is replaced by itself; without one it is replaced as a whole.
    """

    kind: str
    compute: Compute
    format: int = 1
    hears_debate: bool = False
    cut: Cut | None = None


FIGURES: tuple[Figure, ...] = (
    Figure(SHIFT, shift_figure, cut=SHIFT_CUT),
    Figure(OVER_TIME, over_time_figure),
    Figure("crossing", crossing_figure, cut=PAIRS),
    Figure("map", map_figure, cut=MAP),
    Figure("sides", sides_figure, hears_debate=True, cut=SIDES),
)


class Outcome(StrEnum):
    """What became of a figure when it was looked at, as the operator is told."""

    NEW = "worked out"
    CURRENT = "up to date"
    TOO_FEW = "kept: fewer than five readers' votes have changed"
    FAILED = "failed: the log says why"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """One figure of one article, and what became of it."""

    slug: str
    kind: str
    outcome: Outcome


def refresh(
    engine: Engine, *, at: datetime, slugs: Collection[str] = (), figures: Sequence[Figure] | None = None
) -> Iterator[Refreshed]:
    """Work out what has changed, article by article, and keep it; of all articles where none is named.

    Reading and working out take no lock; what was worked out for an article is stored in one transaction.
    """
    with engine.connect() as connection:
        editions = present_editions(connection, at=at)
    for edition in editions:
        if not slugs or edition.slug in slugs:
            yield from _refresh_article(
                engine, edition.article_id, FIGURES if figures is None else figures, at=at
            )


def made_of(figure: Figure, edition: Edition) -> str:
    """What has a figure looked at, however few ballots have changed: how it is made, the wordings, or the debate."""
    debate = f" debate {edition.discussion}" if figure.hears_debate else ""
    return f"{figure.format}: {' '.join(map(str, edition.questions))}{debate}"


def _refresh_article(
    engine: Engine, article_id: int, figures: Sequence[Figure], *, at: datetime
) -> Iterator[Refreshed]:
    with Session(engine) as session:
        edition = next(iter(present_editions(session.connection(), at=at, article_id=article_id)), None)
        if edition is None:
            return
        kept = stored_figures(session, article_id)
        outcomes = {
            figure.kind: _outcome(session, edition, figure, kept.get(figure.kind)) for figure in figures
        }
        due = [figure for figure in figures if outcomes[figure.kind] is Outcome.NEW]
        made = _made(session, edition, due, kept, at=at) if due else {}
    _keep(engine, [figure for figure in made.values() if figure])
    for figure in due:
        outcomes[figure.kind] = _became(made, figure.kind)
    yield from (Refreshed(edition.slug, figure.kind, outcomes[figure.kind]) for figure in figures)


def _became(made: Mapping[str, KeptFigure | None], kind: str) -> Outcome:
    if kind not in made:
        return Outcome.FAILED
    return Outcome.TOO_FEW if made[kind] is None else Outcome.NEW


def _outcome(session: Session, edition: Edition, figure: Figure, kept: KeptFigure | None) -> Outcome:
    """What is to become of it as far as can be seen without working anything out."""
    if kept is None or kept.made_of != made_of(figure, edition):
        return Outcome.NEW
    if kept.ballots_seen == edition.versions:
        return Outcome.CURRENT
    return Outcome.NEW if _enough_changed(session, edition, kept) else Outcome.TOO_FEW


def _enough_changed(session: Session, edition: Edition, kept: KeptFigure) -> bool:
    """Whether the ballots of five readers have changed: by themselves, or as many came in or out when ballots were held
    or released.
    """
    if readers_since(session, edition, revision=kept.revision) >= FEWEST_CHANGED:
        return True
    return abs(counted_readers(session, edition) - kept.readers) >= FEWEST_CHANGED


def _made(
    session: Session,
    edition: Edition,
    due: Sequence[Figure],
    kept: Mapping[str, KeptFigure],
    *,
    at: datetime,
) -> dict[str, KeptFigure | None]:
    """By kind, None for one of which all stands; one that fails is told in the log, and keeps no other from being
    worked out.
    """
    answers = article_answers(session, edition.article_id, at=at)
    made: dict[str, KeptFigure | None] = {}
    for figure in due:
        try:
            made[figure.kind] = _renewed(session, edition, figure, kept.get(figure.kind), answers, at=at)
        except Exception:
            log.exception("a figure was not worked out", kind=figure.kind, article=edition.slug)
    return made


def _renewed(
    session: Session,
    edition: Edition,
    figure: Figure,
    kept: KeptFigure | None,
    answers: Answers,
    *,
    at: datetime,
) -> KeptFigure | None:
    """The figure with those parts that are due; None where that is none, and it is asked about the same."""
    cut, standing = figure.cut, dict[str, tuple[Part, EditionOf]]()
    if cut and kept and _is_made_alike(figure, kept):
        standing = standing_parts(session, cut, kept, answers, questions=edition.questions)
        is_whole = len(standing) == len(cut.parts(json.loads(kept.body))) > 0
        if is_whole and not cut.grows:
            return None
    body = figure.compute(session, edition.article_id, answers, at)
    editions: dict[str, EditionOf] = {}
    if cut:
        body = cut.joined(body, [part for part, _ in standing.values()])
        parts = cut.parts(body)
        editions = editions_of(session, parts, standing, answers, revision=edition.revision, at=at)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    if standing and kept and text == kept.body and kept.made_of == made_of(figure, edition):
        return None
    return KeptFigure(
        article_id=edition.article_id,
        kind=figure.kind,
        body=text,
        readers=answers.readers,
        made_of=made_of(figure, edition),
        ballots_seen=edition.versions,
        revision=min((one.revision for one in editions.values()), default=edition.revision),
        editions=written(editions),
        computed_at=at,
    )


def _is_made_alike(figure: Figure, kept: KeptFigure) -> bool:
    """Whether it is the same that is kept of such a figure."""
    return kept.made_of.split(":")[0] == str(figure.format)


def _keep(engine: Engine, made: Sequence[KeptFigure]) -> None:
    if not made:
        return
    with (
        committing(engine) as connection,
        Session(connection, join_transaction_mode="rollback_only") as session,
    ):
        for figure in made:
            session.merge(figure)
        session.flush()
