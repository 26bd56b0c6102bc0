"""What the votes say, as the API tells of it: from the views that the page prints, so by their rules of what is shown."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pollsite.api import figure_types as told
from pollsite.insights.crossing_pairs import Pair, pairs_of
from pollsite.insights.crossing_view import CROSSING
from pollsite.insights.crossing_words import pair_in_words
from pollsite.insights.looking import Looking
from pollsite.insights.map_view import GroupView, MapView
from pollsite.insights.over_time_view import OVER_TIME, OverTimeView
from pollsite.insights.saying import Said, Voiced
from pollsite.insights.shift_view import ShiftView
from pollsite.insights.sides_view import SidesView


def shift_told(view: ShiftView | None) -> told.Shift | None:
    """None where too few answered twice, or the results are hidden."""
    flows = view.flows if view else None
    if view is None or flows is None:
        return None
    rows = tuple(told.ShiftRow(row.choice.key, row.total, row.counts) for row in flows.rows)
    return told.Shift(
        question=view.poll.key,
        in_words=flows.sentences,
        answered_twice=flows.both,
        after=tuple(choice.key for choice in flows.columns),
        rows=rows,
        after_totals=flows.after,
        apart=flows.apart,
        computed_at=flows.computed_at,
    )


def courses_told(view: OverTimeView | None, looking: Looking) -> tuple[told.Course, ...]:
    """Those of the view, with moments to the second."""
    kept = looking.kept.get(OVER_TIME)
    points: Mapping[str, Any] = kept.body.get("wordings", {}) if kept else {}
    return tuple(
        told.Course(course.poll.key, course.sentence, tuple(_moments(points[str(course.poll.wording_id)])))
        for course in (view.courses if view else ())
    )


def _moments(points: Any) -> Iterator[told.CourseMoment]:
    for seconds, voters, counts in points:
        yield told.CourseMoment(datetime.fromtimestamp(seconds, UTC), voters, tuple(counts))


def crossings_told(looking: Looking) -> tuple[told.Crossing, ...]:
    """Every pair of questions whose results who looks may see, both ways round."""
    kept = looking.kept.get(CROSSING)
    seen = tuple(state.definition for state in looking.seen())
    return tuple(map(_crossing, pairs_of(kept.body, seen))) if kept else ()


def _crossing(pair: Pair) -> told.Crossing:
    rows = tuple(
        told.CrossingRow(
            row.choice.key,
            row.total,
            tuple(cell.count for cell in row.cells),
            tuple(cell.percent for cell in row.cells),
        )
        for row in pair.rows
    )
    return told.Crossing(
        rows_of=pair.of.key,
        columns_of=pair.by.key,
        in_words=pair_in_words(pair),
        answered_both=pair.both,
        rows=rows,
    )


def map_told(view: MapView | None) -> told.OpinionMap | None:
    """The map without its picture, for nobody in particular: what follows the first sentence is said to one reader."""
    if view is None:
        return None
    return told.OpinionMap(
        in_words=view.sentences[0],
        readers=view.readers,
        groups=tuple(map(_group, view.groups)),
        shared=tuple(map(_voiced, view.shared)),
        computed_at=view.computed_at,
    )


def _group(group: GroupView) -> told.Group:
    return told.Group(
        letter=group.letter,
        size=group.size,
        percent=group.percent,
        typical=tuple(map(_said, group.typical)),
    )


def _said(said: Said) -> told.Statement:
    shown = said.told
    return told.Statement(
        question=said.poll.key,
        answers=said.labels,
        chosen=said.chosen,
        count=shown.chose,
        of=shown.of if shown.chose is not None else None,
        about=shown.word if shown.chose is None else "",
    )


def _voiced(said: Voiced) -> told.Statement:
    return told.Statement(
        question=said.poll.key,
        answers=said.labels,
        chosen=said.chosen,
        count=said.count,
        of=said.voters,
        about="",
    )


def sides_told(view: SidesView | None) -> tuple[told.BestOfSides, ...]:
    """The questions that have an argument to show."""
    return tuple(
        told.BestOfSides(
            question.about.key,
            tuple(
                told.SideCard(
                    tuple(answer.label for answer in card.answers),
                    card.argument.id if card.argument else None,
                    card.sentence,
                )
                for card in question.cards
            ),
        )
        for question in (view.questions if view else ())
    )
