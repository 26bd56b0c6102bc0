"""Writers in processes of their own, who post and mark at once; two of them always send the same submissions."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

from pollsite.app import create_app
from pollsite.discussion.marking import mark_comment
from pollsite.discussion.posting import Submission, post_comment
from pollsite.discussion.types import MarkKind
from pollsite.markup import render_comment
from pollsite.writing import Writer
from tests.accounts.people import Person
from tests.fixtures.site import reader, settings_for
from tests.samples import DURING

PROCESSES = 4
WRITERS_IN_A_PROCESS = 2


@dataclass(frozen=True)
class Task:
    """What every writer does: so many acts, as one of these people, in a discussion that has these comments."""

    folder: Path
    article_id: int
    people: Sequence[Person]
    roots: Sequence[int]
    acts: int


def crowd(task: Task) -> list[tuple[str, int]]:
    """Let them all write; key and comment of every submission that was accepted, each as often as it was."""
    with get_context("spawn").Pool(PROCESSES) as pool:
        accepted = pool.starmap(_write_in_a_process, [(task, number) for number in range(PROCESSES)])
    return [one for ones in accepted for one in ones]


def _write_in_a_process(task: Task, process: int) -> list[tuple[str, int]]:
    """Writers of one number in two neighbouring processes are one person at two doors."""
    app = create_app(settings_for(task.folder))
    writer: Writer = app.extensions["pollsite-writer"]
    person = process // 2 * WRITERS_IN_A_PROCESS
    with ThreadPoolExecutor(WRITERS_IN_A_PROCESS) as threads:
        accepted = list(
            threads.map(
                lambda number: _write(writer, task, person + number, Random(process)),
                range(WRITERS_IN_A_PROCESS),
            )
        )
    return [one for ones in accepted for one in ones]


def _write(writer: Writer, task: Task, number: int, chance: Random) -> list[tuple[str, int]]:
    """In turns a reply, to a comment that all answer or to the writer's last one, and marks."""
    author = task.people[number]
    accepted: list[tuple[str, int]] = []
    for turn in range(task.acts):
        parent = task.roots[turn % len(task.roots)] if turn % 3 or not accepted else accepted[-1][1]
        words = f"{author.name} says {turn}."
        submission = Submission(
            article_id=task.article_id,
            parent_id=parent,
            reader_id=author.reader_id,
            account_id=author.account_id,
            key=f"{author.name} {turn}",
            source=words,
            html=render_comment(words),
        )
        posted = writer.write(partial(post_comment, submission=submission, at=DURING))
        accepted.append((submission.key, posted.comment_id))
        _mark(writer, chance.choice([*task.roots, posted.comment_id]), number, chance)
    return accepted


def _mark(writer: Writer, comment_id: int, number: int, chance: Random) -> None:
    kind = chance.choice((MarkKind.GOOD, MarkKind.WEAK, None))
    writer.write(
        partial(
            mark_comment, comment_id=comment_id, reader_id=reader(f"marker {number}"), kind=kind, at=DURING
        )
    )
