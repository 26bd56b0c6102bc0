"""Tallies over time: as many points as say something, and none that shows what a few readers did."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import update

from pollsite.articles.types import Kind
from pollsite.insights.answers import Answers
from pollsite.insights.looking import Kept, Looking
from pollsite.insights.over_time import over_time_figure
from pollsite.insights.over_time_points import MAX_POINTS, Point, Step, points_of
from pollsite.insights.over_time_view import over_time_view
from pollsite.polls.models import Ballot, BallotBurst
from tests.fixtures.site import Site, reader
from tests.insights.changing import refreshed
from tests.samples import DURING, SLUG, make_poll, make_state

START = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def votes(*numbers: int, every: timedelta = HOUR) -> list[Step]:
    """So many new readers vote for the first option in each stretch."""
    return [
        Step((stretch, place), 1, START + stretch * every)
        for stretch, number in enumerate(numbers)
        for place in range(number)
    ]


def points(steps: Sequence[Step], *, until: datetime | None = None) -> tuple[Point, ...]:
    """Of two options."""
    return points_of(steps, options=2, first=steps[0].at, until=until or steps[-1].at)


def test_a_young_poll_has_a_point_an_hour() -> None:
    found = points(votes(5, 6, 7))
    assert [point.voters for point in found] == [5, 11, 18]
    assert [point.at.hour for point in found] == [13, 14, 14]


def test_an_older_one_has_a_point_a_day() -> None:
    found = points(votes(5, 6, 7, 8, every=DAY))
    assert [point.voters for point in found] == [5, 11, 18, 26]
    assert found[0].at == datetime(2026, 11, 25, tzinfo=UTC)


@pytest.mark.parametrize("days", [3, 59, 60, 61, 400, 5000])
def test_there_are_never_more_points_than_can_be_seen(days: int) -> None:
    found = points(votes(*[5] * days, every=DAY))
    assert 3 <= len(found) <= MAX_POINTS
    assert found[-1].voters == 5 * days


@pytest.mark.parametrize(
    ("numbers", "seen"),
    [
        ((5, 1, 1, 1, 1, 1, 5), [5, 10, 15]),
        ((9, 4), [13]),
        ((6, 6, 4), [6, 16]),
        ((4,), []),
        ((2, 2, 2), [6]),
    ],
)
def test_between_two_points_five_readers_have_moved(numbers: tuple[int, ...], seen: list[int]) -> None:
    assert [point.voters for point in points(votes(*numbers))] == seen


def test_one_reader_who_changes_often_makes_no_point() -> None:
    restless = [Step("restless", 1 + place % 2, START + HOUR) for place in range(12)]
    assert [point.voters for point in points([*votes(5), *restless, *votes(0, 0, 5)])] == [5, 11]


def test_changes_and_withdrawals_move_the_tally() -> None:
    first = votes(9)
    later = [Step(step.reader, 2 if place < 6 else 0, START + HOUR) for place, step in enumerate(first[:8])]
    assert points([*first, *later])[-1] == Point(START + HOUR, (1, 6), 7)


def test_the_last_point_is_the_tally_and_held_votes_are_in_none(site: Site) -> None:
    site.crowd("single", at=DURING - HOUR, rarely=7)
    site.crowd("single", yes=9, no=6)
    site.withdraw("yes 0 of the crowd", "single")
    with site.writing() as session:
        session.add(
            BallotBurst(
                id=1,
                wording_id=1,
                reason="speed",
                origin="",
                state="waiting",
                began_at=DURING,
                latest_at=DURING,
            )
        )
        session.flush()
        held = update(Ballot).where(Ballot.reader_id == reader("no 0 of the crowd"))
        session.execute(held.values(held="speed", burst_id=1))
    with site.reading() as session:
        single = site.state("single").definition
        body = over_time_figure(session, 1, Answers((single,), np.zeros((0, 1), np.int32)), DURING)
    assert [point[1:] for point in body["wordings"]["1"]] == [[7, [0, 0, 7, 0]], [20, [8, 5, 7, 0]]]


def test_the_page_shows_the_course_of_what_may_be_seen(site: Site) -> None:
    for key in ("single", "after-vote"):
        site.crowd(key, at=DURING - HOUR, rarely=7)
        site.crowd(key, yes=9, no=6)
    refreshed(site)
    page = site.app.test_client().get(f"/articles/{SLUG}/insights").text
    assert (
        "“Yes indeed” had 0\u202f% (0 of 7) by 24 November 2026, 12:00 UTC, and 41\u202f% (9 of 22) by"
        in page
    )
    assert 'id="over-time-single"' in page
    assert 'id="over-time-after-vote"' not in page


def view(points: list[Any], *, kind: Kind = Kind.SINGLE) -> Any:
    """The section about one poll with these points."""
    poll = make_poll(kind=kind, max_choices=2 if kind is Kind.MULTIPLE else 1)
    return over_time_view(
        Looking(
            slug=SLUG,
            polls=(make_state(poll, (9, 9, 9, 9)),),
            standings={},
            kept={"over_time": Kept({"wordings": {str(poll.wording_id): points}}, 36, DURING)},
            asked={},
            at=DURING,
        )
    )


def test_the_sentence_tells_how_the_leader_came_to_lead() -> None:
    noon = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())
    (course,) = view([[noon, 10, [4, 6, 0, 0]], [noon + 3600, 40, [22, 10, 4, 4]]]).courses
    assert course.sentence == (
        "“Yes” had 40\u202f% (4 of 10) by 24 November 2026, 12:00 UTC, "
        "and 55\u202f% (22 of 40) by 24 November 2026, 13:00 UTC."
    )
    assert [share for moment in course.moments for _, share in moment.shares] == [
        40,
        60,
        0,
        0,
        55,
        25,
        10,
        10,
    ]
    assert course.shapes[0].path == "M0.0 0.0L360.0 0.0L360.0 49.5L0.0 36.0Z"


def test_a_share_that_is_what_it_was_is_said_to_have_stayed() -> None:
    (course,) = view([[0, 10, [4, 6, 0, 0]], [3600, 20, [8, 12, 0, 0]]]).courses
    assert "had 60\u202f% (6 of 10) by" in course.sentence
    assert ", and stayed there: 60\u202f% (12 of 20) by" in course.sentence


def test_several_answers_are_lines_of_their_own() -> None:
    (course,) = view([[0, 10, [5, 10, 0, 0]], [3600, 20, [20, 10, 0, 0]]], kind=Kind.MULTIPLE).courses
    assert not course.is_stacked
    assert course.shapes[0].path == "M0.0 45.0L360.0 0.0"


def test_ends_are_labelled_where_their_labels_have_room() -> None:
    (areas,) = view([[0, 10, [4, 6, 0, 0]], [3600, 100, [50, 40, 8, 2]]]).courses
    assert [(shape.ends_at, shape.ends_with) for shape in areas.shapes[:2]] == [
        (25, "50\u202f%"),
        (70, "40\u202f%"),
    ]
    assert [shape.ends_at for shape in areas.shapes[2:]] == [94, None]
    (lines,) = view([[0, 10, [4, 6, 0, 0]], [3600, 100, [80, 75, 30, 2]]], kind=Kind.MULTIPLE).courses
    assert [shape.ends_at for shape in lines.shapes] == [20, None, 70, 98]


@pytest.mark.parametrize("points", [[], [[0, 10, [4, 6, 0, 0]]]])
def test_one_moment_is_no_course(points: list[Any]) -> None:
    assert view(points) is None
