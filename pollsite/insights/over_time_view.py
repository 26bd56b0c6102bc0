"""How tallies came about, as the page prints it: for each question a sentence, a picture, and its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

from pollsite.articles.types import Kind
from pollsite.insights.looking import Looking
from pollsite.polls.rounding import percentages
from pollsite.polls.types import Choice, PollDefinition
from pollsite.polls.words import date_in_words

OVER_TIME = "over_time"
DAY = timedelta(days=1)
WIDTH, HEIGHT = 360, 90
"""Of the picture, in its own units."""
LINE = 13
"""So much of the height a line of text takes, in percent."""
AT_ONCE = 4
"""So many questions are shown at once; the others are folded."""
Drawn = Sequence[tuple[Choice, str]]


@dataclass(frozen=True, slots=True)
class Moment:
    """The tally at the end of a stretch of time, which `when` says in words and `told` in a sentence; `shares` are counts
    with whole percents of the `voters`, by option.
    """

    when: str
    told: str
    voters: int
    shares: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is drawn of one option: an SVG path, filled or, where several answers may be given, a line. Beside its end stands
    `ends_with`, its percent now, so far from the top in percent of the height; at None where there is no room for it.
    """

    choice: Choice
    path: str
    ends_at: float | None
    ends_with: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One question's. `is_stacked`: shares are parts of one whole, and drawn as areas upon each other."""

    poll: PollDefinition
    sentence: str
    moments: tuple[Moment, ...]
    shapes: tuple[Shape, ...]
    is_stacked: bool


@dataclass(frozen=True, slots=True)
class OverTimeView:
    """The section, for those questions whose results the reader may see and enough have answered."""

    courses: tuple[Course, ...]

    @property
    def first(self) -> tuple[Course, ...]:
        """Those shown at once: all, unless so many are folded that it is worth it."""
        return self.courses if len(self.courses) <= AT_ONCE + 1 else self.courses[:AT_ONCE]

    @property
    def folded(self) -> tuple[Course, ...]:
        """The others."""
        return self.courses[len(self.first) :]


def over_time_view(looking: Looking) -> OverTimeView | None:
    """The section for this reader; None while there is no course to show."""
    kept = looking.kept.get(OVER_TIME)
    wordings: Any = kept.body.get("wordings", {}) if kept else {}
    courses = [
        _course(state.definition, points)
        for state in looking.seen()
        if len(points := wordings.get(str(state.definition.wording_id), ())) > 1
    ]
    return OverTimeView(tuple(courses)) if courses else None


def _course(poll: PollDefinition, points: Sequence[Any]) -> Course:
    moments = tuple(_moment(poll, *point) for point in points)
    stacked = poll.kind is not Kind.MULTIPLE
    draw = _areas if stacked else _lines
    return Course(
        poll=poll,
        sentence=_sentence(poll, moments[0], moments[-1]),
        moments=moments,
        shapes=_labelled(draw(poll, points), moments[-1], stacked=stacked),
        is_stacked=stacked,
    )


def _moment(poll: PollDefinition, seconds: int, voters: int, counts: Sequence[int]) -> Moment:
    percents = percentages(counts, voters=voters, kind=poll.kind)
    instant = datetime.fromtimestamp(seconds, UTC)
    ends_a_day = (instant.hour, instant.minute) == (0, 0)
    when = date_in_words(instant - DAY if ends_a_day else instant)
    told = f"the end of {when}" if ends_a_day else when
    return Moment(when, told, voters, tuple(zip(counts, percents, strict=True)))


def _sentence(poll: PollDefinition, first: Moment, last: Moment) -> str:
    """How the answer that leads now has come to it."""
    place = max(range(len(poll.choices)), key=lambda position: last.shares[position][0])
    said = f"“{poll.choices[place].label}” had {_share(first, place)} by {first.told}"
    if first.shares[place][1] == last.shares[place][1]:
        return f"{said}, and stayed there: {_share(last, place)} by {last.told}."
    return f"{said}, and {_share(last, place)} by {last.told}."


def _share(moment: Moment, place: int) -> str:
    count, percent = moment.shares[place]
    return f"{percent}\u202f% ({count:,} of {moment.voters:,})"


def _labelled(drawn: Sequence[tuple[Choice, str]], last: Moment, *, stacked: bool) -> tuple[Shape, ...]:
    """With percents at the ends, none of which is closer to one above than a line of text is high."""
    percents = [percent for _, percent in last.shares]
    tops = accumulate(percents, initial=0)
    middles = [
        top + percent / 2 if stacked else 100 - percent for top, percent in zip(tops, percents, strict=False)
    ]
    places: dict[int, float] = {}
    for place in sorted(range(len(drawn)), key=lambda place: (-percents[place], place)):
        if all(abs(middles[place] - other) >= LINE for other in places.values()):
            places[place] = middles[place]
    return tuple(
        Shape(choice, path, places.get(place), f"{percents[place]}\u202f%")
        for place, (choice, path) in enumerate(drawn)
    )


def _areas(poll: PollDefinition, points: Sequence[Any]) -> Drawn:
    """Parts of a whole, the first option on top."""
    xs = _across(points)
    edges = [[0.0, *accumulate(_part(count, sum(counts)) for count in counts)] for _, _, counts in points]
    return tuple(
        (choice, _closed(xs, [edge[place] for edge in edges], [edge[place + 1] for edge in edges]))
        for place, choice in enumerate(poll.choices)
    )


def _lines(poll: PollDefinition, points: Sequence[Any]) -> Drawn:
    """Each option's share of the voters; the whole height is all of them."""
    xs = _across(points)
    return tuple(
        (choice, _open(xs, [1 - _part(counts[place], voters) for _, voters, counts in points]))
        for place, choice in enumerate(poll.choices)
    )


def _part(count: int, whole: int) -> float:
    return count / whole if whole else 0.0


def _across(points: Sequence[Any]) -> list[float]:
    start, end = points[0][0], points[-1][0]
    return [WIDTH * (point[0] - start) / max(1, end - start) for point in points]


def _open(xs: Sequence[float], ys: Sequence[float]) -> str:
    return "M" + "L".join(f"{x:.1f} {HEIGHT * y:.1f}" for x, y in zip(xs, ys, strict=True))


def _closed(xs: Sequence[float], upper: Sequence[float], lower: Sequence[float]) -> str:
    return f"{_open(xs, upper)}L{_open(xs[::-1], lower[::-1])[1:]}Z"
