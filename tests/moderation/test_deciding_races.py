"""Two moderators in two processes decide the same 200 cases at the same moment: each is decided once."""

from collections import Counter
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from pollsite.app import create_app
from pollsite.db import db
from pollsite.moderation.deciding import decide
from pollsite.moderation.errors import StaleDecision
from pollsite.moderation.models import Case, Decision, Statement
from pollsite.moderation.replaying import verify_moderation
from pollsite.moderation.types import DecisionKind
from pollsite.moderation.undoing import undo
from pollsite.moderation.verdicts import Verdict
from pollsite.writing import Writer
from tests.discussion.scene import Scene
from tests.fixtures.site import settings_for
from tests.moderation.office import Office
from tests.samples import DURING

CASES = 200
PATIENCE_S = 60


@dataclass(frozen=True)
class Task:
    """Who decides which cases, and how."""

    folder: Path
    moderator_id: int
    kind: DecisionKind
    cases: tuple[int, ...]


@dataclass(frozen=True)
class Outcome:
    """A decision of one's own, or the first one that one was shown."""

    case_id: int
    own: int | None
    shown: int | None


def test_each_case_is_decided_once_and_the_other_is_shown_it(scene: Scene) -> None:
    office = Office(scene)
    scene.member("Ada")
    cases = tuple(office.flagged(scene.post("Ada")) for _ in range(CASES))
    tasks = [
        Task(scene.site.folder, office.number_of(name) or 0, kind, cases)
        for name, kind in (("Mo", DecisionKind.REMOVE), ("Max", DecisionKind.KEEP))
    ]
    with scene.site.app.app_context():
        db.engine.dispose()
    told = race(tasks)
    first = {one.case_id: one.own for one in told if one.own is not None}
    assert sorted(first) == sorted(cases)
    assert Counter(one.own is None for one in told) == {True: CASES, False: CASES}
    assert all(one.shown == first[one.case_id] for one in told if one.own is None)
    with scene.site.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == CASES
        assert session.scalar(select(func.count()).select_from(Case).where(Case.closed_at.is_(None))) == 0
        removed = session.scalars(select(Decision.id).where(Decision.kind == DecisionKind.REMOVE)).all()
        assert session.scalars(select(Statement.decision_id)).all() == sorted(removed)
        assert verify_moderation(session).differences == ()


def test_undone_at_once_is_undone_once(scene: Scene) -> None:
    office = Office(scene)
    scene.member("Ada")
    decided = [
        office.decide(DecisionKind.REMOVE, comment_id=scene.post("Ada")).decision_id or 0 for _ in range(20)
    ]
    task = Task(scene.site.folder, office.number_of("Mo") or 0, DecisionKind.UNDO, tuple(decided))
    with scene.site.app.app_context():
        db.engine.dispose()
    told = race([task, task])
    assert len({one.own for one in told}) == len(decided)
    with scene.site.reading() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 2 * len(decided)
        assert verify_moderation(session).differences == ()


def race(tasks: list[Task]) -> list[Outcome]:
    """Each task in a process of its own, all of them at each case at the same moment."""
    context = get_context("spawn")
    barrier, queue = context.Barrier(len(tasks)), context.Queue()
    processes = [context.Process(target=_run, args=(task, barrier, queue)) for task in tasks]
    for process in processes:
        process.start()
    told = [one for _ in tasks for one in queue.get(timeout=PATIENCE_S)]
    for process in processes:
        process.join()
    return told


def _run(task: Task, barrier: Any, queue: Any) -> None:
    writer: Writer = create_app(settings_for(task.folder)).extensions["pollsite-writer"]
    told = []
    for case_id in task.cases:
        barrier.wait(timeout=PATIENCE_S)
        told.append(
            _undo(writer, task, case_id) if task.kind is DecisionKind.UNDO else _decide(writer, task, case_id)
        )
    queue.put(told)


def _decide(writer: Writer, task: Task, case_id: int) -> Outcome:
    verdict = Verdict(kind=task.kind, case_id=case_id, version=1, moderator_id=task.moderator_id, rule=2)
    try:
        decided = writer.write(partial(decide, verdict=verdict, at=DURING))
    except StaleDecision as stale:
        return Outcome(case_id, None, stale.decision_id)
    return Outcome(case_id, decided.decision_id, None)


def _undo(writer: Writer, task: Task, decision_id: int) -> Outcome:
    undoing = partial(undo, decision_id=decision_id, moderator_id=task.moderator_id, at=DURING)
    return Outcome(decision_id, writer.write(undoing).decision_id, None)
