"""Removals by side: even-handedness can be seen, and nobody's vote can."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pollsite.moderation.fairness import SETTLES, FairnessTable, removals_by_side, settled_month
from pollsite.moderation.month_figures import MonthFigures
from pollsite.moderation.openness_views import sections_of
from pollsite.moderation.types import DecisionKind
from tests.discussion.scene import Scene
from tests.moderation.ledger import step
from tests.samples import DURING

MONTH = "2026-11"
OVER = datetime(2026, 12, 1, tzinfo=UTC)
SETTLED = OVER + SETTLES


@dataclass
class Camps:
    """People who voted and wrote, on a scene."""

    scene: Scene

    def write(
        self, side: str, *, people: int, removed: int = 0, each: int = 1, key: str = "single"
    ) -> list[str]:
        """So many people vote `side` and write `each` comments; the comments of `removed` of them are removed."""
        names = [f"{side} {place} of {key}" for place in range(people)]
        for place, name in enumerate(names):
            self.scene.member(name)
            self.scene.vote(name, key, side)
            for _ in range(each):
                comment = self.scene.post(name, at=DURING)
                if place < removed:
                    self.remove(comment)
        return names

    def remove(self, comment: int, *, at: datetime = DURING) -> None:
        """A moderator removes a comment."""
        with self.scene.site.writing() as session:
            away: dict[str, Any] = {"status_before": "visible", "status_after": "removed"}
            step(session.connection(), DecisionKind.REMOVE, at=at, rule=2, comment_id=comment, **away)

    def tables(self, *, at: datetime = SETTLED, month: str = MONTH) -> tuple[FairnessTable, ...]:
        """What is published of the month at that moment."""
        with self.scene.site.reading() as session:
            return removals_by_side(session.connection(), month, at=at)

    def sides(self, *, at: datetime = SETTLED) -> dict[str, tuple[int | None, int | None, int | None]]:
        """(comments, removed, percent) by answer to the question that everybody may see the results of."""
        for table in self.tables(at=at):
            if "single" in table.question:
                return {side.label: (side.comments, side.removed, side.share) for side in table.sides}
        return {}


@pytest.fixture
def camps(scene: Scene) -> Camps:
    """Nobody has voted yet."""
    return Camps(scene)


def test_each_side_has_its_share(camps: Camps) -> None:
    camps.write("yes", people=16, removed=6)
    camps.write("no", people=12, removed=5)
    sides = camps.sides()
    assert sides["Yes indeed"] == (16, 6, 38)
    assert sides["No indeed"] == (12, 5, 42)
    assert sides["Rarely indeed"] == (None, None, None)


def test_few_removals_are_withheld_and_cannot_be_subtracted(camps: Camps) -> None:
    camps.write("yes", people=16, removed=1)
    camps.write("no", people=12, removed=5)
    sides = camps.sides()
    assert sides["Yes indeed"] == (16, None, None)
    assert sides["No indeed"] == (12, 5, 42)


def test_a_side_with_fewer_than_ten_comments_is_withheld(camps: Camps) -> None:
    camps.write("yes", people=16)
    camps.write("no", people=9)
    sides = camps.sides()
    assert sides["Yes indeed"][0] == 16
    assert sides["No indeed"] == (None, None, None)


def test_many_comments_of_few_people_are_withheld(camps: Camps) -> None:
    camps.write("yes", people=16)
    camps.write("no", people=4, each=5)
    assert camps.sides()["No indeed"] == (None, None, None)


def test_nothing_is_said_before_the_month_has_settled(camps: Camps) -> None:
    camps.write("yes", people=16)
    assert camps.tables(at=SETTLED - timedelta(seconds=1)) == ()
    assert camps.sides()


@pytest.mark.parametrize(("day", "month"), [(7, "2026-10"), (8, "2026-11")])
def test_a_month_settles_a_week_after_its_end(day: int, month: str) -> None:
    assert settled_month(datetime(2026, 12, day, tzinfo=UTC)) == month


def test_no_later_vote_moves_a_figure(camps: Camps) -> None:
    names = camps.write("yes", people=16, removed=6)
    camps.write("no", people=12, removed=5)
    before = camps.tables()
    camps.scene.now = OVER
    camps.scene.vote(names[0], "single", "no")
    camps.scene.vote(names[1], "single")
    assert camps.tables() == before


def test_no_later_removal_moves_a_figure(camps: Camps) -> None:
    camps.write("yes", people=16, removed=6)
    late = camps.scene.post("yes 9 of single", at=DURING)
    before = camps.tables()
    camps.remove(late, at=SETTLED)
    assert camps.tables() == before
    camps.remove(late, at=OVER)
    assert camps.tables() != before


def test_a_vote_that_changed_within_the_month_counts_as_it_stood_at_its_end(camps: Camps) -> None:
    names = camps.write("yes", people=24)
    for name in names[:12]:
        camps.scene.vote(name, "single", "no")
    sides = camps.sides()
    assert (sides["Yes indeed"][0], sides["No indeed"][0]) == (12, 12)


@pytest.mark.parametrize("key", ["after-vote", "after-close"])
def test_a_question_with_hidden_results_is_left_out(camps: Camps, key: str) -> None:
    camps.write("yes", people=16, removed=6, key=key)
    assert all(key not in table.question for table in camps.tables())
    with camps.scene.site.reading() as session:
        text = repr(removals_by_side(session.connection(), MONTH, at=SETTLED))
    assert key not in text


def test_comments_of_other_months_are_not_counted(camps: Camps) -> None:
    camps.write("yes", people=16)
    assert camps.tables(month="2026-10") == ()


def test_the_page_says_what_is_withheld(camps: Camps) -> None:
    camps.write("yes", people=16, removed=1)
    section = sections_of(MonthFigures(MONTH), camps.tables())[-1]
    assert section.tables[0].rows[0].values == ("16", "withheld", "withheld")
    assert "fewer than 10 comments" in section.hint
    assert "a week after" in sections_of(MonthFigures(MONTH), None)[-1].sentence
