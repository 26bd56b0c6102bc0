"""Eight reporters in four processes at once: one row each, and every count is its recount."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import func, select

from pollsite.app import create_app
from pollsite.db import db
from pollsite.discussion.models import Comment
from pollsite.moderation.flagging import Report, flag_comment, flag_name, withdraw_flag
from pollsite.moderation.models import Case, Decision, Flag
from pollsite.moderation.types import DecisionKind, FlagReason
from pollsite.writing import Writer
from tests.discussion.scene import Scene
from tests.fixtures.site import reader, settings_for
from tests.samples import DURING

PROCESSES = 4
THREADS = 2
READERS = 4
ROUNDS = 12


@dataclass(frozen=True)
class Task:
    """Which comments, and which account's name, everybody reports."""

    folder: Path
    comments: tuple[int, ...]
    account_id: int


def test_two_reports_at_once_by_one_reader_are_one_row(scene: Scene) -> None:
    account_id = scene.member("Ada").account_id
    comments = tuple(scene.post("Ada") for _ in range(3))
    with scene.site.app.app_context():
        db.engine.dispose()
    with get_context("spawn").Pool(PROCESSES) as pool:
        told = pool.starmap(
            _report_in_a_process, [(Task(scene.site.folder, comments, account_id), READERS)] * 4
        )
    stored = Counter(number for numbers in told for number in numbers)
    assert len(stored) == READERS * (len(comments) + 1)
    with scene.site.reading() as session:
        flags = session.scalars(select(Flag)).all()
        assert {flag.id for flag in flags} == stored.keys()
        open_by_case = Counter(flag.case_id for flag in flags if flag.withdrawn_at is None)
        cases = session.scalars(select(Case).where(Case.closed_at.is_(None))).all()
        assert {case.id: case.flags for case in cases} == open_by_case
        assert all(case.weight == case.flags * 1_000 for case in cases)
        heat = {row.id: row.heat for row in session.execute(select(Comment.id, Comment.heat))}
        assert heat == {case.comment_id: case.flags for case in cases if case.comment_id}
        collapsed = session.scalars(select(Comment.id).where(Comment.collapsed)).all()
        assert len(collapsed) == len(comments)
        steps = Counter(session.scalars(select(Decision.kind)))
        assert steps[DecisionKind.COLLAPSE] - steps[DecisionKind.UNDO] == len(comments)
        assert session.scalar(select(func.count()).select_from(Flag)) == len(flags)


def _report_in_a_process(task: Task, readers: int) -> list[int]:
    """In turns everybody reports and takes back; at the end all have reported."""
    app = create_app(settings_for(task.folder))
    writer: Writer = app.extensions["pollsite-writer"]
    with ThreadPoolExecutor(THREADS) as threads:
        told = threads.map(partial(_report, writer, task, readers), range(THREADS))
        return [number for numbers in told for number in numbers]


def _report(writer: Writer, task: Task, readers: int, thread: int) -> list[int]:
    numbers: list[int] = []
    for turn in range(ROUNDS + 1):
        for place in range(readers):
            who = reader(f"reporter {(place + thread) % readers}")
            report = Report(reason=FlagReason.SPAM)
            comment = task.comments[(turn + place) % len(task.comments)]
            for about in task.comments if turn == ROUNDS else (comment,):
                flag = partial(flag_comment, comment_id=about, reader_id=who, report=report, at=DURING)
                numbers.append(writer.write(flag).flag_id)
            name = partial(flag_name, account_id=task.account_id, reader_id=who, report=report, at=DURING)
            numbers.append(writer.write(name).flag_id)
            if turn < ROUNDS // 2:
                taken_back = partial(withdraw_flag, flag_id=numbers[-2], reader_id=who, at=DURING)
                writer.write(taken_back)
    return numbers
