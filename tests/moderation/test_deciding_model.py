"""Whatever is reported, decided, undone, edited and deleted in whatever order: the log, played, gives where all stands."""

from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test
from sqlalchemy import select

from pollsite.discussion.models import Comment
from pollsite.discussion.types import Status
from pollsite.moderation.models import Case, Flag, Sanction
from pollsite.moderation.replaying import replayed_statuses, verify_moderation
from tests.discussion.debating import set_aside
from tests.discussion.scene import Scene
from tests.engine import examples
from tests.moderation.moderating import MEMBERS, Moderating
from tests.moderation.office import Office


class Desk(Moderating):
    """After each act what is stored is held against the model."""

    @invariant()
    def the_log_gives_where_everything_stands(self) -> None:
        with self.office.scene.site.reading() as session:
            connection = session.connection()
            stored = {row.id: Status(row.status) for row in connection.execute(_STATUSES)}
            replayed = replayed_statuses(connection)
            assert verify_moderation(session).differences == ()
        assert stored == {number: words.status for number, words in self.words.items()}
        assert {number: replayed.get(number, Status.VISIBLE) for number in stored} == stored

    @invariant()
    def reports_and_cases_equal_the_model(self) -> None:
        with self.office.scene.site.reading() as session:
            outcomes = {row.id: row.outcome for row in session.connection().execute(_OUTCOMES)}
            waiting = {row.comment_id: row for row in session.connection().execute(_WAITING)}
        for number, words in self.words.items():
            expected = {words.numbers[key]: report.outcome for key, report in words.reports.items()}
            assert {flag: outcomes[flag] for flag in expected} == expected
            assert (number in waiting) == (words.case is not None)
            if words.case is not None:
                assert waiting[number].flags == len(words.open_reports())
                assert (waiting[number].kind == "held") == words.is_held_case

    @invariant()
    def who_is_suspended_equals_the_model(self) -> None:
        with self.office.scene.site.reading() as session:
            suspended = set(session.connection().scalars(_SUSPENDED))
        names = [name for name in MEMBERS if self.is_suspended(name)]
        assert suspended == {self.office.number_of(name) for name in names}


_STATUSES = select(Comment.id, Comment.status)
_OUTCOMES = select(Flag.id, Flag.outcome)
_WAITING = select(Case.comment_id, Case.flags, Case.kind).where(Case.closed_at.is_(None))
_SUSPENDED = select(Sanction.account_id).where(Sanction.suspended_until.is_not(None))


def test_the_desk_equals_a_plain_model(scene: Scene, tmp_path: Path) -> None:
    office = Office(scene)
    for name in (*MEMBERS, "Rita"):
        scene.member(name)
    Desk.office, Desk.clean = office, tmp_path / "clean"
    set_aside(scene.site, Desk.clean)
    run_state_machine_as_test(
        Desk, settings=settings(max_examples=examples(80), stateful_step_count=30, deadline=None)
    )
