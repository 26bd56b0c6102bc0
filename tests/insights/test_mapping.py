"""Camps are found where there are any, and only there; equal ballots give an equal map, and no small group is told."""

import json
from itertools import combinations
from math import dist, sqrt
from typing import Any

import numpy as np
import pytest

from pollsite.insights.answers import Answers
from pollsite.insights.claims import Claim, Share, claims_of, dividing, shared, typical
from pollsite.insights.grouping import best_groups, gather, nearest, silhouette
from pollsite.insights.map_picture import STEPS as DOTS
from pollsite.insights.map_place import Answered, nearest_group, place_of
from pollsite.insights.map_view import FEWEST_READERS
from pollsite.insights.mapping import map_of
from pollsite.insights.picturing import squares_of
from pollsite.insights.projecting import answered_enough, axes_of, project, values_of
from pollsite.insights.statements import statements_of
from pollsite.insights.telling import word_for
from tests.insights.camps import QUESTIONS, STEPS, alike, camps, crowd, line
from tests.samples import make_poll

OPENED_BY_A_WORD = 5


def found_groups(answers: Answers, body: dict[str, Any]) -> np.ndarray[Any, Any]:
    """By reader on the map: the number of the group whose centre they are nearest to."""
    placed = answered_enough(answers, least=body["least"])
    values = values_of(answers.polls, answers.masks)
    return nearest(
        project(values[placed], axes_of(values)), np.array([group["centre"] for group in body["groups"]])
    )


@pytest.mark.parametrize("sizes", [(60, 60), (150, 50), (40, 40, 40), (200, 120, 80), (12, 12)])
@pytest.mark.parametrize("seed", range(2))
def test_camps_are_recovered(sizes: tuple[int, ...], seed: int) -> None:
    answers, of = camps(*sizes, seed=seed)
    body = map_of(answers)
    placed = answered_enough(answers, least=body["least"])
    assert len(body["groups"]) == len(sizes)
    assert alike(found_groups(answers, body), of[placed]) >= 0.9
    assert sum(group["size"] for group in body["groups"]) == body["readers"] == placed.sum()


@pytest.mark.parametrize("questions", [QUESTIONS, QUESTIONS[:4], QUESTIONS[3:6]], ids=len)
@pytest.mark.parametrize("size", [40, 2_000])
@pytest.mark.parametrize("seed", range(2))
def test_answers_by_chance_make_no_clear_groups(questions: Any, size: int, seed: int) -> None:
    body = map_of(crowd(size, seed=seed, questions=questions))
    assert body["readers"] >= FEWEST_READERS
    assert (body["groups"], body["squares"], body["typical"]) == ([], [], [])


@pytest.mark.parametrize(
    ("questions", "options", "seed"),
    [(3, 2, 105), (3, 4, 144), (3, 4, 146), (4, 3, 136), (4, 3, 147), (6, 2, 151)],
)
def test_chance_that_is_higher_than_nineteen_others_makes_no_groups(
    questions: int, options: int, seed: int
) -> None:
    polls = tuple(make_poll(options=STEPS[:options], number=place) for place in range(1, questions + 1))
    assert map_of(crowd(1_000, seed=seed, questions=polls))["groups"] == []


@pytest.mark.parametrize("seed", range(2))
def test_one_crowd_along_a_line_is_not_cut_in_two(seed: int) -> None:
    assert map_of(line(400, seed=seed))["groups"] == []


def test_equal_ballots_give_an_equal_map() -> None:
    (one, _), (other, _) = camps(60, 40, seed=1), camps(60, 40, seed=1)
    assert json.dumps(map_of(one)) == json.dumps(map_of(other))


@pytest.mark.parametrize(
    "answers",
    [
        camps(10, 9, seed=1)[0],
        crowd(50, seed=1, questions=QUESTIONS[:2]),
        Answers(QUESTIONS, np.zeros((0, 9), dtype=np.int32)),
        Answers((), np.zeros((0, 0), dtype=np.int32)),
    ],
    ids=["readers", "questions", "nobody", "nothing"],
)
def test_too_few_readers_or_questions_make_no_map_and_tell_no_number(answers: Answers) -> None:
    body = map_of(answers)
    assert body == {
        "questions": [poll.wording_id for poll in answers.polls],
        "least": min(7, len(answers.polls)),
        "readers": 0,
    }


def plain_axes(rows: list[list[float | None]]) -> tuple[list[float], list[list[float]]]:
    """Means, and two principal components by repeated multiplication, each pointing up in its greatest part."""
    columns = range(len(rows[0]))
    known = [[row[column] for row in rows if row[column] is not None] for column in columns]
    middle = [sum(map(float, filter(None, some))) / max(len(some), 1) for some in known]
    apart = [[0.0 if row[c] is None else float(row[c] or 0) - middle[c] for c in columns] for row in rows]
    directions: list[list[float]] = []
    for _ in range(2):
        vector = [1.0 + column / 7 for column in columns]
        for _ in range(3_000):
            for found in directions:
                along = sum(a * b for a, b in zip(vector, found, strict=True))
                vector = [a - along * b for a, b in zip(vector, found, strict=True)]
            lengths = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in apart]
            vector = [
                sum(length * row[c] for length, row in zip(lengths, apart, strict=True)) for c in columns
            ]
            size = sqrt(sum(part * part for part in vector))
            vector = [part / size for part in vector]
        greatest = max(vector, key=lambda part: abs(round(part, 9)))
        directions.append([part if greatest > 0 else -part for part in vector])
    return middle, directions


def plain_points(rows: list[list[float | None]]) -> list[tuple[float, ...]]:
    """Each reader's place, stretched for who answered less."""
    middle, directions = plain_axes(rows)
    points = []
    for row in rows:
        answered = [(column, value) for column, value in enumerate(row) if value is not None]
        stretched = sqrt(len(row) / len(answered))
        points.append(
            tuple(
                stretched * sum((value - middle[column]) * direction[column] for column, value in answered)
                for direction in directions
            )
        )
    return points


def plain_silhouette(points: list[tuple[float, ...]], of: list[int]) -> float:
    """Reader by reader."""
    total = 0.0
    for place, point in enumerate(points):
        distances: dict[int, list[float]] = {group: [] for group in set(of)}
        for other, group in enumerate(of):
            if other != place:
                distances[group].append(dist(point, points[other]))
        own = distances.pop(of[place])
        if own:
            a, b = sum(own) / len(own), min(sum(some) / len(some) for some in distances.values())
            total += (b - a) / max(a, b)
    return total / len(points)


def plain_halves(points: list[tuple[float, ...]]) -> list[int]:
    """k-means for two groups, begun from every pair of readers; the narrowest."""

    def settled(centres: list[tuple[float, ...]]) -> tuple[float, list[int]]:
        of: list[int] = []
        while True:
            moved = [min((0, 1), key=lambda c: dist(point, centres[c])) for point in points]
            if moved == of or len(set(moved)) < 2:
                return sum(dist(p, centres[c]) ** 2 for p, c in zip(points, moved, strict=True)), moved
            of = moved
            members = [[p for p, c in zip(points, of, strict=True) if c == group] for group in (0, 1)]
            centres = [tuple(sum(axis) / len(some) for axis in zip(*some, strict=True)) for some in members]

    return min(settled([points[a], points[b]]) for a, b in combinations(range(len(points)), 2))[1]


@pytest.mark.parametrize("seed", range(2))
def test_figures_are_those_of_a_plain_computation(seed: int) -> None:
    answers, _ = camps(14, 12, seed=seed, faithful=0.7)
    values = values_of(answers.polls, answers.masks)
    rows = [[None if np.isnan(value) else float(value) for value in row] for row in values]
    points = plain_points(rows)
    projected = project(values, axes_of(values))
    assert projected == pytest.approx(np.array(points), abs=1e-6)
    gathered = gather(projected)
    groups = best_groups(gathered, numbers=(2,), fewest=1)
    assert groups is not None
    of = [int(groups.of[place]) for place in gathered.of]
    halves = plain_halves(points)
    assert alike(np.array(of), np.array(halves)) == 1
    assert groups.silhouette == pytest.approx(plain_silhouette(points, of), abs=1e-6)


def test_many_readers_are_gathered_without_losing_one() -> None:
    answers, of = camps(3_000, 2_000, seed=4, faithful=0.8)
    projected = project(
        values_of(answers.polls, answers.masks), axes_of(values_of(answers.polls, answers.masks))
    )
    points = gather(projected)
    assert (points.weights.sum(), len(points.of)) == (5_000, 5_000)
    assert len(points.at) <= 28 * 28
    groups = best_groups(points, numbers=(2, 3), fewest=5)
    assert groups is not None
    assert alike(groups.of[points.of], of) >= 0.9


def test_who_stands_alone_has_no_silhouette_and_who_stands_together_the_highest() -> None:
    distances = np.abs(np.subtract.outer([0.0, 10.0], [0.0, 10.0]))
    of = np.array([0, 1])
    assert silhouette(distances, np.array([3.0, 4.0]), of) == 1
    assert silhouette(distances, np.array([1.0, 1.0]), of) == 0


def test_a_readers_place_worked_out_on_reading_is_the_one_on_the_map() -> None:
    answers, _ = camps(60, 60, seed=2)
    body = map_of(answers)
    placed = answered_enough(answers, least=body["least"])
    values = values_of(answers.polls, answers.masks)
    projected = project(values, axes_of(values))
    centres = [group["centre"] for group in body["groups"]]
    found = nearest(projected[placed], np.array(centres))
    for place, reader in enumerate(np.flatnonzero(placed)):
        own = [Answered(poll, int(answers.masks[reader, q])) for q, poll in enumerate(QUESTIONS)]
        assert place_of(body["axes"], own) == pytest.approx(projected[reader], abs=0.02)
        assert nearest_group(place_of(body["axes"], own), centres) == found[place]


@pytest.mark.parametrize("poll", QUESTIONS, ids=lambda poll: f"{poll.kind.value}{len(poll.choices)}")
def test_readers_are_at_most_two_apart_in_any_question_and_not_sure_is_between(poll: Any) -> None:
    masks = (
        range(1, 1 << len(poll.choices) - 1)
        if poll.max_choices > 1
        else [1 << p for p in range(len(poll.choices) - 1)]
    )
    places = [[statement.value(mask) for statement in statements_of(poll)] for mask in masks]
    assert max(dist(one, other) for one, other in combinations(places, 2)) == pytest.approx(2)
    unsure = [statement.value(1 << len(poll.choices) - 1) for statement in statements_of(poll)]
    assert unsure == pytest.approx([0] * len(unsure))


def test_no_number_is_kept_from_which_fewer_than_five_could_be_told() -> None:
    for seed in range(3):
        answers, _ = camps(30, 25, 9, seed=seed)
        body = map_of(answers)
        assert all(group["size"] >= 5 for group in body["groups"])
        for question, counts in enumerate(body["counts"]):
            chosen = [
                answers.chose(question, place).any() for place in range(len(answers.polls[question].choices))
            ]
            numbers = [n for cells in counts["cells"] for n, some in zip(cells, chosen, strict=True) if some]
            assert all(number is None or number >= 5 for number in numbers)
            assert None in numbers
        told = [share for claim in body["claims"] for share in claim["shares"]]
        assert all(share["chose"] is None or 0 <= share["chose"] <= share["of"] for share in told)


def test_no_dot_stands_for_fewer_than_five_and_most_readers_are_in_one() -> None:
    projected = np.random.default_rng(3).normal(size=(200, 2))
    of = (projected[:, 0] > 0).astype(np.int64)
    squares = squares_of(projected, of)
    assert min(step for *_, step in squares) >= 1
    assert sum(DOTS[int(step) - 1] for *_, step in squares) <= 200
    assert squares_of(projected[:4], of[:4]) == []


@pytest.mark.parametrize("answered", range(1, 80))
def test_words_leave_at_least_five_numbers_open(answered: int) -> None:
    words = [word_for(Share(chose, answered)) for chose in range(answered + 1)]
    assert all(words.count(word) >= OPENED_BY_A_WORD for word in set(words) - {""})


def test_claims_are_answers_halves_of_a_scale_and_each_of_several_both_ways() -> None:
    single, scale, multiple = (
        claims_of(0, QUESTIONS[0]),
        claims_of(1, QUESTIONS[6]),
        claims_of(2, QUESTIONS[8]),
    )
    assert [claim.positions for claim in single] == [(0,), (1,), (2,), (3,)]
    assert [claim.positions for claim in scale] == [(0, 1), (3, 4)]
    assert [claim.chosen for claim in multiple] == [True, False] * 4
    assert multiple[1].holds(0b0010)
    assert not multiple[1].holds(0b0001)
    assert scale[0].holds(0b0010)


SHARES = [
    [Share(45, 50), Share(5, 50)],
    [Share(46, 50), Share(47, 50)],
    [Share(20, 50), Share(24, 50)],
    [Share(4, 50), Share(40, 50)],
    [Share(2, 2), Share(0, 0)],
]
OVERALL = [Share(one.chose + other.chose, one.answered + other.answered) for one, other in SHARES]


def test_what_is_typical_shared_and_dividing() -> None:
    claims = [Claim(place, (0,)) for place in range(len(SHARES))]
    assert typical(SHARES, 0) == [0]
    assert typical(SHARES, 1) == [3]
    assert shared(SHARES, OVERALL) == [1]
    assert dividing(claims, SHARES, OVERALL) == [0, 3]
    none: list[list[Share]] = [[] for _ in SHARES]
    assert dividing(claims, none, OVERALL) == [0, 2, 3]
    assert shared(none, OVERALL) == [1]
